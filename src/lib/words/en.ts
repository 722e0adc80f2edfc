/**
 * What the app says on its first screens, in English. Plain typed functions and `Intl.PluralRules`:
 * they are as typed as compiled ICU messages and need no runtime to carry. Another language is another
 * object of the same type. A message about an event is a list of segments; names and titles in it are
 * strong. What later screens say lies beside it (en-panel, en-track, en-account, en-refused) and loads with them.
 */
import type { Stage } from '#shared/tracks/entities.ts';
import { count } from './count.ts';

export interface Segment {
  readonly text: string;
  readonly strong?: boolean;
}

const strong = (text: string): Segment => ({ text, strong: true });
const plain = (text: string): Segment => ({ text });

export const en = {
  /** Of dates and numbers: "Fri 27 Nov". */
  locale: 'en-GB',
  app: {
    name: 'Producer Dashboard',
    tracks: 'Tracks',
    activity: 'Activity',
    newTrack: 'New track',
    account: 'Account',
    cancel: 'Cancel',
    close: 'Close',
    skip: 'Skip to content',
    notFound: 'There is nothing here',
    notFoundHint: 'The address may be mistyped. Nothing of yours is lost.',
    main: 'Main',
  },
  status: {
    live: 'Live',
    syncing: (waiting: number) => (waiting === 0 ? 'Syncing' : `Syncing ${waiting}`),
    offline: (waiting: number) =>
      waiting === 0 ? 'Offline' : `Offline · ${count(waiting, 'change', 'changes')} waiting`,
    signIn: 'Sign in again to sync',
    update: 'New version · Reload',
  },
  panel: {
    bell: (unread: number) => (unread === 0 ? 'Activity' : `Activity, ${unread} unread`),
    markAllRead: 'Mark all as read',
    fresh: (n: number) => `${n} new`,
    unread: 'Unread',
    high: 'High priority',
    highShort: 'High',
    dismiss: 'Dismiss',
    restore: 'Restore',
    more: 'More',
    markRead: 'Mark as read',
    markUnread: 'Mark as unread',
    undo: 'Undo',
    dismissed: 'Dismissed',
    allRead: 'All marked as read',
    restored: 'Restored',
    trackGone: 'This track is not on this device. It was deleted, or you are no longer on it.',
    notJoined: 'You are not on this track.',
    joinWaiting: 'The track opens once your answer has been sent.',
    accept: 'Accept Invite',
    decline: 'Decline',
    waiting: 'Waiting to be sent',
    outcomes: {
      accepted: 'You joined',
      declined: 'You declined',
      revoked: 'Invite revoked',
      expired: 'Invite expired',
      'already-member': 'Already a member',
    },
    tabs: { all: 'All', unread: 'Unread', dismissed: 'Dismissed' },
    emptyTabs: {
      all: 'No new notifications.',
      unread: 'Nothing unread.',
      dismissed: 'Nothing dismissed. What you dismiss is kept here.',
    },
  },
  notification: {
    somebody: 'Somebody',
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
    inviteAcceptedMessage: (who: string) => `${who} is on the track now.`,
    inviteDeclined: (who: string, title: string): readonly Segment[] => [
      strong(who),
      plain(' declined your invite to '),
      strong(title),
    ],
    inviteDeclinedMessage: 'You can invite somebody else.',
    commentAdded: (who: string, title: string): readonly Segment[] => [
      strong(who),
      plain(' commented on '),
      strong(title),
    ],
    mentioned: (who: string, title: string): readonly Segment[] => [
      strong(who),
      plain(' mentioned you on '),
      strong(title),
    ],
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
  },
  stages: {
    idea: 'Idea',
    writing: 'Writing',
    recording: 'Recording',
    editing: 'Editing',
    mixing: 'Mixing',
    mastering: 'Mastering',
    released: 'Released',
  } satisfies Record<Stage, string>,
  time: {
    now: 'now',
    minutes: (n: number) => `${n} min`,
    hours: (n: number) => `${n} h`,
    today: 'Today',
    yesterday: 'Yesterday',
    due: (day: string, distance: string) => `Due ${day} · ${distance}`,
    noDue: 'No due date',
  },
  tracks: {
    title: 'Tracks',
    empty: 'No tracks yet',
    emptyHint: 'Start one, or wait for an invite. Either works without a network.',
    members: (n: number) => (n === 1 ? 'Only you' : `${n} people`),
    waiting: 'Waiting to be sent',
    back: 'Back to your tracks',
  },
};
