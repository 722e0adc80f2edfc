/** What befell this device's storage, in English. */
import type { DeviceNotice } from '#lib/ports/device.ts';
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
      return lossText(notice);
    case 'uploads-lost':
      return `The browser deleted what was stored on this device, and with it ${count(notice.files, 'file that was', 'files that were')} on the way to a track. Add ${notice.files === 1 ? 'it' : 'them'} again.`;
    case 'rows-dropped':
      return `This device is almost full: ${count(notice.rows, 'old dismissed notification', 'old dismissed notifications')} made room.`;
    case 'sound-dropped':
      return 'This device is full: a sound that was kept here made room. Keep it again when there is some.';
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

function lossText({ changes, texts }: Extract<DeviceNotice, { kind: 'data-lost' }>): string {
  const what = 'The browser deleted what was stored on this device';
  const lost = [
    changes === 0
      ? `${what}. It is fetched again`
      : `${what}, and with it ${count(changes, 'change', 'changes')} that had not been sent. Everything else is fetched again`,
    texts === 0 ? '' : 'what you were typing is gone, but for what still stands in its field',
    changes + texts === 0 ? 'nothing of yours is lost' : '',
  ];
  return `${lost.filter(Boolean).join('; ')}.`;
}
