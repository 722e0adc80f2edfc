/** What rows of the feed offer and how that ended, in English. */
import { actionWords } from '#shared/words/en-notification.ts';

/** What can be answered in a row, and how that ended. */
export const rowWords = {
  ...actionWords,
  waiting: 'Waiting to be sent',
  overtaken: 'It has asked again since you answered',
  invite: {
    accepted: 'You joined',
    declined: 'You declined',
    revoked: 'Invite revoked',
    expired: 'Invite expired',
    'already-member': 'Already a member',
    'track-deleted': 'Track deleted',
  },
  outcomes: {
    done: 'Done',
    cancelled: 'Reminder cancelled',
    snoozed: (when: string) => `Snoozed until ${when}`,
    resolved: 'You said: resolved',
    open: 'You said: still open',
    'not-needed': 'You said: no longer needed',
  },
  stillOpenTitle: 'Still open',
  stillOpenText: 'Support sees it again. What is still missing?',
  stillOpenNote: 'Your note',
  stillOpenSend: 'Send',
  stillOpenSkip: 'Nothing to add',
  /** What a row can tell of itself, in its menu. */
  truth: {
    read: 'Read',
    unread: 'Marked as unread',
    dismissed: 'Dismissed',
    restored: 'Restored',
    here: 'here',
    on: (device: string) => `on ${device}`,
    elsewhere: 'elsewhere',
    waiting: 'waiting to sync',
    synced: 'synced',
  },
  missing: 'This notification is not on this device',
  missingHint: 'It may be somebody else’s, or too old to be kept. Nothing of yours is lost.',
  trackGone: 'This track is not on this device. It was deleted, or you are no longer on it.',
  notJoined: 'You are not on this track.',
  joinWaiting: 'The track opens once your answer has been sent.',
};
