import { describe, expect, it } from 'vitest';
import { day } from '#shared/base/time.ts';
import { kinds } from '#shared/notifications/kinds.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { withVersion } from '#shared/workspace/files.ts';
import { reduce } from '#shared/workspace/reduce.ts';
import { emptyWorkspace, withEntry, type Actor, type Workspace } from '#shared/workspace/slice.ts';
import { broughtTo, people } from '../../tests/support/workspace-arbitraries.ts';
import { broughtBy, circumstancesOf } from '../../tests/support/workspace-history.ts';
import { inviteReceived, notificationsFor } from './notifications-for.ts';

const at = Date.UTC(2026, 10, 24);
const [trackId, inviteId, otherInviteId, commentId] = ['t', 'i', 'j', 'c'];
const person = (index: number): Actor => {
  const actor = people[index];
  if (!actor) throw new Error('no such person');
  return actor;
};
const [ana, ben, chloe] = [person(0), person(1), person(2)];

const after = (workspace: Workspace, actor: Actor, command: Command, now = at) =>
  reduce(workspace, command, circumstancesOf(actor, command, now));
const told = (workspace: Workspace, actor: Actor, command: Command) =>
  notificationsFor(workspace, after(workspace, actor, command), command, actor);

const send = (email: string, invite: string): Command => ({
  name: 'invite.send.v1',
  args: { inviteId: invite, trackId, email },
});
const accept = (invite: string): Command => ({
  name: 'invite.accept.v1',
  args: { inviteId: invite },
});
const due = (dueOn: string | null, time?: string): Command => ({
  name: 'track.setDue.v1',
  args: { trackId, dueOn, timeZone: 'Europe/Berlin', ...(time && { time }) },
});
const commented = { commentId, trackId, text: ' Hi.\nYou ' };
const comment: Command = { name: 'comment.add.v1', args: commented };

const created = after(emptyWorkspace, ana, {
  name: 'track.create.v1',
  args: { trackId, title: 'Midnight Drive' },
});
const withBen = after(after(created, ana, send(ben.email, inviteId)), ben, accept(inviteId));
const all = after(
  after(withBen, ana, send(chloe.email, otherInviteId)),
  chloe,
  accept(otherInviteId),
);

const track = { id: trackId, title: 'Midnight Drive' };
const by = ({ userId, name }: Actor) => ({ id: userId, name });

