/**
 * What a command does to a slice of workspace, given that the rules allow it (rules.ts). Run by the
 * server to decide what to write and by the device to show what waits, so both show the same. Total:
 * where the slice lacks what the command touches, it changes nothing.
 */
import { unreachable } from '#shared/base/assert.ts';
import { changedPreferences, defaultPreferences } from './preferences.ts';
import { endedInvitesKept, inviteDayMs, inviteLifetimeMs } from './limits.ts';
import { isAbout, isSetting } from './command-kinds.ts';
import type { Command, CommandArgs } from './commands.ts';
import { dueOf } from './due.ts';
import { dueFields, isSameDue } from './due-change.ts';
import type { DueDate, Invite, Track } from './entities.ts';
import { inviteStateAt } from './invite-fate.ts';
import { reduceFile } from './files.ts';
import { reduceReminder } from './reminders.ts';
import { reduceTicket } from './tickets.ts';
import {
  invitesOf,
  isInvitee,
  memberOf,
  withEntry,
  withoutEntry,
  type Actor,
  type Circumstances,
  type Workspace,
  memberId,
} from './slice.ts';

export function reduce(
  workspace: Workspace,
  command: Command,
  circumstances: Circumstances,
): Workspace {
  const { actor, at } = circumstances;
  if (isSetting(command)) {
    const { trackId, ...fields } = command.args;
    return changeTrack(workspace, trackId, at, fields);
  }
  if (isAbout(command, 'reminder')) return reduceReminder(workspace, command, circumstances);
  if (isAbout(command, 'file')) return reduceFile(workspace, command, circumstances);
  if (isAbout(command, 'ticket')) return reduceTicket(workspace, command, circumstances);
  switch (command.name) {
    case 'track.create.v1':
      return createTrack(workspace, command.args, circumstances);
    case 'track.setDue.v1':
      return setDue(workspace, command.args, at);
    case 'track.delete.v1':
      return deleteTrack(workspace, command.args.trackId, at);
    case 'invite.send.v1':
      return sendInvite(workspace, command.args, circumstances);
    case 'invite.link.v1':
      return sendInvite(workspace, { ...command.args, email: '' }, circumstances);
    case 'invite.accept.v1':
      return acceptInvite(workspace, command.args.inviteId, actor, at);
    case 'invite.decline.v1':
      return changeInvite(workspace, command.args.inviteId, { state: 'declined', answeredAt: at });
    case 'invite.revoke.v1':
      return changeInvite(workspace, command.args.inviteId, { state: 'revoked', answeredAt: at });
    case 'member.remove.v1':
      return removeMember(workspace, command.args, actor, at);
    case 'member.leave.v1':
      return leaveTrack(workspace, command.args.trackId, actor.userId, at);
    case 'comment.add.v1':
      return addComment(workspace, command.args, actor, at);
    case 'comment.edit.v1':
    case 'comment.edit.v2':
      return editComment(workspace, command.args, at);
    case 'comment.delete.v1':
      return without(workspace, 'comments', command.args.commentId);
    // What it says is told to people, and changes nothing anybody works on.
    case 'announcement.publish.v1':
      return workspace;
    case 'preferences.set.v1':
      return setPreferences(workspace, command.args, actor);
    default:
      return unreachable(command);
  }
}

function createTrack(
  workspace: Workspace,
  args: CommandArgs<'track.create.v1'>,
  { actor, at }: Circumstances,
): Workspace {
  const track: Track = {
    id: args.trackId,
    title: args.title,
    stage: args.stage ?? 'idea',
    ...dueFields(
      args.dueOn === undefined
        ? null
        : { on: args.dueOn, time: null, timeZone: args.timeZone ?? 'UTC' },
    ),
    notes: '',
    ownerId: actor.userId,
    createdAt: at,
    updatedAt: at,
    version: 1,
  };
  const created = { ...workspace, tracks: withEntry(workspace.tracks, track.id, track) };
  return addMember(created, track.id, actor, 'owner', at);
}

