import { describe, expect, it } from 'vitest';
import { day } from '#shared/base/time.ts';
import type { RefusalCode } from './refusals.ts';
import {
  endedInvitesKept,
  inviteDayMs,
  inviteLifetimeMs,
  invitesPerTrack,
  membersPerTrack,
} from './limits.ts';
import { people } from '../../../tests/support/workspace-arbitraries.ts';
import type { Command } from './commands.ts';
import { linkHashOf } from './invite-link.ts';
import { reduce } from './reduce.ts';
import { scopeOf } from './command-kinds.ts';
import { refusalOf } from './rules.ts';
import {
  emptyWorkspace,
  invitesOf,
  memberId,
  withEntry,
  type Actor,
  type Workspace,
} from './slice.ts';

const at = Date.UTC(2026, 10, 24);
const id = (index: number) => `01931f7e-0000-7000-8000-${String(index).padStart(12, '0')}`;
const [trackId, inviteId, commentId] = [id(1), id(2), id(3)];
const [owner, member, stranger] = people.concat() as [Actor, Actor, Actor];
const dora: Actor = { userId: 'user-dora', name: 'Dora', email: 'dora@example.test' };

const userIdOf = (email: string) =>
  [owner, member, stranger].find((person) => person.email === email)?.userId ?? null;
const circumstances = (actor: Actor, command: Command, now = at) => ({
  actor,
  at: now,
  hashOf: linkHashOf,
  inviteeId: 'email' in command.args ? userIdOf(command.args.email) : null,
});
const act = (workspace: Workspace, actor: Actor, command: Command, now = at): Workspace => {
  const around = circumstances(actor, command, now);
  expect(refusalOf(workspace, command, around)).toBeNull();
  return reduce(workspace, command, around);
};
const judged = (workspace: Workspace, actor: Actor, command: Command, now = at) =>
  refusalOf(workspace, command, circumstances(actor, command, now));

const created = act(emptyWorkspace, owner, {
  name: 'track.create.v1',
  args: { trackId, title: 'Midnight Drive' },
});
const send = (email: string, invite = inviteId): Command => ({
  name: 'invite.send.v1',
  args: { inviteId: invite, trackId, email },
});
const accept: Command = { name: 'invite.accept.v1', args: { inviteId } };
const joined = act(act(created, owner, send(member.email)), member, accept);
const commented = act(joined, member, {
  name: 'comment.add.v1',
  args: { commentId, trackId, text: 'Hi.' },
});

describe('who may do what', () => {
  const track: readonly Command[] = [
    { name: 'track.rename.v1', args: { trackId, title: 'Low Tide' } },
    { name: 'track.setStage.v1', args: { trackId, stage: 'mixing' } },
    { name: 'track.setDue.v1', args: { trackId, dueOn: null, timeZone: 'UTC' } },
    { name: 'track.setNotes.v1', args: { trackId, notes: '' } },
    { name: 'comment.add.v1', args: { commentId: id(9), trackId, text: 'Hi.' } },
    { name: 'comment.resolve.v1', args: { commentId } },
    { name: 'comment.reopen.v1', args: { commentId } },
    send('eve@example.test', id(9)),
  ];
  const owners: readonly Command[] = [
    { name: 'track.delete.v1', args: { trackId } },
    { name: 'member.remove.v1', args: { trackId, userId: member.userId } },
  ];
  const authors: readonly Command[] = [
    { name: 'comment.edit.v1', args: { commentId, text: 'Ho.' } },
    { name: 'comment.edit.v2', args: { commentId, text: 'Ho.', mentions: [owner.userId] } },
    { name: 'comment.delete.v1', args: { commentId } },
  ];
  const leave: Command = { name: 'member.leave.v1', args: { trackId } };
  const rows: [string, Command, RefusalCode | null, RefusalCode | null][] = [
    ...track.map((c): [string, Command, null, null] => [c.name, c, null, null]),
    ...owners.map((c): [string, Command, null, RefusalCode] => [c.name, c, null, 'not-allowed']),
    ...authors.map((c): [string, Command, RefusalCode, null] => [c.name, c, 'not-allowed', null]),
    [leave.name, leave, 'not-allowed', null],
  ];

  it.each(rows)('CM5 %s: owner, member, stranger', (_, command, forOwner, forMember) => {
    expect(judged(commented, owner, command)).toBe(forOwner);
    expect(judged(commented, member, command)).toBe(forMember);
    expect(judged(commented, stranger, command)).toBe('not-found');
    expect(judged(emptyWorkspace, owner, command)).toBe('not-found');
  });

  it('CM5 an owner cannot be removed, nor somebody who is not there', () => {
    const remove = (userId: string): Command => ({
      name: 'member.remove.v1',
      args: { trackId, userId },
    });
    expect(judged(joined, owner, remove(owner.userId))).toBe('not-allowed');
    expect(judged(joined, owner, remove(stranger.userId))).toBe('not-found');
  });
});

