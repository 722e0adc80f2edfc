/**
 * Who is told what: from a command that took effect to notifications, as a pure decision. The one who
 * acted is never told of it, and nobody is told of a track they may not see, but for the invited and who was just removed.
 */
import { excerptOf } from '#shared/notifications/excerpt.ts';
import type { NotificationData, NotificationRecord } from '#shared/notifications/record.ts';
import type { Command, CommandArgs } from '#shared/workspace/commands.ts';
import { dueOf } from '#shared/workspace/due.ts';
import type { Comment, Track } from '#shared/workspace/entities.ts';
import { memberOf, membersOf, type Actor, type Workspace } from '#shared/workspace/slice.ts';

type WithoutNumber<Record> = Record extends unknown
  ? Omit<Record, 'id' | 'ordinal' | 'createdAt'>
  : never;
type Facts = WithoutNumber<NotificationRecord>;

/** What somebody is told, before it has an ordinal. */
export interface Notice {
  readonly to: string;
  readonly facts: Facts;
}

/** What everybody concerned is told alike. */
type Saying = Facts extends infer Each
  ? Each extends unknown
    ? Omit<Each, 'actor' | 'track'>
    : never
  : never;

export function notificationsFor(
  before: Workspace,
  after: Workspace,
  command: Command,
  actor: Actor,
): readonly Notice[] {
  switch (command.name) {
    case 'invite.send.v1':
      return inviteReceived(after, command.args.inviteId);
    case 'invite.accept.v1':
      return [
        ...inviteAnswered(after, command.args.inviteId, 'invite.accepted', actor),
        ...memberJoined(after, command.args.inviteId, actor),
      ];
    case 'invite.decline.v1':
      return inviteAnswered(after, command.args.inviteId, 'invite.declined', actor);
    case 'comment.add.v1': {
      const { commentId, trackId } = command.args;
      const comment = after.comments.get(commentId);
      if (!comment) return [];
      const data = toldOf(comment);
      const mentioned = new Set(comment.mentions);
      const told = toOthers(after, trackId, actor, { kind: 'comment.added', data });
      return told.map((notice) =>
        mentioned.has(notice.to)
          ? { ...notice, facts: { ...notice.facts, kind: 'comment.mentioned', data } }
          : notice,
      );
    }
    case 'comment.edit.v2':
      return newlyMentioned(before, after, command.args, actor);
    case 'track.setStage.v1':
    case 'track.setDue.v1':
      return trackChanged(before, after, command.args.trackId, actor);
    case 'track.delete.v1':
      return trackDeleted(before, command.args.trackId, actor);
    case 'member.leave.v1':
      return memberLeft(before, command.args.trackId, actor);
    case 'member.remove.v1':
      return memberRemoved(before, command.args, actor);
    case 'ticket.feedback.v1':
      return ticketAnswered(after, command.args, actor);
    default:
      return [];
  }
}

/** What a row says of one comment. A reply is told as any comment is, also to whom it answers. */
export const toldOf = ({ id, text, moment }: Comment): NotificationData['comment.mentioned'] => ({
  commentId: id,
  excerpt: excerptOf(text),
  ...(moment && { moment }),
});

/** Whoever an edit names for the first time. */
function newlyMentioned(
  before: Workspace,
  after: Workspace,
  { commentId }: CommandArgs<'comment.edit.v2'>,
  actor: Actor,
): readonly Notice[] {
  const [was, is] = [before.comments.get(commentId), after.comments.get(commentId)];
  if (!was || !is) return [];
  const added = is.mentions.filter((userId) => !was.mentions.includes(userId));
  const data = toldOf(is);
  return toOthers(after, is.trackId, actor, { kind: 'comment.mentioned', data }).filter(({ to }) =>
    added.includes(to),
  );
}

/** To an account only: an address without one is told when the account is made. */
export function inviteReceived(workspace: Workspace, inviteId: string): readonly Notice[] {
  const invite = workspace.invites.get(inviteId);
  if (!invite || invite.inviteeId === null || invite.inviteeId === invite.inviterId) return [];
  return [
    {
      to: invite.inviteeId,
      facts: {
        kind: 'invite.received',
        actor: { id: invite.inviterId, name: invite.inviterName },
        // As it was called when the inviter showed it to them.
        track: { id: invite.trackId, title: invite.trackTitle },
        data: { inviteId },
      },
    },
  ];
}

