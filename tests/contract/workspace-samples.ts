/**
 * The workspace store contract writes and reads these: every kind of row, also what is hard to
 * keep.
 */
import type { NotificationRecord } from '#shared/notifications/record.ts';
import { emptyWorkspace, type Workspace } from '#shared/workspace/slice.ts';

export const at = Date.UTC(2026, 10, 24);

/** A track of `ana`, with a member, an invite to `dora` and a comment. */
export const sample: Workspace = {
  tracks: new Map([
    [
      't1',
      {
        id: 't1',
        title: 'Midnight “Drive” 🌒',
        stage: 'mixing',
        dueOn: '2026-11-27',
        dueTime: '18:30',
        dueTimeZone: 'Europe/Berlin',
        dueEndsAt: Date.UTC(2026, 10, 27, 17, 30),
        notes: "Bobby'); drop table track;--\n",
        ownerId: 'ana',
        createdAt: at,
        updatedAt: at + 1,
        version: 3,
      },
    ],
  ]),
  members: new Map(
    (['ana', 'ben'] as const).map((userId) => [
      `t1:${userId}`,
      {
        id: `t1:${userId}`,
        trackId: 't1',
        userId,
        name: userId,
        role: userId === 'ana' ? 'owner' : 'collaborator',
        joinedAt: at,
      },
    ]),
  ),
  invites: new Map([
    [
      'i1',
      {
        id: 'i1',
        trackId: 't1',
        trackTitle: 'Midnight Drive',
        inviterId: 'ana',
        inviterName: 'Ana',
        email: 'dora@example.test',
        linkHash: null,
        inviteeId: null,
        state: 'pending',
        createdAt: at,
        expiresAt: at + 1_000,
        answeredAt: null,
        barred: ['emil', 'fay'],
      },
    ],
  ]),
  comments: new Map([
    [
      'c1',
      {
        id: 'c1',
        trackId: 't1',
        authorId: 'ben',
        authorName: 'Ben',
        text: 'שלום\n👩‍👩‍👧',
        mentions: ['ana'],
        createdAt: at,
        editedAt: null,
        moment: {
          fileId: 'f1',
          versionId: 'v2',
          from: 0,
          to: 83_500,
          name: 'Bounce “final” 🎚.wav',
          number: 2,
        },
        replyTo: 'c0',
        resolved: { byId: 'ana', byName: 'Ana', at: at + 1 },
      },
    ],
  ]),
  files: new Map([
    [
      'f1',
      {
        id: 'f1',
        trackId: 't1',
        name: 'Bounce “final” 🎚.wav',
        createdAt: at,
        versions: [
          {
            id: 'v1',
            number: 1,
            size: 7,
            sha256: 'ab'.repeat(32),
            addedById: 'ben',
            addedByName: 'Ben',
            addedAt: at,
            note: '',
            removedAt: at + 1,
          },
          {
            id: 'v2',
            number: 2,
            size: 9,
            sha256: 'cd'.repeat(32),
            addedById: 'ana',
            addedByName: 'Ana',
            addedAt: at + 1,
            note: 'Kick quieter.',
            removedAt: null,
            sound: {
              format: 'riff',
              seconds: 0.25,
              sampleRate: 48_000,
              bitsPerSample: 24,
              channels: 2,
              fault: 'cut',
            },
          },
        ],
        removedAt: null,
      },
    ],
  ]),
  reminders: new Map(),
  tickets: new Map(),
  preferences: new Map(),
};

