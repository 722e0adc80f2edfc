/**
 * Prepares the next push of one device, inside a transaction: what is read by now, switched off,
 * quiet or gone leaves the queue, what waits is put back, and the first that goes out is written.
 */
import { feedSets, type FeedSets } from '#shared/marks/marks.ts';
import type { Preferences } from '#shared/workspace/entities.ts';
import { runSetHas } from '#shared/marks/run-set.ts';
import { priorityOf } from '#shared/notifications/kinds.ts';
import { defaultPreferences } from '#shared/workspace/preferences.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import { pushesAfterQuietHours, pushLifetimeMs } from '#shared/workspace/limits.ts';
import { second } from '#shared/base/time.ts';
import type { PushJob, PushSubscription } from '../storage/push-store.ts';
import type { WorkspaceTransaction } from '../storage/workspace-store.ts';
import { fateOf, type Fate } from './push-decision.ts';
import { rowPayload } from './payload.ts';
import type { PushHeaders } from './push-request.ts';

export interface Prepared {
  readonly subscription: PushSubscription;
  readonly job: PushJob;
  readonly payload: string;
  readonly headers: PushHeaders;
}

export interface PrepareFacts {
  readonly origin: string;
  readonly isConnected: boolean;
  readonly holdMs: number;
  readonly now: number;
}

/** Looked at together; the rest comes with the next. */
const jobsAtOnce = 200;

/** @returns null where nothing is to be sent to this device now */
export async function prepare(
  tx: WorkspaceTransaction,
  subscription: PushSubscription,
  facts: PrepareFacts,
): Promise<Prepared | null> {
  const { now } = facts;
  const { userId } = subscription;
  const jobs = await tx.pushJobs(subscription.id, now, jobsAtOnce);
  if (jobs.length === 0) return null;
  const recordsById = await recordsOf(tx, userId, jobs);
  const { preferences } = await tx.loadSlice(null, { preferencesOf: userId });
  const own = preferencesAt(subscription, preferences.get(userId) ?? defaultPreferences(userId));
  const { epoch, unread } = await feedOf(tx, userId);
  const judged = jobs.map((job) => {
    const record = recordsById.get(job.notificationId) ?? null;
    const isUnread = record !== null && runSetHas(unread, record.ordinal);
    const fate = fateOf(job, { ...facts, record, isUnread, preferences: own });
    return { job, record, fate };
  });
  const going = judged.filter(({ fate }) => fate.kind === 'send');
  const held = going.filter(({ job }) => job.isHeld);
  const surplus = new Set(held.slice(0, -pushesAfterQuietHours));
  for (const one of judged) {
    await putBack(tx, one.job, surplus.has(one) ? { kind: 'drop' } : one.fate);
  }
  const next = going.find((one) => !surplus.has(one));
  if (!next?.record) return null;
  const { job, record } = next;
  const payload = rowPayload(record, {
    origin: facts.origin,
    userId,
    epoch,
    now,
    unread: await tx.countNotifications(userId, unread),
    seq: await tx.notificationSeq(userId, record.id),
    preferences: own,
    timeZone: subscription.timeZone ?? (await timeZoneOf(tx, record, own)),
    isSmall: job.isSmall,
  });
  return { subscription, job, payload, headers: headersOf(job, record, now) };
}

/** Quiet hours hang on the wall of the room the device is in. */
function preferencesAt({ timeZone }: PushSubscription, own: Preferences): Preferences {
  const { quietHours } = own.push;
  if (timeZone === null || quietHours === null) return own;
  return { ...own, push: { ...own.push, quietHours: { ...quietHours, timeZone } } };
}

async function putBack(tx: WorkspaceTransaction, job: PushJob, fate: Fate): Promise<void> {
  if (fate.kind === 'drop') await tx.dropPushJob(job);
  if (fate.kind === 'wait') {
    await tx.savePushJob({ ...job, dueAt: fate.until, isHeld: fate.isHeld });
  }
}

async function recordsOf(
  tx: WorkspaceTransaction,
  userId: string,
  jobs: readonly PushJob[],
): Promise<ReadonlyMap<string, NotificationRecord>> {
  const rows = jobs.map(({ notificationId: id }) => ({
    kind: 'notification' as const,
    id,
    op: 'upsert' as const,
    trackId: null,
  }));
  return (await tx.bodiesFor(userId, rows)).notification;
}

/** Reads the person's numbering and its unread ordinals, dead ones among them. */
export async function feedOf(
  tx: WorkspaceTransaction,
  userId: string,
): Promise<{ readonly epoch: string; readonly unread: FeedSets['unread'] }> {
  const head = (await tx.heads([userId])).get(userId);
  const { unread } = feedSets(head ? [[1, head.ordinal]] : [], await tx.marksOf(userId));
  return { epoch: head?.epoch ?? '', unread };
}

/** Finds the zone, said by no device: a reminder's, that of quiet hours, or that of the date. */
async function timeZoneOf(
  tx: WorkspaceTransaction,
  { data }: NotificationRecord,
  { push: { quietHours } }: Preferences,
): Promise<string> {
  if ('reminderId' in data) {
    const { reminderId } = data;
    const reminder = (await tx.loadSlice(null, { reminderId })).reminders.get(reminderId);
    if (reminder) return reminder.timeZone;
  }
  if (quietHours) return quietHours.timeZone;
  const due = 'due' in data ? data.due : 'to' in data && typeof data.to === 'object' && data.to;
  return due ? due.timeZone : 'UTC';
}

const headersOf = (
  { queuedAt }: PushJob,
  record: NotificationRecord,
  now: number,
): PushHeaders => ({
  ttlSeconds: Math.max(1, Math.floor((queuedAt + pushLifetimeMs - now) / second)),
  urgency: priorityOf(record),
  // 32 characters at most: the digits of the id.
  topic: record.id.replaceAll('-', ''),
});