describe('who is told what', () => {
  const dated = after(all, ana, due('2026-11-27'));
  const at27 = { on: '2026-11-27', time: null, timeZone: 'Europe/Berlin' };
  const rows: [string, Workspace, Actor, Command, readonly Actor[], string, unknown][] = [
    ['an invite', created, ana, send(ben.email, inviteId), [ben], 'invite.received', { inviteId }],
    [
      'its acceptance',
      after(created, ana, send(ben.email, inviteId)),
      ben,
      accept(inviteId),
      [ana],
      'invite.accepted',
      { inviteId },
    ],
    [
      'its refusal',
      after(created, ana, send(ben.email, inviteId)),
      ben,
      { name: 'invite.decline.v1', args: { inviteId } },
      [ana],
      'invite.declined',
      { inviteId },
    ],
    [
      'a comment',
      all,
      ben,
      comment,
      [ana, chloe],
      'comment.added',
      { commentId, excerpt: 'Hi. You' },
    ],
    [
      'a mention',
      withBen,
      ben,
      { name: 'comment.add.v1', args: { ...commented, mentions: [ana.userId] } },
      [ana],
      'comment.mentioned',
      { commentId, excerpt: 'Hi. You' },
    ],
    [
      'a stage',
      all,
      chloe,
      { name: 'track.setStage.v1', args: { trackId, stage: 'mixing' } },
      [ana, ben],
      'stage.changed',
      { from: 'idea', to: 'mixing' },
    ],
    [
      'a due date',
      all,
      ana,
      due('2026-11-27'),
      [ben, chloe],
      'due.changed',
      { from: null, to: at27 },
    ],
    [
      'another time',
      dated,
      ana,
      due('2026-11-27', '18:30'),
      [ben, chloe],
      'due.changed',
      { from: at27, to: { ...at27, time: '18:30' } },
    ],
    [
      'a collaborator who leaves',
      all,
      ben,
      { name: 'member.leave.v1', args: { trackId } },
      [ana],
      'member.left',
      { userId: ben.userId },
    ],
    [
      'a removal',
      all,
      ana,
      { name: 'member.remove.v1', args: { trackId, userId: ben.userId } },
      [ben],
      'member.removed',
      { userId: ben.userId },
    ],
    [
      'a deletion, by the title it had',
      all,
      ana,
      { name: 'track.delete.v1', args: { trackId } },
      [ben, chloe],
      'track.deleted',
      {},
    ],
    ['no due date', dated, ana, due(null), [ben, chloe], 'due.changed', { from: at27, to: null }],
  ];

  it.each(rows)('NT1 %s', (_, before, actor, command, to, kind, data) => {
    expect(told(before, actor, command)).toEqual(
      to.map(({ userId }) => ({ to: userId, facts: { kind, actor: by(actor), track, data } })),
    );
  });

  it('NT1 NT8 the author of a ticket is told of its answer, support of nothing', () => {
    const opened = after(emptyWorkspace, ana, {
      name: 'ticket.open.v1',
      args: { ticketId: 'k', subject: 'Upload', text: 'It stops.' },
    });
    const feedback: Command = {
      name: 'ticket.feedback.v1',
      args: { ticketId: 'k', text: ' Try\nagain. ' },
    };
    expect(told(opened, ben, feedback)).toEqual([
      {
        to: ana.userId,
        facts: {
          kind: 'ticket.answered',
          actor: by(ben),
          track: null,
          data: { ticketId: 'k', subject: 'Upload', excerpt: 'Try again.' },
        },
      },
    ]);
    expect(told(opened, ana, feedback)).toEqual([]);
    const reply: Command = { name: 'ticket.reply.v1', args: { ticketId: 'k', text: 'Still.' } };
    expect(told(opened, ana, reply)).toEqual([]);
  });

  it('NT1 every kind comes from a command, a timer or a sign-in', () => {
    const byCommand = rows.map(([, , , , , kind]) => kind);
    const otherwise = [
      'ticket.answered',
      'member.joined',
      'file.shared',
      'deadline.near',
      'deadline.passed',
      'reminder.due',
      'announcement.published',
      'account.signed-in',
    ];
    expect(new Set([...byCommand, ...otherwise])).toEqual(new Set(Object.keys(kinds)));
  });

  it.each<[string, Workspace, Actor, Command]>([
    ['the same stage', all, ana, { name: 'track.setStage.v1', args: { trackId, stage: 'idea' } }],
    ['the same date', dated, ana, due('2026-11-27')],
    ['a title', all, ana, { name: 'track.rename.v1', args: { trackId, title: 'Low Tide' } }],
    ['notes', all, ana, { name: 'track.setNotes.v1', args: { trackId, notes: 'x' } }],
    ['an act with nobody else there', created, ana, comment],
    ['an invite to nobody’s address', created, ana, send('dora@example.test', inviteId)],
  ])('NT1 nobody is told of %s', (_, before, actor, command) => {
    expect(told(before, actor, command)).toEqual([]);
  });

  it('NT1 a mention added by editing tells whom it names, once, and nobody else', () => {
    const said = after(all, ben, comment);
    const edit = (mentions: string[], text: string): Command => ({
      name: 'comment.edit.v2',
      args: { commentId, text, mentions },
    });
    const naming = edit([ana.userId, ben.userId, 'user-nobody'], '@Ana Hi.');
    const [notice, ...more] = told(said, ben, naming);
    expect(more).toEqual([]);
    expect(notice).toMatchObject({
      to: ana.userId,
      facts: { kind: 'comment.mentioned', data: { commentId, excerpt: '@Ana Hi.' } },
    });
    const named = after(said, ben, naming);
    const without = after(named, ben, edit([], 'Hi.'));
    expect(told(named, ben, edit([], 'Hi.'))).toEqual([]);
    expect(told(without, ben, edit([ana.userId], '@Ana again.'))).toEqual([]);
    // A name of the first version, from an app that does not say who is meant.
    const old: Command = { name: 'comment.edit.v1', args: { commentId, text: '@Ana!' } };
    expect(told(said, ben, old)).toEqual([]);
    expect(after(named, ben, old).comments.get(commentId)?.mentions).toContain(ana.userId);
  });

  it('NT1 a mention takes the place of the comment for whom it names, and nobody else', () => {
    const mentions = [ana.userId, ben.userId, 'user-nobody'];
    const notices = told(all, ben, { name: 'comment.add.v1', args: { ...commented, mentions } });
    expect(notices.map(({ to, facts }) => [to, facts.kind])).toEqual([
      [ana.userId, 'comment.mentioned'],
      [chloe.userId, 'comment.added'],
    ]);
  });

  it('NT30 a comment at a moment says so, as the file is called, also to whom it names', () => {
    const there = withVersion(all, broughtBy(ana, trackId, at));
    const moment = { ...broughtTo(trackId), from: 83_000, to: null };
    const args = { commentId, trackId, text: 'Late.', moment, mentions: [ana.userId] };
    const notices = told(there, ben, { name: 'comment.add.v1', args });
    const data = {
      commentId,
      excerpt: 'Late.',
      moment: { ...moment, name: 'Bounce.wav', number: 1 },
    };
    expect(notices.map(({ to, facts }) => [to, facts.kind, facts.data])).toEqual([
      [ana.userId, 'comment.mentioned', data],
      [chloe.userId, 'comment.added', data],
    ]);
  });

  it('NT32 a reply is told as a comment is, at the moment of what it answers; settling to nobody', () => {
    const there = withVersion(all, broughtBy(ana, trackId, at));
    const moment = { ...broughtTo(trackId), from: 83_000, to: null };
    const said = after(there, ana, { name: 'comment.add.v1', args: { ...commented, moment } });
    const reply = { commentId: 'd', trackId, text: 'Yes.', replyTo: commentId };
    const notices = told(said, ben, { name: 'comment.add.v1', args: reply });
    expect(notices.map(({ to, facts }) => [to, facts.kind])).toEqual([
      [ana.userId, 'comment.added'],
      [chloe.userId, 'comment.added'],
    ]);
    expect(notices[0]?.facts.data).toMatchObject({ commentId: 'd', moment: { from: 83_000 } });
    for (const name of ['comment.resolve.v1', 'comment.reopen.v1'] as const) {
      expect(told(said, ben, { name, args: { commentId } })).toEqual([]);
    }
  });

  it('NT6 NT11 an inviter who is gone is not told of the answer, the owner always', () => {
    const invitedByBen = after(withBen, ben, send(chloe.email, otherInviteId));
    const notices = told(invitedByBen, chloe, accept(otherInviteId));
    expect(notices.map(({ to, facts }) => [to, facts.kind])).toEqual([
      [ben.userId, 'invite.accepted'],
      [ana.userId, 'member.joined'],
    ]);
    const members = new Map([...invitedByBen.members].filter(([, it]) => it.userId !== ben.userId));
    expect(told({ ...invitedByBen, members }, chloe, accept(otherInviteId))).toEqual([
      {
        to: ana.userId,
        facts: {
          kind: 'member.joined',
          actor: by(chloe),
          track,
          data: { userId: chloe.userId, inviter: by(ben) },
        },
      },
    ]);
  });

  it('NT11 a track that an account leaves behind is deleted by nobody whose name is known', () => {
    const gone = { ...ana, name: '' };
    const [notice] = told(withBen, gone, { name: 'track.delete.v1', args: { trackId } });
    expect(notice?.facts.actor).toBeNull();
  });

  it('NT3 NT6 the invited see the title they were invited to', () => {
    const invited = after(created, ana, send(ben.email, inviteId));
    const renamed = after(invited, ana, {
      name: 'track.rename.v1',
      args: { trackId, title: 'Secret' },
    });
    expect(inviteReceived(renamed, inviteId)[0]?.facts.track).toEqual(track);
    const invite = invited.invites.get(inviteId);
    if (!invite) return;
    const waiting = { ...invite, inviteeId: null, expiresAt: at + day };
    const nobody = { ...invited, invites: withEntry(invited.invites, inviteId, waiting) };
    expect(inviteReceived(nobody, inviteId)).toEqual([]);
  });
});