describe('invites', () => {
  const invited = act(created, owner, send(member.email));
  const revoke: Command = { name: 'invite.revoke.v1', args: { inviteId } };
  const decline: Command = { name: 'invite.decline.v1', args: { inviteId } };

  it('CM10 only the invited answer, only the owner revokes', () => {
    for (const answer of [accept, decline]) {
      expect(judged(invited, member, answer)).toBeNull();
      expect(judged(invited, stranger, answer)).toBe('not-found');
      expect(judged(invited, owner, answer)).toBe('not-found');
    }
    expect(judged(invited, owner, revoke)).toBeNull();
    expect(judged(invited, member, revoke)).toBe('not-found');
    expect(judged(joined, member, revoke)).toBe('not-allowed');
  });

  it('CM10 an answer that comes too late is refused with what had happened', () => {
    expect(judged(joined, member, accept)).toBe('invite-accepted');
    expect(judged(act(invited, member, decline), member, accept)).toBe('invite-declined');
    expect(judged(act(invited, owner, revoke), member, accept)).toBe('invite-revoked');
    expect(judged(invited, member, accept, at + inviteLifetimeMs)).toBe('invite-expired');
    expect(judged(invited, member, accept, at + inviteLifetimeMs - 1)).toBeNull();
    const gone = act(invited, owner, { name: 'track.delete.v1', args: { trackId } });
    expect(judged(gone, member, accept)).toBe('invite-track-deleted');
  });

  it('CM10 nobody is invited twice, nor who is on the track', () => {
    expect(judged(invited, owner, send(member.email, id(9)))).toBe('already-invited');
    expect(judged(joined, owner, send(member.email, id(9)))).toBe('already-member');
    expect(judged(joined, owner, send(owner.email, id(9)))).toBe('already-member');
    expect(judged(invited, owner, send(stranger.email))).toBe('id-taken');
    const later = at + inviteLifetimeMs + day;
    expect(judged(invited, owner, send(member.email, id(9)), later)).toBeNull();
  });

  it('CM10 an invite to an address is answered by whoever has it', () => {
    const waiting = act(created, owner, send(dora.email));
    expect(judged(waiting, member, accept)).toBe('not-found');
    expect(act(waiting, dora, accept).invites.get(inviteId)?.inviteeId).toBe(dora.userId);
  });
});

describe('limits a slice shows', () => {
  it('CM8 refuses one person too many, at inviting and at accepting', () => {
    const waiting = act(created, owner, send(member.email));
    let full = waiting;
    for (let index = 1; index < membersPerTrack; index += 1) {
      const userId = `user-${index}`;
      const key = memberId(trackId, userId);
      const one = {
        id: key,
        trackId,
        userId,
        name: 'N',
        role: 'collaborator',
        joinedAt: at,
      } as const;
      full = { ...full, members: withEntry(full.members, key, one) };
    }
    expect(judged(full, owner, send('eve@example.test', id(9)))).toBe('limit-reached');
    expect(judged(full, member, accept)).toBe('limit-reached');
    expect(judged(full, member, { name: 'invite.decline.v1', args: { inviteId } })).toBeNull();
  });

  it('CM8 refuses one invite too many', () => {
    let workspace = created;
    for (let index = 0; index < invitesPerTrack; index += 1) {
      workspace = act(workspace, owner, send(`${index}@example.test`, id(100 + index)));
    }
    expect(judged(workspace, owner, send('eve@example.test'))).toBe('limit-reached');
  });
});

describe('scopes', () => {
  it('names the track where the command does, else what leads to it', () => {
    expect(scopeOf(send('eve@example.test'))).toEqual({ by: 'track', id: trackId });
    expect(scopeOf(accept)).toEqual({ by: 'invite', id: inviteId });
    expect(scopeOf({ name: 'comment.delete.v1', args: { commentId } })).toEqual({
      by: 'comment',
      id: commentId,
    });
  });
});

