/**
 * Between rows and entities: column names on one side, the shared types on the other. What a row holds
 * was checked when it was written; JSON is checked once more, as the compiler cannot see into it.
 * Notifications have a file of their own.
 */
import type { Selectable } from 'kysely';
import * as v from 'valibot';
import type { CommandOutcome } from '#shared/protocol/messages.ts';
import {
  memberId,
  type Comment,
  type Device,
  type Invite,
  type Member,
  type Reminder,
  type Ticket,
  type Track,
} from '#shared/workspace/entities.ts';
import type { WorkspaceTables } from './workspace-tables.ts';

type Row<Name extends keyof WorkspaceTables> = Selectable<WorkspaceTables[Name]>;

export const toTrack = (row: Row<'track'>): Track => ({
  id: row.id,
  title: row.title,
  stage: row.stage,
  dueOn: row.due_on,
  dueTime: row.due_time,
  dueTimeZone: row.due_time_zone,
  notes: row.notes,
  ownerId: row.owner_id,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  version: row.version,
});

export const fromTrack = (track: Track): Row<'track'> => ({
  id: track.id,
  title: track.title,
  stage: track.stage,
  due_on: track.dueOn,
  due_time: track.dueTime,
  due_time_zone: track.dueTimeZone,
  notes: track.notes,
  owner_id: track.ownerId,
  created_at: track.createdAt,
  updated_at: track.updatedAt,
  version: track.version,
  deleted_at: null,
});

export const toMember = (row: Row<'member'>): Member => ({
  id: memberId(row.track_id, row.user_id),
  trackId: row.track_id,
  userId: row.user_id,
  name: row.name,
  role: row.role,
  joinedAt: row.joined_at,
});

export const fromMember = (member: Member): Row<'member'> => ({
  track_id: member.trackId,
  user_id: member.userId,
  name: member.name,
  role: member.role,
  joined_at: member.joinedAt,
});

export const toInvite = (row: Row<'invite'>): Invite => ({
  id: row.id,
  trackId: row.track_id,
  trackTitle: row.track_title,
  inviterId: row.inviter_id,
  inviterName: row.inviter_name,
  email: row.email,
  linkHash: row.link_hash,
  inviteeId: row.invitee_id,
  state: row.state,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  answeredAt: row.answered_at,
});

export const fromInvite = (invite: Invite): Row<'invite'> => ({
  id: invite.id,
  track_id: invite.trackId,
  track_title: invite.trackTitle,
  inviter_id: invite.inviterId,
  inviter_name: invite.inviterName,
  email: invite.email,
  link_hash: invite.linkHash,
  invitee_id: invite.inviteeId,
  state: invite.state,
  created_at: invite.createdAt,
  expires_at: invite.expiresAt,
  answered_at: invite.answeredAt,
});

const toMentions = (text: string): readonly string[] => {
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) ? parsed.filter((item) => typeof item === 'string') : [];
};

export const toComment = (row: Row<'comment'>): Comment => ({
  id: row.id,
  trackId: row.track_id,
  authorId: row.author_id,
  authorName: row.author_name,
  text: row.text,
  mentions: toMentions(row.mentions),
  createdAt: row.created_at,
  editedAt: row.edited_at,
});

export const fromComment = (comment: Comment): Row<'comment'> => ({
  id: comment.id,
  track_id: comment.trackId,
  author_id: comment.authorId,
  author_name: comment.authorName,
  text: comment.text,
  mentions: JSON.stringify(comment.mentions),
  created_at: comment.createdAt,
  edited_at: comment.editedAt,
});

export const toReminder = (row: Row<'reminder'>): Reminder => ({
  id: row.id,
  ownerId: row.owner_id,
  text: row.text,
  at: row.at,
  dueAt: row.due_at,
  firstAt: row.first_at,
  repeat: row.repeat,
  timeZone: row.time_zone,
  trackId: row.track_id,
  trackTitle: row.track_title,
  commentId: row.comment_id,
  notificationId: row.notification_id,
  endedAs: row.ended_as,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const fromReminder = (reminder: Reminder): Row<'reminder'> => ({
  id: reminder.id,
  owner_id: reminder.ownerId,
  text: reminder.text,
  at: reminder.at,
  due_at: reminder.dueAt,
  first_at: reminder.firstAt,
  repeat: reminder.repeat,
  time_zone: reminder.timeZone,
  track_id: reminder.trackId,
  track_title: reminder.trackTitle,
  comment_id: reminder.commentId,
  notification_id: reminder.notificationId,
  ended_as: reminder.endedAs,
  created_at: reminder.createdAt,
  updated_at: reminder.updatedAt,
});

const messagesSchema = v.array(
  v.object({
    authorId: v.string(),
    authorName: v.string(),
    isSupport: v.boolean(),
    text: v.string(),
    at: v.number(),
  }),
);

export const toTicket = (row: Row<'ticket'>): Ticket => ({
  id: row.id,
  authorId: row.author_id,
  authorName: row.author_name,
  subject: row.subject,
  status: row.status,
  messages: v.parse(messagesSchema, JSON.parse(row.messages)),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const fromTicket = (ticket: Ticket): Row<'ticket'> => ({
  id: ticket.id,
  author_id: ticket.authorId,
  author_name: ticket.authorName,
  subject: ticket.subject,
  status: ticket.status,
  messages: JSON.stringify(ticket.messages),
  created_at: ticket.createdAt,
  updated_at: ticket.updatedAt,
});

export const toDevice = (row: Row<'device_seen'>): Device => ({
  id: row.device,
  name: row.name,
  form: row.form,
  firstSeenAt: row.first_seen_at,
  lastSeenAt: row.last_seen_at,
  lastActAt: row.last_act_at,
});

export const fromDevice = (userId: string, device: Device): Row<'device_seen'> => ({
  user_id: userId,
  device: device.id,
  name: device.name,
  form: device.form,
  first_seen_at: device.firstSeenAt,
  last_seen_at: device.lastSeenAt,
  last_act_at: device.lastActAt,
});

export function toOutcome(row: Row<'command_outcome'>): CommandOutcome {
  const current: unknown = row.current === null ? undefined : JSON.parse(row.current);
  return {
    id: row.id,
    status: row.status,
    ...(row.code !== null && { code: row.code }),
    ...(row.detail !== null && { detail: row.detail }),
    ...(current !== undefined && { current }),
    epoch: row.epoch,
    seq: row.seq,
  };
}

export const fromOutcome = (
  outcome: CommandOutcome,
): Omit<Row<'command_outcome'>, 'user_id' | 'body_hash' | 'at'> => ({
  id: outcome.id,
  status: outcome.status,
  code: outcome.code ?? null,
  detail: outcome.detail ?? null,
  current: outcome.current === undefined ? null : JSON.stringify(outcome.current),
  epoch: outcome.epoch,
  seq: outcome.seq,
});
