/**
 * Limits that need counting beyond a track's members and invites, which rules.ts sees itself. The
 * server's alone: a device does not hold what is counted.
 */
import type { RefusalCode } from '#shared/workspace/refusals.ts';
import {
  commentsPerTrack,
  inviteDayMs,
  invitesPerPair,
  invitesPerPairAndTrack,
  invitesPerPerson,
  openTicketsPerUser,
  pendingInvitesPerPair,
  remindersPerUser,
  tracksPerUser,
} from '#shared/workspace/limits.ts';
import type { Command, CommandArgs } from '#shared/workspace/commands.ts';
import type { Actor, Workspace } from '#shared/workspace/slice.ts';
import type { WorkspaceReading } from '../storage/workspace-store.ts';

/**
 * Nobody's feed can be filled by inviting them, and revoking it, again and again. All of it counts on who
 * sends: nobody uses up what others may ask of an address.
 */
async function isAskedTooOften(
  counts: Counts,
  { email, trackId }: CommandArgs<'invite.send.v1'>,
  { userId }: Actor,
  at: number,
): Promise<boolean> {
  const since = at - inviteDayMs;
  const sent = (to: Parameters<Counts['countInvitesSince']>[2]) =>
    counts.countInvitesSince(userId, since, to);
  return (
    (await sent({ email, trackId })) >= invitesPerPairAndTrack ||
    (await sent({ email })) >= invitesPerPair ||
    (await sent({})) >= invitesPerPerson ||
    (await counts.countPendingInvites(email, userId, at)) >= pendingInvitesPerPair
  );
}

/** What is counted. */
type Counts = Pick<
  WorkspaceReading,
  | 'countTracks'
  | 'countComments'
  | 'countPendingInvites'
  | 'countInvitesSince'
  | 'countReminders'
  | 'countOpenTickets'
>;

/** Only what makes one more is refused: what is counted already can always be changed. */
export async function limitRefusalOf(
  counts: Counts,
  before: Workspace,
  command: Command,
  actor: Actor,
  at: number,
): Promise<RefusalCode | null> {
  const isFull = await isFullFor(counts, before, command, actor, at);
  return isFull ? 'limit-reached' : null;
}

async function isFullFor(
  counts: Counts,
  before: Workspace,
  command: Command,
  actor: Actor,
  at: number,
): Promise<boolean> {
  switch (command.name) {
    case 'track.create.v1':
    case 'invite.accept.v1':
      return (await counts.countTracks(actor.userId)) >= tracksPerUser;
    case 'comment.add.v1':
      return (await counts.countComments(command.args.trackId)) >= commentsPerTrack;
    case 'invite.send.v1':
      return isAskedTooOften(counts, command.args, actor, at);
    case 'reminder.set.v1':
      if (before.reminders.get(command.args.reminderId)?.endedAs === null) return false;
      return (await counts.countReminders(actor.userId)) >= remindersPerUser;
    case 'ticket.open.v1':
      return (await counts.countOpenTickets(actor.userId)) >= openTicketsPerUser;
    default:
      return false;
  }
}
