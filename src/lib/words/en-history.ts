/** What the history of acts says, in English. */
import type { ActKind } from '#shared/marks/acts.ts';
import { count } from './count.ts';

const rows = (n: number) => count(n, 'notification', 'notifications');

export const historyWords = {
  title: 'History',
  acts: {
    read: (n: number) => `You marked ${rows(n)} as read`,
    unread: (n: number) => `You marked ${rows(n)} as unread`,
    dismiss: (n: number) => `You dismissed ${rows(n)}`,
    restore: (n: number) => `You restored ${rows(n)}`,
    'read-all': (n: number) => `You marked all as read: ${rows(n)}`,
  } satisfies Record<ActKind, (n: number) => string>,
  thisDevice: 'this device',
  otherDevice: 'another device',
  where: (device: string, when: string) => `on ${device} · ${when}`,
  undone: 'Taken back',
  overtaken: 'Changed since',
  undoOf: (act: string) => `Undo: ${act}`,
  nothing: 'Nothing yet. What you read or dismiss on any device stays here for 30 days.',
};
