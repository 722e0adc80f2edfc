/**
 * Between rows and notifications. What every kind has is columns; what it is about (`subject_id`) and
 * what was said (`excerpt`) too, as both are searched or blanked; the rest of its data is JSON, checked
 * when it is read.
 */
import type { Selectable } from 'kysely';
import * as v from 'valibot';
import { assert, unreachable } from '#shared/base/assert.ts';
import {
  deadlineSteps,
  priorities,
  type NotificationRecord,
} from '#shared/notifications/record.ts';
import { stages } from '#shared/tracks/entities.ts';
import type { WorkspaceTables } from './workspace-tables.ts';

type Row = Selectable<WorkspaceTables['notification']>;

const due = v.object({ on: v.string(), time: v.nullable(v.string()), timeZone: v.string() });
const people = v.array(v.object({ id: v.string(), name: v.string() }));
const [week, threeDays, day, hours] = deadlineSteps;

const schemas = {
  folded: v.object({ count: v.number(), people }),
  near: v.object({
    step: v.picklist([week, threeDays, day, hours]),
    due,
    at: v.number(),
    endsAt: v.number(),
  }),
  passed: v.object({ due, at: v.number(), endsAt: v.number() }),
  stage: v.object({ from: v.picklist(stages), to: v.picklist(stages) }),
  due: v.object({ from: v.nullable(due), to: v.nullable(due) }),
  reminder: v.object({
    text: v.string(),
    dueAt: v.number(),
    commentId: v.nullable(v.string()),
    notificationId: v.nullable(v.string()),
  }),
  announcement: v.object({
    title: v.string(),
    text: v.string(),
    priority: v.picklist(priorities),
  }),
  device: v.object({ device: v.string() }),
  ticket: v.object({ subject: v.string() }),
} as const;

const parsed = <T>(schema: v.GenericSchema<T>, text: string | null): T => {
  assert(text !== null, 'a notification of this kind has its data');
  return v.parse(schema, JSON.parse(text));
};

export function toNotification(row: Row): NotificationRecord {
  const base = {
    id: row.id,
    ordinal: row.ordinal,
    createdAt: row.created_at,
    actor: row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? '' },
    track: row.track_id === null ? null : { id: row.track_id, title: row.track_title ?? '' },
  };
  const { kind, change } = row;
  const subject = row.subject_id ?? '';
  const excerpt = row.excerpt ?? '';
  switch (kind) {
    case 'invite.received':
    case 'invite.accepted':
    case 'invite.declined':
      return { ...base, kind, data: { inviteId: subject } };
    case 'member.left':
    case 'member.removed':
      return { ...base, kind, data: { userId: subject } };
    case 'comment.added': {
      const folded = change === null ? {} : parsed(schemas.folded, change);
      return { ...base, kind, data: { commentId: subject, excerpt, ...folded } };
    }
    case 'comment.mentioned':
      return { ...base, kind, data: { commentId: subject, excerpt } };
    case 'deadline.near':
      return { ...base, kind, data: parsed(schemas.near, change) };
    case 'deadline.passed':
      return { ...base, kind, data: parsed(schemas.passed, change) };
    case 'stage.changed':
      return { ...base, kind, data: parsed(schemas.stage, change) };
    case 'due.changed':
      return { ...base, kind, data: parsed(schemas.due, change) };
    case 'reminder.due':
      return { ...base, kind, data: { reminderId: subject, ...parsed(schemas.reminder, change) } };
    case 'announcement.published': {
      const data = parsed(schemas.announcement, change);
      return { ...base, kind, data: { announcementId: subject, ...data } };
    }
    case 'account.signed-in':
      return { ...base, kind, data: parsed(schemas.device, change) };
    case 'ticket.answered':
      return {
        ...base,
        kind,
        data: { ticketId: subject, excerpt, ...parsed(schemas.ticket, change) },
      };
    default:
      return unreachable(kind);
  }
}

type DataColumns = Pick<Row, 'subject_id' | 'excerpt' | 'change'>;

const columns = (
  subject: string | null,
  excerpt: string | null = null,
  change: unknown = null,
): DataColumns => ({
  subject_id: subject,
  excerpt,
  change: change === null ? null : JSON.stringify(change),
});

function dataColumns(record: NotificationRecord): DataColumns {
  switch (record.kind) {
    case 'invite.received':
    case 'invite.accepted':
    case 'invite.declined':
      return columns(record.data.inviteId);
    case 'member.left':
    case 'member.removed':
      return columns(record.data.userId);
    case 'comment.added':
    case 'comment.mentioned': {
      const { commentId, excerpt, ...folded } = record.data;
      return columns(commentId, excerpt, 'count' in folded ? folded : null);
    }
    case 'deadline.near':
    case 'deadline.passed':
    case 'stage.changed':
    case 'due.changed':
    case 'account.signed-in':
      return columns(null, null, record.data);
    case 'reminder.due': {
      const { reminderId, ...rest } = record.data;
      return columns(reminderId, null, rest);
    }
    case 'announcement.published': {
      const { announcementId, ...rest } = record.data;
      return columns(announcementId, null, rest);
    }
    case 'ticket.answered': {
      const { ticketId, excerpt, ...rest } = record.data;
      return columns(ticketId, excerpt, rest);
    }
    default:
      return unreachable(record);
  }
}

export const fromNotification = (userId: string, record: NotificationRecord): Row => ({
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
