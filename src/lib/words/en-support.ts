/** What is said between producers and support, in English. */
import type { TicketStatus } from '#shared/tracks/entities.ts';
import type { Priority } from '#shared/notifications/record.ts';

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
  noneQueueHint: 'Nobody waits for an answer.',
  filters: {
    waiting: 'Waiting for support',
    answered: 'Answered',
    closed: 'Closed',
  },
  statuses: {
    open: 'Open',
    answered: 'Answered',
    resolved: 'Resolved',
    'not-needed': 'No longer needed',
  } satisfies Record<TicketStatus, string>,
  by: (who: string) => `by ${who}`,
  back: 'All tickets',
  thread: 'Thread',
  fromSupport: 'Support',
  reply: 'Your message',
  replySend: 'Send message',
  answer: 'Your answer',
  answerSend: 'Send answer',
  ask: 'Does this settle it?',
  missing: 'This ticket is not on this device',
  missingHint: 'It may be somebody else’s, or not have arrived yet.',
};

export const announcementWords = {
  title: 'New announcement',
  subject: 'Title',
  text: 'Text',
  priority: 'Priority',
  priorities: { low: 'Low', normal: 'Normal', high: 'High' } satisfies Record<Priority, string>,
  to: 'To',
  toHint: 'E-mail addresses, one a line. Leave it empty to tell everybody.',
  publish: 'Publish',
  publishToAll: 'Publish to everybody',
  titleMissing: 'Give it a title.',
  textMissing: 'Say what there is to know.',
  toWrong: (address: string) => `“${address}” is no e-mail address.`,
};
