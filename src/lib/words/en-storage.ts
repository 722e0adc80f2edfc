/** What befell this device's storage, in English. */
import type { DeviceNotice } from '#lib/ports/notices.ts';
import { count } from './count.ts';

export const storageWords = {
  title: 'About this device',
  putAway: 'Got it',
  reload: 'Reload',
  tooOld:
    'This version is too old to go on. What you did is kept on this device, and sent after the reload.',
};

export function noticeText(notice: DeviceNotice): string {
  switch (notice.kind) {
    case 'data-lost':
      return notice.changes === 0
        ? 'The browser deleted what was stored on this device. It is fetched again; nothing of yours is lost.'
        : `The browser deleted what was stored on this device, and with it ${count(notice.changes, 'change', 'changes')} that had not been sent. Everything else is fetched again.`;
    case 'rows-dropped':
      return `This device is almost full: ${count(notice.rows, 'old dismissed notification', 'old dismissed notifications')} made room.`;
    case 'act-not-kept':
      return notice.isFull
        ? 'This device is full, and your last change was not kept. What you typed is still in its field: free some space, then try again.'
        : 'Your last change could not be kept on this device. What you typed is still in its field: try again, or reload.';
    case 'news-not-kept':
      return 'This device is full: what is new cannot be kept here until you free some space.';
    case 'blocked':
      return 'Another tab runs an older version of this app and is in the way. Close it, or reload it.';
  }
}