describe('answers to support', () => {
  it('CM22 a ticket is not closed over words that nobody has read', () => {
    const [author, support] = people as readonly [Actor, Actor];
    const ticketId = id(40);
    const as = (actor: Actor, time: number) => ({
      actor,
      at: time,
      inviteeId: null,
      isSupport: actor === support,
    });
    const open: Command = {
      name: 'ticket.open.v1',
      args: { ticketId, subject: 'Clicks', text: 'In the bounce.' },
    };
    const feedback: Command = {
      name: 'ticket.feedback.v1',
      args: { ticketId, text: 'Raise the buffer.' },
    };
    const answer = (askedAt?: number): Command => ({
      name: 'ticket.answer.v1',
      args: { ticketId, answer: 'resolved', ...(askedAt !== undefined && { askedAt }) },
    });
    const once = reduce(reduce(emptyWorkspace, open, as(author, 1)), feedback, as(support, 2));
    expect(refusalOf(once, answer(2), as(author, 9))).toBeNull();
    const twice = reduce(once, feedback, as(support, 5));
    expect(refusalOf(twice, answer(2), as(author, 9))).toBe('asked-again');
    expect(refusalOf(twice, answer(5), as(author, 9))).toBeNull();
    // Their own words in between are none that they have not read.
    const own = reduce(
      once,
      { name: 'ticket.reply.v1', args: { ticketId, text: 'Still.' } },
      as(author, 7),
    );
    expect(refusalOf(own, answer(2), as(author, 9))).toBeNull();
    // Apps from before answer whatever is asked.
    expect(refusalOf(twice, answer(), as(author, 9))).toBeNull();
  });
});

