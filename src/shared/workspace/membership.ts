/**
 * Who is on a track, and who is asked onto it: what commands about members and invites make of a slice.
 * Like all of reduce.ts it takes for granted that the rules allow it.
 */
import type { CommandArgs } from './commands.ts';
import type { Invite } from './entities.ts';
import { inviteStateAt } from './invite-fate.ts';
import { endedInvitesKept, inviteDayMs, inviteLifetimeMs } from './limits.ts';
import {
  invitesOf,
  isInvitee,
  memberId,
  withEntry,
  without,
  withoutEntry,
  type Actor,
  type Circumstances,
  type Workspace,
} from './slice.ts';

export function addMember(
  workspace: Workspace,
  trackId: string,
  actor: Actor,
  role: 'owner' | 'collaborator',
  at: number,
): Workspace {
  const id = memberId(trackId, actor.userId);
  const member = { id, trackId, userId: actor.userId, name: actor.name, role, joinedAt: at };
  return { ...workspace, members: withEntry(workspace.members, id, member) };
}

const waitingFor = (workspace: Workspace, trackId: string, at: number): readonly Invite[] =>
  invitesOf(workspace, trackId).filter((invite) => inviteStateAt(invite, at) === 'pending');

/** With the track: one that waited for an answer waits no more. */
export const endInvites = (workspace: Workspace, trackId: string, at: number): Workspace =>
  changeInvites(workspace, waitingFor(workspace, trackId, at), {
    state: 'track-deleted',
    answeredAt: at,
  });

export function sendInvite(
  workspace: Workspace,
  args: CommandArgs<'invite.send.v1'> & { readonly secretHash?: string },
  { actor, at, inviteeId }: Circumstances,
): Workspace {
  const track = workspace.tracks.get(args.trackId);
  if (!track) return workspace;
  const invite: Invite = {
    id: args.inviteId,
    trackId: args.trackId,
    trackTitle: track.title,
    inviterId: actor.userId,
    inviterName: actor.name,
    email: args.email,
    linkHash: args.secretHash ?? null,
    inviteeId,
    state: 'pending',
    createdAt: at,
    expiresAt: at + inviteLifetimeMs,
    answeredAt: null,
  };
  const invites = withEntry(workspace.invites, invite.id, invite);
  return pastInvites(workspace, args.trackId, at).reduce<Workspace>(
    (before, { id }) => ({ ...before, invites: withoutEntry(before.invites, id) }),
    { ...workspace, invites },
  );
}

/** Those that have ended are kept for the rows that say how, the newest of them; the others go. */
const pastInvites = (workspace: Workspace, trackId: string, at: number): readonly Invite[] =>
  invitesOf(workspace, trackId)
    .filter((invite) => inviteStateAt(invite, at) !== 'pending')
    .toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
    .slice(endedInvitesKept)
    .filter(({ createdAt }) => createdAt <= at - inviteDayMs);

export function changeInvite(
  workspace: Workspace,
  inviteId: string,
  change: Partial<Invite>,
): Workspace {
  const invite = workspace.invites.get(inviteId);
  if (!invite) return workspace;
  return {
    ...workspace,
    invites: withEntry(workspace.invites, inviteId, { ...invite, ...change }),
  };
}

const changeInvites = (
  workspace: Workspace,
  invites: readonly Invite[],
  change: Partial<Invite>,
): Workspace => invites.reduce((before, { id }) => changeInvite(before, id, change), workspace);

/** Nothing asks them to join any more, whichever way they came. */
export function acceptInvite(
  workspace: Workspace,
  inviteId: string,
  actor: Actor,
  at: number,
): Workspace {
  const invite = workspace.invites.get(inviteId);
  if (!invite) return workspace;
  const { trackId } = invite;
  const answered = { answeredAt: at, inviteeId: actor.userId };
  const accepted = changeInvite(workspace, inviteId, { ...answered, state: 'accepted' });
  const others = waitingFor(accepted, trackId, at).filter((other) => isInvitee(other, actor));
  const ended = changeInvites(accepted, others, { ...answered, state: 'already-member' });
  return addMember(ended, trackId, actor, 'collaborator', at);
}

/** Whoever goes takes along the invites of theirs that nobody has answered yet. */
export function leaveTrack(
  workspace: Workspace,
  trackId: string,
  userId: string,
  at: number,
): Workspace {
  const own = waitingFor(workspace, trackId, at).filter(isBy(userId));
  const ended = changeInvites(workspace, own, { state: 'revoked', answeredAt: at });
  return without(ended, 'members', memberId(trackId, userId));
}

const isBy =
  (userId: string) =>
  ({ inviterId }: Invite): boolean =>
    inviterId === userId;

/**
 * The owner may make some of their invites their own. Nor do the links that wait by then let the removed
 * in again, whoever made those.
 */
export function removeMember(
  workspace: Workspace,
  { trackId, userId, keptInvites = [] }: CommandArgs<'member.remove.v1'>,
  actor: Actor,
  at: number,
): Workspace {
  const kept = waitingFor(workspace, trackId, at)
    .filter(isBy(userId))
    .filter(({ id }) => keptInvites.includes(id));
  const owned = changeInvites(workspace, kept, {
    inviterId: actor.userId,
    inviterName: actor.name,
  });
  const left = leaveTrack(owned, trackId, userId, at);
  return waitingFor(left, trackId, at)
    .filter(({ linkHash }) => linkHash !== null)
    .reduce(
      (before, { id, barred = [] }) =>
        changeInvite(before, id, { barred: [...new Set([...barred, userId])] }),
      left,
    );
}
