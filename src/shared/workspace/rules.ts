/**
 * Who may do what to a slice, and when it is too late. Pure; run by the server before it reduces, and
 * by the device so that it never shows as done what will be refused. What somebody may not see
 * answers "not-found", as if it did not exist. Limits that need counting beyond the track's members and
 * invites are the server's alone.
 */
import { unreachable } from '#shared/base/assert.ts';
import type { RefusalCode } from './refusals.ts';
import { invitesPerTrack, membersPerTrack } from './limits.ts';
import { isAbout, isSetting } from './command-kinds.ts';
import type { Command, CommandArgs } from './commands.ts';
import type { Invite } from './entities.ts';
import { inviteRefusalAt, inviteStateAt } from './invite-fate.ts';
import { refuseComment } from './comments.ts';
import { refuseFile } from './files.ts';
import { refuseBlock } from './preferences.ts';
import { refuseReminder } from './reminders.ts';
import { refuseTicket } from './tickets.ts';
import {
  invitesOf,
  isInvitee,
  memberOf,
  membersOf,
  type Actor,
  type Circumstances,
  type Workspace,
} from './slice.ts';

/** @returns why the command is refused, or null where it may take effect */
export function refusalOf(
  workspace: Workspace,
  command: Command,
  circumstances: Circumstances,
): RefusalCode | null {
  const { actor, at: now } = circumstances;
  if (isSetting(command)) return refuseStranger(workspace, command.args.trackId, actor);
  if (isAbout(command, 'reminder')) return refuseReminder(workspace, command, circumstances);
  if (isAbout(command, 'comment')) return refuseComment(workspace, command, circumstances);
  if (isAbout(command, 'file')) return refuseFile(workspace, command, circumstances);
  if (isAbout(command, 'ticket')) return refuseTicket(workspace, command, circumstances);
  switch (command.name) {
    case 'track.create.v1':
      return workspace.tracks.has(command.args.trackId) ? 'id-taken' : null;
    case 'track.setDue.v1':
      return refuseStranger(workspace, command.args.trackId, actor);
    case 'track.delete.v1':
      return refuseNonOwner(workspace, command.args.trackId, actor);
    case 'invite.send.v1':
      return refuseInvite(workspace, command.args, circumstances);
    case 'invite.link.v1':
      return refuseLink(workspace, command.args, circumstances);
    case 'invite.accept.v1':
      return refuseAccept(workspace, command.args, circumstances);
    case 'invite.decline.v1':
      return refuseAnswer(workspace, command.args, circumstances);
    case 'invite.revoke.v1':
      return refuseRevoke(workspace, command.args.inviteId, actor, now);
    case 'member.remove.v1':
      return refuseRemoval(workspace, command.args, actor);
    case 'member.leave.v1':
      return refuseLeave(workspace, command.args.trackId, actor);
    case 'announcement.publish.v1':
      return circumstances.isSupport ? null : 'not-allowed';
    // Everybody's own, whatever they say.
    case 'preferences.set.v1':
    case 'person.unblock.v1':
      return null;
    case 'person.block.v1':
      return refuseBlock(workspace, command.args.userId, actor);
    default:
      return unreachable(command);
  }
}

function refuseStranger(workspace: Workspace, trackId: string, actor: Actor): RefusalCode | null {
  const visible =
    workspace.tracks.has(trackId) && memberOf(workspace, trackId, actor.userId) !== undefined;
  return visible ? null : 'not-found';
}

function refuseNonOwner(workspace: Workspace, trackId: string, actor: Actor): RefusalCode | null {
  const stranger = refuseStranger(workspace, trackId, actor);
  if (stranger) return stranger;
  return workspace.tracks.get(trackId)?.ownerId === actor.userId ? null : 'not-allowed';
}

function refuseInvite(
  workspace: Workspace,
  args: CommandArgs<'invite.send.v1'>,
  { actor, at, inviteeId }: Circumstances,
): RefusalCode | null {
  const stranger = refuseStranger(workspace, args.trackId, actor);
  if (stranger) return stranger;
  if (workspace.invites.has(args.inviteId)) return 'id-taken';
  const isMember = inviteeId !== null && memberOf(workspace, args.trackId, inviteeId) !== undefined;
  if (isMember || args.email === actor.email) return 'already-member';
  const invites = invitesOf(workspace, args.trackId);
  const waits = (invite: Invite) =>
    invite.email === args.email && inviteStateAt(invite, at) === 'pending';
  if (invites.some(waits)) return 'already-invited';
  return isFull(workspace, args.trackId, at) ? 'limit-reached' : null;
}

/** Only what waits takes room: who has answered, or was asked in vain, bars nobody. */
const isFull = (workspace: Workspace, trackId: string, at: number): boolean =>
  invitesOf(workspace, trackId).filter((invite) => inviteStateAt(invite, at) === 'pending')
    .length >= invitesPerTrack || membersOf(workspace, trackId).length >= membersPerTrack;

function refuseLink(
  workspace: Workspace,
  args: CommandArgs<'invite.link.v1'>,
  { actor, at }: Circumstances,
): RefusalCode | null {
  const stranger = refuseStranger(workspace, args.trackId, actor);
  if (stranger) return stranger;
  if (workspace.invites.has(args.inviteId)) return 'id-taken';
  return isFull(workspace, args.trackId, at) ? 'limit-reached' : null;
}

function refuseAnswer(
  workspace: Workspace,
  args: CommandArgs<'invite.accept.v1'>,
  { actor, at, hashOf }: Circumstances,
): RefusalCode | null {
  const invite = workspace.invites.get(args.inviteId);
  // Whoever has the link is invited, until somebody has answered it.
  const hash = args.secret === undefined ? undefined : hashOf?.(args.secret);
  const isInvited = invite && (isInvitee(invite, actor) || hash === invite.linkHash);
  if (!isInvited) return 'not-found';
  if (invite.barred?.includes(actor.userId)) return 'invite-revoked';
  const ended = inviteRefusalAt(invite, at);
  if (ended) return ended;
  return memberOf(workspace, invite.trackId, actor.userId) ? 'already-member' : null;
}

/** Invites may wait for more people than find room. */
function refuseAccept(
  workspace: Workspace,
  args: CommandArgs<'invite.accept.v1'>,
  circumstances: Circumstances,
): RefusalCode | null {
  const refusal = refuseAnswer(workspace, args, circumstances);
  const trackId = workspace.invites.get(args.inviteId)?.trackId;
  if (refusal !== null || trackId === undefined) return refusal;
  return membersOf(workspace, trackId).length >= membersPerTrack ? 'limit-reached' : null;
}

function refuseRevoke(
  workspace: Workspace,
  inviteId: string,
  actor: Actor,
  now: number,
): RefusalCode | null {
  const invite = workspace.invites.get(inviteId);
  if (!invite) return 'not-found';
  return refuseNonOwner(workspace, invite.trackId, actor) ?? inviteRefusalAt(invite, now);
}

function refuseRemoval(
  workspace: Workspace,
  args: CommandArgs<'member.remove.v1'>,
  actor: Actor,
): RefusalCode | null {
  const notOwner = refuseNonOwner(workspace, args.trackId, actor);
  if (notOwner) return notOwner;
  if (args.userId === actor.userId) return 'not-allowed';
  return memberOf(workspace, args.trackId, args.userId) ? null : 'not-found';
}

function refuseLeave(workspace: Workspace, trackId: string, actor: Actor): RefusalCode | null {
  const stranger = refuseStranger(workspace, trackId, actor);
  if (stranger) return stranger;
  return workspace.tracks.get(trackId)?.ownerId === actor.userId ? 'not-allowed' : null;
}
