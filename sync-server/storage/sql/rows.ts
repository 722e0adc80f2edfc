/**
 * Between rows and entities: column names on one side, the shared types on the other. What a row holds
 * was checked when it was written; JSON is checked once more, as the compiler cannot see into it.
 */
import type { Selectable } from 'kysely';
import * as v from 'valibot';
import { assert, unreachable } from '#shared/base/assert.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import type { CommandOutcome } from '#shared/protocol/messages.ts';
import {
  memberId,
  stages,
  type Comment,
  type Invite,
  type Member,
  type Track,
} from '#shared/tracks/entities.ts';
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

const dueSchema = v.nullable(
  v.object({ on: v.string(), time: v.nullable(v.string()), timeZone: v.string() }),
);
const dueChange = v.object({ from: dueSchema, to: dueSchema });
const stageChange = v.object({ from: v.picklist(stages), to: v.picklist(stages) });

const parsed = <T>(schema: v.GenericSchema<T>, text: string | null): T => {
  assert(text !== null, 'a notification of this kind has its change');
  return v.parse(schema, JSON.parse(text));
};

export function toNotification(row: Row<'notification'>): NotificationRecord {
  const base = {
    id: row.id,
    ordinal: row.ordinal,
    createdAt: row.created_at,
    actor: row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? '' },
    track: row.track_id === null ? null : { id: row.track_id, title: row.track_title ?? '' },
  };
  const { kind } = row;
  const subject = row.subject_id ?? '';
  switch (kind) {
    case 'invite.received':
    case 'invite.accepted':
    case 'invite.declined':
      return { ...base, kind, data: { inviteId: subject } };
    case 'comment.added':
    case 'comment.mentioned':
      return { ...base, kind, data: { commentId: subject, excerpt: row.excerpt ?? '' } };
    case 'stage.changed':
      return { ...base, kind, data: parsed(stageChange, row.change) };
    case 'due.changed':
      return { ...base, kind, data: parsed(dueChange, row.change) };
    default:
      return unreachable(kind);
  }
}

type NotificationColumns = Pick<Row<'notification'>, 'subject_id' | 'excerpt' | 'change'>;

function dataColumns(record: NotificationRecord): NotificationColumns {
  const none = { subject_id: null, excerpt: null, change: null };
  switch (record.kind) {
    case 'invite.received':
    case 'invite.accepted':
    case 'invite.declined':
      return { ...none, subject_id: record.data.inviteId };
    case 'comment.added':
    case 'comment.mentioned':
      return { ...none, subject_id: record.data.commentId, excerpt: record.data.excerpt };
    case 'stage.changed':
    case 'due.changed':
      return { ...none, change: JSON.stringify(record.data) };
    default:
      return unreachable(record);
  }
}

export const fromNotification = (
  userId: string,
  record: NotificationRecord,
): Row<'notification'> => ({
  id: record.id,
  user_id: userId,
  ordinal: record.ordinal,
  kind: record.kind,
  created_at: record.createdAt,
  actor_id: record.actor?.id ?? null,
  actor_name: record.actor?.name ?? null,
  track_id: record.track?.id ?? null,
  track_title: record.track?.title ?? null,
  ...dataColumns(record),
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