export const personal: Workspace = {
  ...emptyWorkspace,
  reminders: new Map([
    [
      'r1',
      {
        id: 'r1',
        ownerId: 'ana',
        text: 'Bounce the stems 🎛',
        at: at + 5,
        dueAt: null,
        firstAt: at,
        repeat: 'weekly',
        timeZone: 'Europe/Berlin',
        trackId: 't1',
        trackTitle: 'Midnight Drive',
        commentId: 'c1',
        notificationId: null,
        endedAs: null,
        createdAt: at,
        updatedAt: at,
      },
    ],
  ]),
  tickets: new Map([
    [
      'k1',
      {
        id: 'k1',
        authorId: 'ana',
        authorName: 'Ana',
        subject: 'Upload "fails"',
        status: 'answered',
        messages: [
          { authorId: 'ana', authorName: 'Ana', isSupport: false, text: 'It\nstops.', at },
          { authorId: 'sam', authorName: 'Sam', isSupport: true, text: 'Try again?', at: at + 1 },
        ],
        createdAt: at,
        updatedAt: at + 1,
      },
    ],
  ]),
};

/** One of each kind. */
export const told = (ordinal: number): readonly NotificationRecord[] => {
  const base = {
    createdAt: at,
    actor: { id: 'ben', name: 'Ben' },
    track: { id: 't1', title: 'Midnight Drive' },
  };
  const due = { on: '2026-11-27', time: null, timeZone: 'UTC' };
  const id = (step: number) => ({ id: `n${ordinal + step}`, ordinal: ordinal + step });
  return [
    { ...base, ...id(0), kind: 'invite.received', data: { inviteId: 'i1' } },
    { ...base, ...id(1), kind: 'invite.accepted', data: { inviteId: 'i1' } },
    { ...base, ...id(2), kind: 'invite.declined', data: { inviteId: 'i1' }, actor: null },
    { ...base, ...id(3), kind: 'comment.added', data: { commentId: 'c1', excerpt: 'Hi.' } },
    { ...base, ...id(4), kind: 'stage.changed', data: { from: 'idea', to: 'released' } },
    { ...base, ...id(5), kind: 'due.changed', data: { from: null, to: due }, track: null },
    { ...base, ...id(6), kind: 'member.left', data: { userId: 'ben' } },
    { ...base, ...id(7), kind: 'member.removed', data: { userId: 'ana' } },
    {
      ...base,
      ...id(8),
      kind: 'comment.mentioned',
      data: {
        commentId: 'c2',
        excerpt: 'You.',
        moment: {
          fileId: 'f1',
          versionId: 'v2',
          from: 1,
          to: 2,
          name: 'Bounce “final”',
          number: 2,
        },
      },
    },
    {
      ...base,
      ...id(9),
      kind: 'comment.added',
      data: { commentId: 'c3', excerpt: '', count: 3, people: [{ id: 'ben', name: 'Ben' }] },
    },
    {
      ...base,
      ...id(10),
      kind: 'deadline.near',
      data: { step: 'three-days', due, at, endsAt: at + 9 },
      actor: null,
    },
    { ...base, ...id(11), kind: 'deadline.passed', data: { due, at, endsAt: at }, actor: null },
    {
      ...base,
      ...id(12),
      kind: 'reminder.due',
      data: { reminderId: 'r1', text: '', dueAt: at, commentId: null, notificationId: 'n1' },
    },
    {
      ...base,
      ...id(13),
      kind: 'announcement.published',
      data: { announcementId: 'a1', title: 'Maintenance', text: 'Tonight.', priority: 'low' },
    },
    { ...base, ...id(14), kind: 'account.signed-in', data: { device: 'Firefox on Linux' } },
    {
      ...base,
      ...id(15),
      kind: 'ticket.answered',
      data: { ticketId: 'k1', subject: 'Upload', excerpt: 'Try again?' },
    },
    {
      ...base,
      ...id(16),
      kind: 'member.joined',
      data: { userId: 'ben', inviter: { id: 'chloe', name: 'Chloe' } },
    },
    { ...base, ...id(17), kind: 'track.deleted', data: {} },
    {
      ...base,
      ...id(18),
      kind: 'file.shared',
      data: { fileId: 'f1', name: 'Bounce.wav', number: 2, note: '', since: at, count: 3 },
    },
  ];
};