function addMember(
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

/** Setting what is set already is no change: it tells nobody anything. A field left out is not set. */
function changeTrack(
  workspace: Workspace,
  trackId: string,
  at: number,
  change: Partial<Track>,
): Workspace {
  const track = workspace.tracks.get(trackId);
  if (!track) return workspace;
  const isSame = Object.entries(change).every(
    ([field, to]) => (Reflect.get(track, field) ?? null) === to,
  );
  if (isSame) return workspace;
  const changed = { ...track, ...change, updatedAt: at, version: track.version + 1 };
  return { ...workspace, tracks: withEntry(workspace.tracks, trackId, changed) };
}

function setDue(
  workspace: Workspace,
  { trackId, dueOn, time, timeZone }: CommandArgs<'track.setDue.v1'>,
  at: number,
): Workspace {
  const track = workspace.tracks.get(trackId);
  const due: DueDate | null = dueOn === null ? null : { on: dueOn, time: time ?? null, timeZone };
  if (!track || isSameDue(dueOf(track), due)) return workspace;
  return changeTrack(workspace, trackId, at, dueFields(due));
}

/**
 * Members, comments and files go with the track. Its invites stay for the invited, whose feeds still show
 * them: one that waited for an answer waits no more.
 */
function deleteTrack(workspace: Workspace, trackId: string, at: number): Workspace {
  if (!workspace.tracks.has(trackId)) return workspace;
  const others = <T extends { readonly trackId: string }>(map: ReadonlyMap<string, T>) =>
    new Map([...map].filter(([, entry]) => entry.trackId !== trackId));
  const ended = changeInvites(workspace, waitingFor(workspace, trackId, at), {
    state: 'track-deleted',
    answeredAt: at,
  });
  return {
    ...ended,
    tracks: withoutEntry(workspace.tracks, trackId),
    members: others(workspace.members),
    comments: others(workspace.comments),
    files: others(workspace.files),
  };
}

const waitingFor = (workspace: Workspace, trackId: string, at: number): readonly Invite[] =>
  invitesOf(workspace, trackId).filter((invite) => inviteStateAt(invite, at) === 'pending');

function sendInvite(
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

function changeInvite(workspace: Workspace, inviteId: string, change: Partial<Invite>): Workspace {
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
function acceptInvite(workspace: Workspace, inviteId: string, actor: Actor, at: number): Workspace {
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
function leaveTrack(workspace: Workspace, trackId: string, userId: string, at: number): Workspace {
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
function removeMember(
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

function without(workspace: Workspace, kind: 'members' | 'comments', id: string): Workspace {
  return workspace[kind].has(id)
    ? { ...workspace, [kind]: withoutEntry<unknown>(workspace[kind], id) }
    : workspace;
}

function addComment(
  workspace: Workspace,
  args: CommandArgs<'comment.add.v1'>,
  actor: Actor,
  at: number,
): Workspace {
  if (!workspace.tracks.has(args.trackId)) return workspace;
  const comment = {
    id: args.commentId,
    trackId: args.trackId,
    authorId: actor.userId,
    authorName: actor.name,
    text: args.text,
    mentions: namedIn(workspace, args.trackId, args.mentions),
    createdAt: at,
    editedAt: null,
  };
  return { ...workspace, comments: withEntry(workspace.comments, comment.id, comment) };
}

/** Only members can be addressed, each once. */
const namedIn = (workspace: Workspace, trackId: string, userIds: readonly string[] = []) =>
  [...new Set(userIds)].filter((userId) => memberOf(workspace, trackId, userId) !== undefined);

function editComment(
  workspace: Workspace,
  args: CommandArgs<'comment.edit.v2'>,
  at: number,
): Workspace {
  const comment = workspace.comments.get(args.commentId);
  if (!comment) return workspace;
  const named = namedIn(workspace, comment.trackId, args.mentions);
  const mentions = [...new Set([...comment.mentions, ...named])];
  // The same words may mean somebody else.
  if (comment.text === args.text && mentions.length === comment.mentions.length) return workspace;
  const edited = { ...comment, text: args.text, mentions, editedAt: at };
  return { ...workspace, comments: withEntry(workspace.comments, comment.id, edited) };
}

function setPreferences(
  workspace: Workspace,
  args: CommandArgs<'preferences.set.v1'>,
  { userId }: Actor,
): Workspace {
  const held = workspace.preferences.get(userId) ?? defaultPreferences(userId);
  const changed = changedPreferences(held, args);
  if (changed === held) return workspace;
  return { ...workspace, preferences: withEntry(workspace.preferences, userId, changed) };
}
