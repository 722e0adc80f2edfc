/**
 * What a command does to a slice of workspace, given that the rules allow it (rules.ts). Run by the
 * server to decide what to write and by the device to show what waits, so both show the same. Total:
 * where the slice lacks what the command touches, it changes nothing.
 */
import { unreachable } from '#shared/base/assert.ts';
import {
  changedPreferences,
  defaultPreferences,
  withBlocked,
  withoutBlocked,
} from './preferences.ts';
import { isAbout, isSetting } from './command-kinds.ts';
import { reduceComment } from './comments.ts';
import type { Command, CommandArgs } from './commands.ts';
import { dueOf } from './due.ts';
import { dueFields, isSameDue } from './due-change.ts';
import type { DueDate, Preferences, Track } from './entities.ts';
import { reduceFile } from './files.ts';
import {
  acceptInvite,
  addMember,
  changeInvite,
  endInvites,
  leaveTrack,
  removeMember,
  sendInvite,
} from './membership.ts';
import { reduceReminder } from './reminders.ts';
import { reduceTicket } from './tickets.ts';
import {
  withEntry,
  withoutEntry,
  type Actor,
  type Circumstances,
  type Workspace,
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
  if (isAbout(command, 'comment')) return reduceComment(workspace, command, circumstances);
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
    // What it says is told to people, and changes nothing anybody works on.
    case 'announcement.publish.v1':
      return workspace;
    case 'preferences.set.v1':
      return changePreferences(workspace, actor, (held) => changedPreferences(held, command.args));
    case 'person.block.v1':
      return changePreferences(workspace, actor, (held) => withBlocked(held, command.args, at));
    case 'person.unblock.v1':
      return changePreferences(workspace, actor, (held) => withoutBlocked(held, command.args));
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
  const ended = endInvites(workspace, trackId, at);
  return {
    ...ended,
    tracks: withoutEntry(workspace.tracks, trackId),
    members: others(workspace.members),
    comments: others(workspace.comments),
    files: others(workspace.files),
  };
}

function changePreferences(
  workspace: Workspace,
  { userId }: Actor,
  change: (held: Preferences) => Preferences,
): Workspace {
  const held = workspace.preferences.get(userId) ?? defaultPreferences(userId);
  const changed = change(held);
  if (changed === held) return workspace;
  return { ...workspace, preferences: withEntry(workspace.preferences, userId, changed) };
}
