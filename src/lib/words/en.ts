/**
 * What the app says on its first screens, in English. Plain typed functions and `Intl.PluralRules`:
 * they are as typed as compiled ICU messages and need no runtime to carry. Another language is another
 * object of the same type. A message about an event is a list of segments; names and titles in it are
 * strong. What later screens say lies beside it (en-panel, en-track, en-account, en-refused) and loads with them.
 */
import { stageWords } from '#shared/words/en-stages.ts';
import { timeWords } from '#shared/words/en-time.ts';
import { count } from './count.ts';

export const en = {
  /** Of dates and numbers: "Fri 27 Nov". */
  locale: 'en-GB',
  app: {
    name: 'Producer Dashboard',
    tracks: 'Tracks',
    activity: 'Activity',
    support: 'Support',
    newTrack: 'New track',
    account: 'Account',
    cancel: 'Cancel',
    close: 'Close',
    copy: 'Copy',
    copied: 'Copied',
    skip: 'Skip to content',
    notFound: 'There is nothing here',
    notFoundHint: 'The address may be mistyped. Nothing of yours is lost.',
    broken: 'This page did not load',
    brokenHint: 'Nothing of yours is lost.',
    repair: 'See what is wrong',
    main: 'Main',
  },
  status: {
    live: 'Live',
    syncing: (left: number) => (left === 0 ? 'Syncing' : `Syncing ${left}`),
    offline: (waiting: number) =>
      waiting === 0 ? 'Offline' : `Offline · ${count(waiting, 'change', 'changes')} waiting`,
    signIn: 'Sign in again to sync',
    hindrances: {
      'network-sign-in': 'The network wants a sign-in',
      'other-address': 'Another address is needed',
      'account-gone': 'The account is gone',
    },
    broken: 'Storage cannot be read',
    offered: 'New version · Reload',
    held: 'Unsent text here · Reload anyway',
    needed: 'Too old · Reload',
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
    remindMe: 'Remind me',
    markUnread: 'Mark as unread',
    undo: 'Undo',
    history: 'History',
    dismissed: (n: number) => (n === 1 ? 'Dismissed' : `${n} dismissed`),
    allRead: () => 'All marked as read',
    restored: (n: number) => (n === 1 ? 'Restored' : `${n} restored`),
    waiting: 'Waiting to be sent',
    tabs: { all: 'All', unread: 'Unread', asks: 'Needs you', dismissed: 'Dismissed' },
    emptyTabs: {
      all: 'No new notifications.',
      unread: 'Nothing unread.',
      asks: 'Nothing needs you.',
      dismissed: 'Nothing dismissed. What you dismiss is kept here.',
    },
  },
  stages: stageWords,
  time: timeWords,
  tracks: {
    title: 'Tracks',
    empty: 'No tracks yet',
    emptyHint: 'Start one, also without a network, or wait for an invite.',
    members: (n: number) => (n === 1 ? 'Only you' : `${n} people`),
    waiting: 'Waiting to be sent',
    joining: (n: number) => (n === 1 ? 'Joining a track' : `Joining ${n} tracks`),
    back: 'Back to your tracks',
  },
};
