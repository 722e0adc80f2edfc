/** What is said between producers and support, in English. */
import type { Priority, TicketStatus } from '#shared/workspace/vocabulary.ts';
import type { TextFault } from '#shared/base/typed-text.ts';
import { count } from './count.ts';
import { isolated } from '#shared/words/isolated.ts';

export type TicketFilter = 'waiting' | 'answered' | 'closed' | 'all';

export const supportWords = {
  title: 'Support',
  queue: 'Tickets',
  newTicket: 'New ticket',
  subject: 'Subject',
  text: 'What is the matter?',
  send: 'Send',
  subjectMissing: 'Say in a few words what it is about.',
  textMissing: 'Tell us what happened.',
  none: 'No tickets',
  noneHint:
    'Something does not work as it should? Tell us. It is sent as soon as there is a network.',
  noneQueue: 'No tickets here',
  show: 'Show',
  filters: {
    waiting: 'Waiting for support',
    answered: 'Answered',
    closed: 'Closed',
    all: 'All',
  } satisfies Record<TicketFilter, string>,
  noneFor: {
    waiting: 'Nobody waits for an answer.',
    answered: 'No answer waits for its author.',
    closed: 'No ticket has come to its end yet.',
    all: 'Nobody has opened a ticket yet.',
  } satisfies Record<TicketFilter, string>,
  more: (n: number) => `Show ${n} more`,
  since: (when: string) => `Waiting since ${when}`,
  changed: (when: string) => `Last change ${when}`,
  statuses: {
    open: 'Open',
    answered: 'Answered',
    resolved: 'Resolved',
    'not-needed': 'No longer needed',
  } satisfies Record<TicketStatus, string>,
  by: (who: string) => `by ${isolated(who)}`,
  /** How its author answered; `null` is the reader. */
  said: (who: string | null, how: 'open' | 'resolved' | 'not-needed') =>
    `${isolated(who ?? 'You')} said: ${{ open: 'still open', resolved: 'resolved', 'not-needed': 'no longer needed' }[how]}`,
  back: 'All tickets',
  thread: 'Thread',
  fromSupport: 'Support',
  deletedAccount: 'Deleted account',
  reply: 'Your message',
  replyReopens: 'It opens the ticket again.',
  sayMissing: 'Write something first.',
  full: 'This ticket is full. Open another one for what is left.',
  replySend: 'Send message',
  answer: 'Your answer',
  answerSend: 'Send answer',
  ask: 'Does this settle it?',
  missing: 'This ticket is not on this device',
  missingHint: 'It may be somebody else’s, or not have arrived yet.',
};

/** What is wrong with a text that was typed; undefined where nothing is. */
export const textFault = (fault: TextFault | null | undefined, missing: string) => {
  if (!fault) return undefined;
  return fault.surplus === 0
    ? missing
    : `Too long by ${count(fault.surplus, 'character', 'characters')}.`;
};

export const announcementWords = {
  title: 'New announcement',
  subject: 'Title',
  text: 'Text',
  priority: 'Priority',
  priorities: { low: 'Low', normal: 'Normal', high: 'High' } satisfies Record<Priority, string>,
  to: 'To',
  toEverybody: 'Everybody',
  toSome: 'Some people',
  addresses: 'E-mail addresses',
  addressesHint: 'One a line, or with commas between.',
  publish: 'Publish',
  publishToAll: 'Publish to everybody',
  titleMissing: 'Give it a title.',
  textMissing: 'Say what there is to know.',
  toWrong: (address: string) =>
    address === '' ? 'Say whom to tell.' : `“${isolated(address)}” is no e-mail address.`,
  toMany: (surplus: number) => `${count(surplus, 'address', 'addresses')} too many.`,
  confirmTitle: 'Tell everybody?',
  confirmText: (title: string) =>
    `“${isolated(title)}” goes to every account. It cannot be changed or taken back.`,
  published: (title: string) => `“${isolated(title)}” is on its way.`,
};
