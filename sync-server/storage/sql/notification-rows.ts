/**
 * Between rows and notifications. What every kind has is columns; what it is about (`subject_id`, as the
 * registry says) and what was said (`excerpt`) too, as both are searched or blanked; the rest of its data
 * is JSON. No kind is known here by name: what comes out is what was told.
 */
import type { Selectable } from 'kysely';
import { assert } from '#shared/base/assert.ts';
import { kinds, subjectOf } from '#shared/notifications/kinds.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import type { WorkspaceTables } from './workspace-tables.ts';

type Row = Selectable<WorkspaceTables['notification']>;

/** A row put together again. */
type Stored = Omit<NotificationRecord, 'data'> & { readonly data: object };

export function toNotification(row: Row): NotificationRecord {
  const { subject } = kinds[row.kind];
  const rest: unknown = JSON.parse(row.change ?? '{}');
  assert(typeof rest === 'object', 'what else a notification carries has names');
  const stored = {
    id: row.id,
    ordinal: row.ordinal,
    createdAt: row.created_at,
    actor: row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? '' },
    track: row.track_id === null ? null : { id: row.track_id, title: row.track_title ?? '' },
    kind: row.kind,
    data: {
      ...rest,
      ...(subject !== null && { [subject]: row.subject_id }),
      ...(row.excerpt !== null && { excerpt: row.excerpt }),
    },
  };
  assert(isNotification(stored), 'a row holds a notification');
  return stored;
}

/** Its data went in as its kind has it; what a damaged row would lack first is what it is about. */
const isNotification = (stored: Stored): stored is NotificationRecord =>
  kinds[stored.kind].subject === null || subjectOf(stored) !== null;

export function fromNotification(userId: string, record: NotificationRecord): Row {
  const { kind, data } = record;
  const { subject } = kinds[kind];
  const rest = Object.entries(data).filter(([field]) => field !== subject && field !== 'excerpt');
  return {
    id: record.id,
    user_id: userId,
    ordinal: record.ordinal,
    kind,
    created_at: record.createdAt,
    actor_id: record.actor?.id ?? null,
    actor_name: record.actor?.name ?? null,
    track_id: record.track?.id ?? null,
    track_title: record.track?.title ?? null,
    subject_id: subjectOf(record),
    excerpt: 'excerpt' in data ? data.excerpt : null,
    change: rest.length === 0 ? null : JSON.stringify(Object.fromEntries(rest)),
  };
}
