/** What the page of one track says, in English. */
export const newTrackWords = {
  title: 'Title',
  stage: 'Stage',
  due: 'Due date',
  create: 'Create track',
  titleMissing: 'Give it a title.',
};

export const trackWords = {
  missing: 'This track is not on this device',
  missingHint:
    'It was deleted, you are no longer on it, or it has not arrived yet. Nothing else is lost.',
  stage: 'Stage',
  deadline: 'Deadline',
  collaborators: 'Collaborators',
  comments: 'Comments',
  setDue: 'Set due date',
  changeDue: 'Due date',
  clearDue: 'Remove due date',
  save: 'Save',
  owner: 'Owner',
  you: 'You',
  inviteLabel: 'Invite by e-mail',
  inviteHint: 'They get it as soon as they are online, or have an account.',
  sendInvite: 'Send invite',
  emailInvalid: 'This is not an e-mail address.',
  invites: 'Invites',
  inviteStates: {
    pending: 'Invited',
    accepted: 'Joined',
    declined: 'Declined',
    revoked: 'Revoked',
    expired: 'Expired',
  },
  revoke: 'Revoke',
  revokeFor: (email: string) => `Revoke the invite of ${email}`,
  commentLabel: 'Add a comment',
  commentSend: 'Comment',
  noComments: 'No comments yet.',
  edited: 'edited',
};
