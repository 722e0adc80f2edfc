/**
 * Between rows and entities, where more differs than how names are spelled. What a row holds
 * was checked when it was written; JSON is checked once more, as the compiler cannot see into it.
 * Notifications have a file of their own.
 */
import type { Selectable } from 'kysely';
import { memberId } from '#shared/workspace/slice.ts';
import * as v from 'valibot';
import type { CommandOutcome } from '#shared/protocol/messages.ts';
import {
  momentSchema,
  soundSchema,
  type Comment,
  type Device,
  type Invite,
  type Member,
  type Reminder,
  type Ticket,
  type Track,
  type Version,
} from '#shared/workspace/entities.ts';
import { toColumns, toEntity } from './columns.ts';
import type { WorkspaceTables } from './workspace-tables.ts';

type Row<Name extends keyof WorkspaceTables> = Selectable<WorkspaceTables[Name]>;

export const toTrack = ({ deleted_at: _gone, ...row }: Row<'track'>): Track => toEntity<Track>(row);
export const fromTrack = (track: Track): Row<'track'> => ({
  ...toColumns(track),
  deleted_at: null,
});

export const toMember = (row: Row<'member'>): Member => ({
  id: memberId(row.track_id, row.user_id),
  ...toEntity<Omit<Member, 'id'>>(row),
});
export const fromMember = ({ id: _id, ...member }: Member): Row<'member'> => toColumns(member);

export const toInvite = ({ barred, ...row }: Row<'invite'>): Invite => ({
  ...toEntity<Omit<Invite, 'barred'>>(row),
  ...(barred !== null && { barred: toUserIds(barred) }),
});
export const fromInvite = ({ barred, ...invite }: Invite): Row<'invite'> => ({
  ...toColumns(invite),
  barred: barred ? JSON.stringify(barred) : null,
});

const toUserIds = (text: string): readonly string[] => {
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) ? parsed.filter((item) => typeof item === 'string') : [];
};

export const toVersion = ({ sound, file_id: _, ...row }: Row<'file_version'>): Version => ({
  ...toEntity<Omit<Version, 'sound'>>(row),
  ...(sound !== null && { sound: v.parse(soundSchema, JSON.parse(sound)) }),
});
export const fromVersion = (
  { sound, ...version }: Version,
  fileId: string,
): Row<'file_version'> => ({
  ...toColumns(version),
  file_id: fileId,
  sound: sound ? JSON.stringify(sound) : null,
});

export const toComment = ({
  mentions,
  moment,
  reply_to: replyTo,
  resolved_by_id: byId,
  resolved_by_name: byName,
  resolved_at: at,
  ...row
}: Row<'comment'>): Comment => ({
  ...toEntity<Omit<Comment, 'mentions' | 'moment' | 'replyTo' | 'resolved'>>(row),
  mentions: toUserIds(mentions),
  ...(moment !== null && { moment: v.parse(momentSchema, JSON.parse(moment)) }),
  ...(replyTo !== null && { replyTo }),
  ...(byId !== null && byName !== null && at !== null && { resolved: { byId, byName, at } }),
});
export const fromComment = ({
  mentions,
  moment,
  replyTo,
  resolved,
  ...comment
}: Comment): Row<'comment'> => ({
  ...toColumns(comment),
  mentions: JSON.stringify(mentions),
  moment: moment ? JSON.stringify(moment) : null,
  reply_to: replyTo ?? null,
  resolved_by_id: resolved?.byId ?? null,
  resolved_by_name: resolved?.byName ?? null,
  resolved_at: resolved?.at ?? null,
});

export const toReminder = (row: Row<'reminder'>): Reminder => toEntity<Reminder>(row);
export const fromReminder = (reminder: Reminder): Row<'reminder'> => toColumns(reminder);

const messagesSchema = v.array(
  v.object({
    authorId: v.string(),
    authorName: v.string(),
    isSupport: v.boolean(),
    text: v.string(),
    at: v.number(),
  }),
);

export const toTicket = ({ messages, ...row }: Row<'ticket'>): Ticket => ({
  ...toEntity<Omit<Ticket, 'messages'>>(row),
  messages: v.parse(messagesSchema, JSON.parse(messages)),
});
export const fromTicket = ({ messages, ...ticket }: Ticket): Row<'ticket'> => ({
  ...toColumns(ticket),
  messages: JSON.stringify(messages),
});

export const toDevice = ({ user_id: _owner, device: id, ...row }: Row<'device_seen'>): Device => ({
  id,
  ...toEntity<Omit<Device, 'id'>>(row),
});
export const fromDevice = (userId: string, { id, ...device }: Device): Row<'device_seen'> => ({
  user_id: userId,
  device: id,
  ...toColumns(device),
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
): Omit<Row<'command_outcome'>, 'user_id' | 'body_hash' | 'at' | 'device' | 'n'> => ({
  id: outcome.id,
  status: outcome.status,
  code: outcome.code ?? null,
  detail: outcome.detail ?? null,
  current: outcome.current === undefined ? null : JSON.stringify(outcome.current),
  epoch: outcome.epoch,
  seq: outcome.seq,
});
