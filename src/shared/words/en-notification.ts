/** Notifications speak English by these words, in rows of the feed and in pushes of the server. */
import type { Action, PushAction } from '#shared/notifications/kinds.ts';
import { isolated } from './isolated.ts';

export interface Segment {
  readonly text: string;
  readonly strong?: boolean;
}

const strong = (text: string): Segment => ({ text, strong: true });
const plain = (text: string): Segment => ({ text });

/** A moment of a sound: "at 1:23", in "v3" of something. */
export interface SaidAt {
  readonly at: string;
  readonly number: number;
}

const onTrack = (what: string, title: string, moment: SaidAt | null): readonly Segment[] =>
  moment === null
    ? [plain(`${what} on `), strong(title)]
    : [plain(`${what} at ${moment.at} on `), strong(title), plain(` v${moment.number}`)];

export const notificationWords = {
  /** Who has no name any more; kinds that nobody did do not say who. */
  somebody: 'A deleted account',
  inviteReceived: (who: string, title: string): readonly Segment[] => [
    strong(who),
    plain(' invited you to '),
    strong(title),
  ],
  inviteReceivedMessage: 'Accept to see the track and work on it together.',
  inviteAccepted: (who: string, title: string): readonly Segment[] => [
    strong(who),
    plain(' accepted your invite to '),
    strong(title),
  ],
  inviteAcceptedMessage: (who: string) => `${isolated(who)} is on the track now.`,
  inviteDeclined: (who: string, title: string): readonly Segment[] => [
    strong(who),
    plain(' declined your invite to '),
    strong(title),
  ],
  inviteDeclinedMessage: 'You can invite somebody else.',
  commentAdded: (who: string, title: string, moment: SaidAt | null): readonly Segment[] => [
    strong(who),
    ...onTrack(' commented', title, moment),
  ],
  mentioned: (who: string, title: string, moment: SaidAt | null): readonly Segment[] => [
    strong(who),
    ...onTrack(' mentioned you', title, moment),
  ],
  /** The words, and the file they are about. */
  saidOf: (excerpt: string, name: string) => `${isolated(excerpt)} · ${isolated(name)}`,
  stageChanged: (who: string, title: string, to: string): readonly Segment[] => [
    strong(who),
    plain(' moved '),
    strong(title),
    plain(` to ${to}`),
  ],
  stageChangedMessage: (from: string, to: string) => `${from} → ${to}`,
  dueChanged: (who: string, title: string): readonly Segment[] => [
    strong(who),
    plain(' changed the due date of '),
    strong(title),
  ],
  dueChangedMessage: (to: string) => `Now due ${to}`,
  dueRemovedMessage: 'It has no due date any more.',
  fileShared: (who: string, name: string, number: number, title: string): readonly Segment[] => [
    strong(who),
    plain(number === 1 ? ' shared ' : ` shared v${number} of `),
    strong(name),
    plain(' on '),
    strong(title),
  ],
  filesShared: (who: string, files: number, title: string): readonly Segment[] => [
    strong(who),
    plain(` shared ${files} files on `),
    strong(title),
  ],
  fileSharedMessage: 'Listen to it, or download it.',
  memberJoined: (who: string, title: string): readonly Segment[] => [
    strong(who),
    plain(' joined '),
    strong(title),
  ],
  memberJoinedMessage: (inviter: string) => `Invited by ${isolated(inviter)}`,
  trackDeleted: (who: string, title: string): readonly Segment[] => [
    strong(who),
    plain(' deleted '),
    strong(title),
  ],
  trackDeletedMessage: 'It is gone for everybody who was on it.',
  wordsGone: 'The words are no longer there.',
  memberLeft: (who: string, title: string): readonly Segment[] => [
    strong(who),
    plain(' left '),
    strong(title),
  ],
  memberLeftMessage: 'What they wrote stays on the track.',
  memberRemoved: (who: string, title: string): readonly Segment[] => [
    strong(who),
    plain(' removed you from '),
    strong(title),
  ],
  memberRemovedMessage: 'You cannot see the track any more.',
  commentsAdded: (who: string, comments: number, title: string): readonly Segment[] => [
    strong(who),
    plain(` left ${comments} comments on `),
    strong(title),
  ],
  commentsByMany: (who: string, others: number, title: string): readonly Segment[] => [
    strong(who),
    plain(others === 1 ? ' and 1 other commented on ' : ` and ${others} others commented on `),
    strong(title),
  ],
  dueNear: (title: string, day: string): readonly Segment[] => [
    strong(title),
    plain(` is due ${day}`),
  ],
  duePassed: (title: string): readonly Segment[] => [strong(title), plain(' is overdue')],
  duePassedMessage: (day: string, distance: string) => `It was due ${day}, ${distance}`,
  late: (howMuch: string) => `${howMuch} late`,
  reminder: (text: string): readonly Segment[] => [strong(text)],
  reminderOn: (title: string): readonly Segment[] => [plain('Reminder on '), strong(title)],
  reminderPlain: 'Reminder',
  reminderSetFor: (when: string) => `Set for ${when}`,
  announcement: (title: string): readonly Segment[] => [strong(title)],
  signedIn: (device: string): readonly Segment[] => [plain('New sign-in: '), strong(device)],
  signedInMessage: 'If this was not you, sign it out in Settings and change your password.',
  ticketAnswered: (who: string, subject: string): readonly Segment[] => [
    strong(who),
    plain(' answered your ticket '),
    strong(subject),
  ],
  unknown: 'Something new, which this version of the app does not know yet.',
  unknownMessage: 'Reload to get the current version.',
};

/** A row can be answered with these. */
export const actionWords = {
  accept: 'Accept Invite',
  decline: 'Decline',
  done: 'Done',
  snooze: 'Snooze',
  resolved: 'Resolved',
  'still-open': 'Still open',
  'not-needed': 'No longer needed',
} satisfies Record<Action, string>;

/** These stand around a push: its actions, and what it says where it may not or cannot say more. */
export const pushWords = {
  lang: 'en',
  /** The locale of dates and numbers. */
  locale: 'en-GB',
  actions: {
    accept: actionWords.accept,
    done: actionWords.done,
    snooze: actionWords.snooze,
    read: 'Mark read',
  } satisfies Record<PushAction, string>,
  app: 'Producer Dashboard',
  hidden: 'Something new in your activity',
  test: 'Notifications arrive here, also when the app is closed.',
};