function inviteAnswered(
  workspace: Workspace,
  inviteId: string,
  kind: 'invite.accepted' | 'invite.declined',
  actor: Actor,
): readonly Notice[] {
  const invite = workspace.invites.get(inviteId);
  if (!invite || invite.inviterId === actor.userId) return [];
  if (!memberOf(workspace, invite.trackId, invite.inviterId)) return [];
  const title = workspace.tracks.get(invite.trackId)?.title ?? invite.trackTitle;
  return [
    {
      to: invite.inviterId,
      facts: {
        kind,
        actor: { id: actor.userId, name: actor.name },
        track: { id: invite.trackId, title },
        data: { inviteId },
      },
    },
  ];
}

/** To the owner, who did not invite them: who came in, and who let them. */
function memberJoined(workspace: Workspace, inviteId: string, actor: Actor): readonly Notice[] {
  const invite = workspace.invites.get(inviteId);
  const track = invite && workspace.tracks.get(invite.trackId);
  if (!track || [invite.inviterId, actor.userId].includes(track.ownerId)) return [];
  const inviter = { id: invite.inviterId, name: invite.inviterName };
  const saying = { kind: 'member.joined', data: { userId: actor.userId, inviter } } as const;
  return [{ to: track.ownerId, facts: factsOf(saying, track, actor) }];
}

/** By the title it had. */
const trackDeleted = (before: Workspace, trackId: string, actor: Actor): readonly Notice[] =>
  toOthers(before, trackId, actor, { kind: 'track.deleted', data: {} });

function memberLeft(before: Workspace, trackId: string, actor: Actor): readonly Notice[] {
  const track = before.tracks.get(trackId);
  if (!track) return [];
  const saying = { kind: 'member.left', data: { userId: actor.userId } } as const;
  return [{ to: track.ownerId, facts: factsOf(saying, track, actor) }];
}

/** By the title it had when they could still see it. */
function memberRemoved(
  before: Workspace,
  { trackId, userId }: CommandArgs<'member.remove.v1'>,
  actor: Actor,
): readonly Notice[] {
  const track = before.tracks.get(trackId);
  if (!track) return [];
  const saying = { kind: 'member.removed', data: { userId } } as const;
  return [{ to: userId, facts: factsOf(saying, track, actor) }];
}

function ticketAnswered(
  after: Workspace,
  { ticketId, text }: CommandArgs<'ticket.feedback.v1'>,
  { userId, name }: Actor,
): readonly Notice[] {
  const ticket = after.tickets.get(ticketId);
  if (!ticket || ticket.authorId === userId) return [];
  const data = { ticketId, subject: ticket.subject, excerpt: excerptOf(text) };
  const actor = { id: userId, name };
  return [{ to: ticket.authorId, facts: { kind: 'ticket.answered', actor, track: null, data } }];
}

const factsOf = (saying: Saying, { id, title }: Track, { userId, name }: Actor): Facts => ({
  ...saying,
  // Of an account that is gone, nobody knows the name any more.
  actor: name === '' ? null : { id: userId, name },
  track: { id, title },
});

/** Judged by what changed, not by what was asked for: setting what is set tells nobody anything. */
function trackChanged(
  before: Workspace,
  after: Workspace,
  trackId: string,
  actor: Actor,
): readonly Notice[] {
  const [was, is] = [before.tracks.get(trackId), after.tracks.get(trackId)];
  if (!was || !is || was === is) return [];
  if (was.stage !== is.stage) {
    const data = { from: was.stage, to: is.stage };
    return toOthers(after, trackId, actor, { kind: 'stage.changed', data });
  }
  const data = { from: dueOf(was), to: dueOf(is) };
  return toOthers(after, trackId, actor, { kind: 'due.changed', data });
}

function toOthers(
  workspace: Workspace,
  trackId: string,
  actor: Actor,
  saying: Saying,
): readonly Notice[] {
  const track = workspace.tracks.get(trackId);
  if (!track) return [];
  const facts = factsOf(saying, track, actor);
  return membersOf(workspace, trackId)
    .filter((member) => member.userId !== actor.userId)
    .map((member) => ({ to: member.userId, facts }));
}
