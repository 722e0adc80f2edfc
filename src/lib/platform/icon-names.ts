/** Icons that are shown by code; their names are written by scripts/draw-icons.mjs. */
export const notificationIcons = {
  icon: '/icons/icon-192.05197838.png',
  /** Its outline stands in the phone's status bar. */
  badge: '/icons/outline-96.7f1f832e.png',
};

/** Of a tab. */
export const tabIcons = {
  calm: '/icons/icon.b0e13433.svg',
  unread: '/icons/icon-unread.28f5cff5.svg',
};
