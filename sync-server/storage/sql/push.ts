/** Subscriptions and jobs of pushes. A job is found by what it is about: one for each device and row. */
import { sql, type Selectable, type Transaction } from 'kysely';
import type { PushAddress, PushJob, PushSubscription, PushTransaction } from '../push-store.ts';
import { chunks } from './chunks.ts';
import type { Tables } from './tables.ts';

type Tx = Transaction<Tables>;
type Jobs = Pick<
  PushTransaction,
  | 'duePushes'
  | 'nextPushAt'
  | 'pushJobs'
  | 'queuePush'
  | 'savePushJob'
  | 'dropPushJob'
  | 'wakeHeldPushes'
  | 'postponePushes'
>;
type Counts = Pick<PushTransaction, 'notificationSeq' | 'countNotifications'>;
type Subscriptions = Omit<PushTransaction, keyof (Jobs & Counts)>;

export const createPush = (tx: Tx): PushTransaction => ({
  ...subscriptionsOn(tx),
  ...jobsOn(tx),
  ...countsOn(tx),
});

const subscriptionsOn = (tx: Tx): Subscriptions => ({
  async pushSubscription(id) {
    const rows = tx.selectFrom('push_subscription').selectAll().where('id', '=', id);
    const row = await rows.executeTakeFirst();
    return row ? toSubscription(row) : null;
  },

  async pushSubscriptionOf(userId, device) {
    const row = await tx
      .selectFrom('push_subscription')
      .selectAll()
      .where('user_id', '=', userId)
      .where('device', '=', device)
      .executeTakeFirst();
    return row ? toSubscription(row) : null;
  },

  async isPushedTo(userId, endpoint) {
    const row = await tx
      .selectFrom('push_subscription')
      .select('id')
      .where('user_id', '=', userId)
      .where('endpoint', '=', endpoint)
      .executeTakeFirst();
    return row !== undefined;
  },

  async savePushSubscription(subscription) {
    const { id, ...row } = fromSubscription(subscription);
    await tx
      .deleteFrom('push_subscription')
      .where('endpoint', '=', row.endpoint)
      .where((where) =>
        where.or([where('user_id', '<>', row.user_id), where('device', '<>', row.device)]),
      )
      .execute();
    await tx
      .insertInto('push_subscription')
      .values({ id, ...row })
      .onConflict((conflict) => conflict.columns(['user_id', 'device']).doUpdateSet(row))
      .execute();
  },

  async dropPushSubscriptions(address) {
    await addressed(tx, address).execute();
  },

  async prunePushSubscriptions(userId, kept) {
    const surplus = tx
      .selectFrom('push_subscription')
      .select('id')
      .where('user_id', '=', userId)
      .orderBy('asserted_at', 'desc')
      .limit(1_000)
      .offset(kept);
    await tx.deleteFrom('push_subscription').where('id', 'in', surplus).execute();
  },
});

function addressed(tx: Tx, address: PushAddress) {
  const rows = tx.deleteFrom('push_subscription');
  if ('id' in address) return rows.where('id', '=', address.id);
  if ('sessionId' in address) return rows.where('session_id', '=', address.sessionId);
  return rows.where('user_id', '=', address.userId).where('endpoint', '=', address.endpoint);
}