describe('invites by link', () => {
  const secret = 'a'.repeat(22);
  const link: Command = {
    name: 'invite.link.v1',
    args: { inviteId, trackId, secretHash: linkHashOf(secret) },
  };
  const join = (by: string | undefined): Command => ({
    name: 'invite.accept.v1',
    args: { inviteId, ...(by !== undefined && { secret: by }) },
  });
  const linked = act(created, owner, link);

  it('CM15 are open to whoever has the secret, and to nobody else', () => {
    expect(judged(linked, stranger, join('b'.repeat(22)))).toBe('not-found');
    expect(judged(linked, stranger, join(undefined))).toBe('not-found');
    expect(judged(linked, stranger, join(secret))).toBeNull();
    expect(judged(linked, stranger, { name: 'invite.decline.v1', args: { inviteId } })).toBe(
      'not-found',
    );
    // An account without an address is nobody the link was sent to.
    expect(judged(linked, { ...stranger, email: '' }, join(undefined))).toBe('not-found');
  });

  it('CM15 let in the first only, and say so to the next', () => {
    const first = act(linked, member, join(secret));
    expect(first.members.has(memberId(trackId, member.userId))).toBe(true);
    expect(first.invites.get(inviteId)).toMatchObject({ state: 'accepted', email: '' });
    expect(judged(first, stranger, join(secret))).toBe('invite-accepted');
  });

  const linkAs = (invite: string): Command => ({
    name: 'invite.link.v1',
    args: { inviteId: invite, trackId, secretHash: linkHashOf(secret) },
  });
  const open = (invite: string): Command => ({
    name: 'invite.accept.v1',
    args: { inviteId: invite, secret },
  });
  const remove: Command = { name: 'member.remove.v1', args: { trackId, userId: member.userId } };
  const leave: Command = { name: 'member.leave.v1', args: { trackId } };

  it('CM23 whoever is removed or leaves takes along the invites of theirs that wait', () => {
    const [byLink, byAddress, answered, ofOwner] = [id(51), id(52), id(53), id(54)] as const;
    let workspace = act(act(joined, member, linkAs(byLink)), member, linkAs(answered));
    workspace = act(workspace, member, send('second@home.example', byAddress));
    workspace = act(workspace, owner, send('kept@home.example', ofOwner));
    workspace = act(workspace, stranger, open(answered));
    for (const [actor, command] of [
      [owner, remove],
      [member, leave],
    ] as const) {
      const { invites } = act(workspace, actor, command);
      const states = [byLink, byAddress, answered, ofOwner].map((each) => invites.get(each)?.state);
      expect(states).toEqual(['revoked', 'revoked', 'accepted', 'pending']);
    }
  });

  it('CM23 the owner, who removes them, makes some of their invites their own', () => {
    const [byLink, byAddress, ofDora] = [id(51), id(52), id(53)] as const;
    const made = [linkAs(byLink), send('second@home.example', byAddress), send(dora.email, ofDora)];
    const waiting = made.reduce((workspace, each) => act(workspace, member, each), joined);
    const keeping = (...keptInvites: string[]): Command => ({
      name: 'member.remove.v1',
      args: { trackId, userId: member.userId, keptInvites },
    });
    const kept = act(waiting, owner, keeping(byLink, ofDora));
    const seen = [byLink, byAddress, ofDora].map((each) => kept.invites.get(each));
    expect(seen.map((each) => [each?.state, each?.inviterId])).toEqual([
      ['pending', owner.userId],
      ['revoked', member.userId],
      ['pending', owner.userId],
    ]);
    expect(seen[0]?.inviterName).toBe(owner.name);
    expect(judged(kept, member, open(byLink))).toBe('invite-revoked');
    expect(judged(kept, stranger, open(byLink))).toBeNull();
    // Nobody else's become theirs.
    const ofOwner = act(waiting, owner, send('kept@home.example', id(54)));
    expect(act(ofOwner, owner, keeping(id(54), id(99))).invites.get(id(54))).toBe(
      ofOwner.invites.get(id(54)),
    );
  });

  it('CM8 that have ended bar nobody, and are kept to a bound', () => {
    let workspace = created;
    for (let index = 0; index < invitesPerTrack + 50; index += 1) {
      const made = linkAs(id(1_000 + index));
      expect(judged(workspace, owner, made)).toBeNull();
      workspace = act(workspace, owner, made);
      const revoke = { name: 'invite.revoke.v1', args: { inviteId: id(1_000 + index) } } as const;
      workspace = act(workspace, owner, revoke);
    }
    // Of the last day all are kept, later the newest.
    expect(invitesOf(workspace, trackId)).toHaveLength(invitesPerTrack + 50);
    const later = act(workspace, owner, linkAs(id(51)), at + inviteDayMs);
    expect(invitesOf(later, trackId)).toHaveLength(endedInvitesKept + 1);
    expect(later.invites.has(id(51))).toBe(true);
    let full = created;
    for (let index = 0; index < invitesPerTrack; index += 1) {
      full = act(full, owner, linkAs(id(1_000 + index)));
    }
    expect(judged(full, owner, linkAs(id(51)))).toBe('limit-reached');
    expect(judged(full, owner, linkAs(id(51)), at + inviteLifetimeMs)).toBeNull();
  });

  it('CM23 a link that waited when somebody was removed never lets them back in', () => {
    const older = act(joined, owner, linkAs(id(51)));
    const removed = act(older, owner, remove);
    expect(judged(removed, member, open(id(51)))).toBe('invite-revoked');
    expect(judged(removed, stranger, open(id(51)))).toBeNull();
    const newer = act(removed, owner, linkAs(id(52)));
    expect(judged(newer, member, open(id(52)))).toBeNull();
    // Removed once more, they are barred from the newer one too, and once from the older.
    const back = act(act(newer, member, open(id(52))), owner, linkAs(id(53)));
    const again = act(back, owner, remove);
    expect(judged(again, member, open(id(53)))).toBe('invite-revoked');
    expect(again.invites.get(id(51))?.barred).toEqual([member.userId]);
    // Who left by themselves may come back by what they were given.
    expect(judged(act(older, member, leave), member, open(id(51)))).toBeNull();
  });

  it('CM10 answer what else asked the same person to join, and nobody else’s', () => {
    const [byAddress, ofDora] = [id(7), id(8)];
    const asked = [send(member.email, byAddress), send(dora.email, ofDora)];
    const open = asked.reduce((workspace, each) => act(workspace, owner, each), linked);
    const joinedByLink = act(open, member, join(secret));
    const states = [...joinedByLink.invites].map(([key, { state }]) => [key, state]);
    expect(states).toEqual([
      [inviteId, 'accepted'],
      [byAddress, 'already-member'],
      [ofDora, 'pending'],
    ]);
    const late = { name: 'invite.accept.v1', args: { inviteId: byAddress } } as const;
    expect(judged(joinedByLink, member, late)).toBe('already-member');
    expect(judged(joinedByLink, owner, { ...late, name: 'invite.revoke.v1' })).toBe(
      'already-member',
    );
  });

  it('expire and are revoked like others', () => {
    expect(judged(linked, stranger, join(secret), at + inviteLifetimeMs)).toBe('invite-expired');
    const revoked = act(linked, owner, { name: 'invite.revoke.v1', args: { inviteId } });
    expect(judged(revoked, stranger, join(secret))).toBe('invite-revoked');
    expect(judged(linked, owner, join(secret))).toBe('already-member');
    expect(judged(linked, stranger, { ...link, args: { ...link.args, inviteId: id(8) } })).toBe(
      'not-found',
    );
    expect(judged(linked, owner, link)).toBe('id-taken');
  });
});
