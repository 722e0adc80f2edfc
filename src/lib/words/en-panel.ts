/** What the Activity panel says beside its rows, in English. */
export const panelWords = {
  title: 'Activity',
  unreadCount: (unread: number) => `${unread} unread`,
  seeAll: 'See all',
  show: 'Show',
  all: 'All',
  needsYou: 'Needs you',
  empty: 'No new notifications.',
  emptyHint: 'You are all caught up. Every cable is in its place.',
  nothingYet: 'Nothing has arrived yet',
  nothingYetHint: 'What happens on your tracks appears here as soon as the server can be reached.',
};