const jobsOn = (tx: Tx): Jobs => ({
  async duePushes(now, limit) {
    const rows = await tx
      .selectFrom('push_job')
      .select('subscription_id')
      .where('due_at', '<=', now)
      .groupBy('subscription_id')
      .orderBy(({ fn }) => fn.min('due_at'))
      .limit(limit)
      .execute();
    return rows.map(({ subscription_id }) => subscription_id);
  },

  async nextPushAt(now) {
    const row = await tx
      .selectFrom('push_job')
      .select('due_at')
      .where('due_at', '>', now)
      .orderBy('due_at')
      .limit(1)
      .executeTakeFirst();
    return row?.due_at ?? null;
  },

  async pushJobs(subscriptionId, now, limit) {
    const rows = await tx
      .selectFrom('push_job')
      .selectAll()
      .where('subscription_id', '=', subscriptionId)
      .where('due_at', '<=', now)
      .orderBy('ordinal')
      .limit(limit)
      .execute();
    return rows.map(toJob);
  },

  async queuePush(userId, { notificationId, ordinal }, at) {
    const row = { ordinal, queued_at: at, attempts: 0, held: 0, small: 0 };
    await tx
      .insertInto('push_job')
      .columns(['subscription_id', 'notification_id', 'due_at', ...columns])
      .expression(
        tx
          .selectFrom('push_subscription')
          .select(({ val }) => [
            'id',
            val(notificationId).as('notification_id'),
            restedBy(at).as('due_at'),
            ...columns.map((name) => val(row[name]).as(name)),
          ])
          .where('user_id', '=', userId),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['subscription_id', 'notification_id'])
          .doUpdateSet(({ ref }) => ({ ...row, due_at: ref('excluded.due_at') })),
      )
      .execute();
  },

  async savePushJob(job) {
    const { due_at, attempts, held, small } = fromJob(job);
    await tx
      .updateTable('push_job')
      .set({ due_at, attempts, held, small })
      .where('subscription_id', '=', job.subscriptionId)
      .where('notification_id', '=', job.notificationId)
      .where('ordinal', '=', job.ordinal)
      .execute();
  },

  async dropPushJob({ subscriptionId, notificationId, ordinal }) {
    await tx
      .deleteFrom('push_job')
      .where('subscription_id', '=', subscriptionId)
      .where('notification_id', '=', notificationId)
      .where('ordinal', '=', ordinal)
      .execute();
  },

  async wakeHeldPushes(userId, at) {
    await tx
      .updateTable('push_job')
      .from('push_subscription')
      .set({ due_at: restedBy(at) })
      .whereRef('push_subscription.id', '=', 'push_job.subscription_id')
      .where('user_id', '=', userId)
      .where('held', '=', 1)
      .where('due_at', '>', at)
      .execute();
  },

  async postponePushes(subscriptionId, until) {
    await tx
      .updateTable('push_subscription')
      .set({ rest_until: until })
      .where('id', '=', subscriptionId)
      .execute();
    await tx
      .updateTable('push_job')
      .set({ due_at: until })
      .where('subscription_id', '=', subscriptionId)
      .where('due_at', '<', until)
      .execute();
  },
});

const columns = ['ordinal', 'queued_at', 'attempts', 'held', 'small'] as const;

/** Then, or when the subscription's push service takes something again. */
const restedBy = (at: number) =>
  sql<number>`case when rest_until > ${at} then rest_until else ${at} end`;

const countsOn = (tx: Tx): Counts => ({
  async notificationSeq(userId, notificationId) {
    const row = await tx
      .selectFrom('change_log')
      .select('seq')
      .where('user_id', '=', userId)
      .where('kind', '=', 'notification')
      .where('entity_id', '=', notificationId)
      .executeTakeFirst();
    return row?.seq ?? 0;
  },

  async countNotifications(userId, ordinals) {
    let total = 0;
    for (const some of chunks(ordinals)) {
      const { count } = await tx
        .selectFrom('notification')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('user_id', '=', userId)
        .where((where) => where.or(some.map(([from, to]) => where.between('ordinal', from, to))))
        .executeTakeFirstOrThrow();
      total += count;
    }
    return total;
  },
});

const toSubscription = (row: Selectable<Tables['push_subscription']>): PushSubscription => ({
  id: row.id,
  userId: row.user_id,
  device: row.device,
  sessionId: row.session_id,
  endpoint: row.endpoint,
  p256dh: row.p256dh,
  auth: row.auth,
  timeZone: row.time_zone,
  assertedAt: row.asserted_at,
});

const fromSubscription = (subscription: PushSubscription) => ({
  id: subscription.id,
  user_id: subscription.userId,
  device: subscription.device,
  session_id: subscription.sessionId,
  endpoint: subscription.endpoint,
  p256dh: subscription.p256dh,
  auth: subscription.auth,
  time_zone: subscription.timeZone,
  asserted_at: subscription.assertedAt,
});

const toJob = (row: Selectable<Tables['push_job']>): PushJob => ({
  subscriptionId: row.subscription_id,
  notificationId: row.notification_id,
  ordinal: row.ordinal,
  queuedAt: row.queued_at,
  dueAt: row.due_at,
  attempts: row.attempts,
  isHeld: row.held === 1,
  isSmall: row.small === 1,
});

const fromJob = (job: PushJob): Tables['push_job'] => ({
  subscription_id: job.subscriptionId,
  notification_id: job.notificationId,
  ordinal: job.ordinal,
  queued_at: job.queuedAt,
  due_at: job.dueAt,
  attempts: job.attempts,
  held: Number(job.isHeld),
  small: Number(job.isSmall),
});
