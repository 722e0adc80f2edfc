/** What could not be sent, why, and what can be done about it, in English. */
import type { ArgsByName } from '#shared/workspace/command-kinds.ts';
import type { CommandName } from '#shared/workspace/commands.ts';
import type { RefusalCode } from '#shared/workspace/refusals.ts';
import { isolated } from '#shared/words/isolated.ts';

const what: { readonly [Name in CommandName]: (args: ArgsByName[Name]) => string } = {
  'track.create.v1': ({ title }) => `Your track “${isolated(title)}”`,
  'track.rename.v1': ({ title }) => `The new title “${isolated(title)}”`,
  'track.setStage.v1': () => 'A stage change',
  'track.setDue.v1': () => 'A due date',
  'track.setNotes.v1': () => 'Your notes',
  'track.delete.v1': () => 'Deleting a track',
  'invite.send.v1': ({ email }) => `Your invite to ${isolated(email)}`,
  'invite.link.v1': () => 'An invite link',
  'invite.accept.v1': () => 'Accepting an invite',
  'invite.decline.v1': () => 'Declining an invite',
  'invite.revoke.v1': () => 'Revoking an invite',
  'member.remove.v1': () => 'Removing somebody',
  'member.leave.v1': () => 'Leaving a track',
  'comment.add.v1': ({ text }) => `Your comment “${isolated(text)}”`,
  'comment.edit.v1': ({ text }) => `Your comment “${isolated(text)}”`,
  'comment.edit.v2': ({ text }) => `Your comment “${isolated(text)}”`,
  'comment.resolve.v1': () => 'Resolving a comment',
  'comment.reopen.v1': () => 'Reopening a comment',
  'comment.delete.v1': () => 'Deleting a comment',
  'file.rename.v1': ({ name }) => `The new name “${isolated(name)}”`,
  'file.remove.v1': () => 'Removing a file',
  'file.removeVersion.v1': () => 'Removing a version of a file',
  'reminder.set.v1': ({ text }) => (text ? `Your reminder “${isolated(text)}”` : 'A reminder'),
  'reminder.cancel.v1': () => 'Cancelling a reminder',
  'reminder.done.v1': () => 'Ticking off a reminder',
  'reminder.snooze.v1': () => 'Putting off a reminder',
  'ticket.open.v1': ({ subject }) => `Your ticket “${isolated(subject)}”`,
  'ticket.reply.v1': () => 'Your words in a ticket',
  'ticket.answer.v1': () => 'Your word on a ticket',
  'ticket.feedback.v1': () => 'Your answer to a ticket',
  'announcement.publish.v1': ({ title }) => `The announcement “${isolated(title)}”`,
  'preferences.set.v1': () => 'Your settings',
  'person.block.v1': ({ name }) => `Blocking ${isolated(name)}`,
  'person.unblock.v1': () => 'Unblocking somebody',
};

export const refusedWords = {
  title: 'Not sent',
  retry: 'Try again',
  /** Leads to where it was typed; it stands there again. */
  show: 'Show',
  discard: 'Discard',
  what,
  why: {
    'unknown-command': 'The server does not know this action. Reload to get the current version.',
    invalid: 'The server could not accept it as it is.',
    'reused-id': 'It was sent before with other words.',
    'not-found': 'It is gone, or you are no longer on the track.',
    'not-allowed': 'Only the owner of the track may do this.',
    'id-taken': 'It exists already.',
    'version-mismatch': 'Somebody else changed it first.',
    'already-member': 'They are on the track already.',
    'already-invited': 'They have an open invite already.',
    'invite-accepted': 'The invite was accepted already.',
    'invite-declined': 'The invite was declined already.',
    'invite-revoked': 'The invite was revoked.',
    'invite-expired': 'The invite has expired.',
    'invite-track-deleted': 'The track was deleted.',
    'asked-again': 'It has come again since, and waits for an answer.',
    'too-old': 'It is so old that nobody can tell whether it took effect. Look, then try again.',
    'limit-reached':
      'There are too many already. If you have written a lot today, try again tomorrow.',
    'server-fault': 'The server keeps failing on it. It is kept on this device.',
  } satisfies Record<RefusalCode | 'server-fault', string>,
  onTrack: (title: string) => ` (${isolated(title)})`,
  /** Where there are no more of anything. */
  tooMuch: 'You have written more today than there is room for. Try again tomorrow.',
  /** To somebody who answered an invite, or followed a link. */
  whyAnswer: {
    'not-found': 'There is no such invite, or it is not yours.',
    'already-member': 'You are on the track already.',
    'invite-accepted': 'It was accepted already. A link lets in the first who opens it.',
    'invite-declined': 'You had declined it.',
  },
  whyAbout: {
    invite: {
      'limit-reached': 'There are too many open invites, or too many were sent today.',
    },
    ticket: {
      'not-found': 'There is no such ticket, or it is not yours.',
      'not-allowed': 'Only its author may do this, and only support may answer it.',
      'asked-again': 'Support has answered again since, and nobody has read that.',
      'limit-reached':
        'You have as many open tickets, or this one as many messages, as there may be. If you have written a lot today, try again tomorrow.',
    },
    announcement: {
      'not-found': 'No account has one of the addresses.',
      'not-allowed': 'Only support may publish announcements.',
    },
  },
};
