/** Notifications, and the outcomes that make a repeated command harmless. */
import type { Transaction } from 'kysely';
import type { WorkspaceTransaction } from '../workspace-store.ts';
import { chunks, padded } from './chunks.ts';
import { fromNotification, toNotification } from './notification-rows.ts';
import { fromOutcome, toOutcome } from './rows.ts';
import type { Tables } from './tables.ts';

type Notifications = Pick<
  WorkspaceTransaction,
  | 'putNotifications'
  | 'dropNotifications'
  | 'notificationsOfTrack'
  | 'earlierRow'
  | 'newestNotifications'
  | 'blankExcerpts'
  | 'blankExcerptsBy'
  | 'rowsOfTrack'
  | 'rowsAbout'
  | 'blankExcerptsOfComment'
>;
type Outcomes = Pick<
  WorkspaceTransaction,
  | 'numbering'
  | 'countNumbered'
  | 'setLastNumber'
  | 'outcome'
  | 'storeOutcome'
  | 'pruneOutcomes'
  | 'pruneOutcomesOf'
>;
type Tx = Transaction<Tables>;

export const createTold = (tx: Tx): Notifications & Outcomes => ({
  ...notificationsOn(tx),
  ...outcomesOn(tx),
});

const notificationsOn = (tx: Tx): Notifications => ({
  async putNotifications(userId, notifications) {
    for (const record of notifications) {
      const row = fromNotification(userId, record);
      await tx
        .insertInto('notification')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    }
  },

  async dropNotifications(ids) {
    for (const some of chunks(ids)) {
      await tx.deleteFrom('notification').where('id', 'in', padded(some)).execute();
    }
  },

  async notificationsOfTrack(trackId, kinds) {
    return await tx
      .selectFrom('notification')
      .select(['user_id as userId', 'id as notificationId'])
      .where('track_id', '=', trackId)
      .where('kind', 'in', kinds)
      .execute();
  },

  async rowsOfTrack(userId, trackId, kinds) {
    const rows = await tx
      .selectFrom('notification')
      .selectAll()
      .where('user_id', '=', userId)
      .where('track_id', '=', trackId)
      .where('kind', 'in', kinds)
      .orderBy('ordinal')
      .execute();
    return rows.map(toNotification);
  },

  async rowsAbout(subjectId) {
    const rows = await tx
      .selectFrom('notification')
      .selectAll()
      .where('subject_id', '=', subjectId)
      .orderBy('user_id')
      .orderBy('ordinal')
      .execute();
    return rows.map((row) => ({ userId: row.user_id, record: toNotification(row) }));
  },

  async earlierRow(userId, { kinds, by, id, actorId }) {
    const row = await tx
      .selectFrom('notification')
      .selectAll()
      .where('user_id', '=', userId)
      .where(by === 'track' ? 'track_id' : 'subject_id', '=', id)
      .where('kind', 'in', kinds)
      .$if(actorId !== undefined, (rows) => rows.where('actor_id', '=', actorId ?? ''))
      .orderBy('ordinal', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row ? toNotification(row) : null;
  },

  async newestNotifications(userId, limit) {
    const rows = await tx
      .selectFrom('notification')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('ordinal', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toNotification);
  },

  async blankExcerpts(ids) {
    for (const some of chunks(ids)) {
      const blank = tx.updateTable('notification').set({ excerpt: '' });
      await blank.where('id', 'in', padded(some)).execute();
    }
  },

  blankExcerptsBy(actorId, limit) {
    const theirs = tx
      .selectFrom('notification')
      .select('id')
      .where('actor_id', '=', actorId)
      .where('excerpt', '<>', '')
      .limit(limit);
    return tx
      .updateTable('notification')
      .set({ excerpt: '' })
      .where('id', 'in', theirs)
      .returning(['user_id as userId', 'id as notificationId'])
      .execute();
  },

  blankExcerptsOfComment: (commentId) =>
    tx
      .updateTable('notification')
      .set({ excerpt: '' })
      .where('excerpt', '<>', '')
      .where('subject_id', '=', commentId)
      .returning(['user_id as userId', 'id as notificationId'])
      .execute(),
});

const outcomesOn = (tx: Tx): Outcomes => ({
  async numbering(userId, device) {
    const row = await tx
      .selectFrom('device')
      .select(['last_n as last', 'forgotten_n as forgotten'])
      .where('user_id', '=', userId)
      .where('device', '=', device)
      .executeTakeFirst();
    return row ?? { last: 0, forgotten: 0 };
  },

  async countNumbered(userId) {
    const { count } = await tx
      .selectFrom('device')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow();
    return count;
  },

  async setLastNumber(userId, device, n) {
    await tx
      .insertInto('device')
      .values({ user_id: userId, device, last_n: n, forgotten_n: 0 })
      .onConflict((conflict) => conflict.columns(['user_id', 'device']).doUpdateSet({ last_n: n }))
      .execute();
  },

  async outcome(userId, id) {
    const row = await tx
      .selectFrom('command_outcome')
      .selectAll()
      .where('user_id', '=', userId)
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? { bodyHash: row.body_hash, outcome: toOutcome(row) } : null;
  },

  async storeOutcome(userId, { bodyHash, outcome }, { device, n }, at) {
    await tx
      .insertInto('command_outcome')
      .values({ user_id: userId, body_hash: bodyHash, at, device, n, ...fromOutcome(outcome) })
      .execute();
    await tx
      .insertInto('account_use')
      .values({ user_id: userId, outcomes: 1 })
      .onConflict((conflict) =>
        conflict
          .column('user_id')
          .doUpdateSet((row) => ({ outcomes: row('account_use.outcomes', '+', 1) })),
      )
      .execute();
  },

  async pruneOutcomes(before, limit) {
    const old = tx
      .selectFrom('command_outcome')
      .select(['user_id', 'id', 'device', 'n'])
      .where('at', '<', before)
      .orderBy('at')
      .limit(limit);
    await dropOutcomes(tx, await old.execute());
  },

  async pruneOutcomesOf(userId, kept, limit) {
    const { outcomes = 0 } =
      (await tx
        .selectFrom('account_use')
        .select('outcomes')
        .where('user_id', '=', userId)
        .executeTakeFirst()) ?? {};
    if (outcomes <= kept) return;
    const oldest = tx
      .selectFrom('command_outcome')
      .select(['user_id', 'id', 'device', 'n'])
      .where('user_id', '=', userId)
      .orderBy('at')
      .orderBy('n')
      .limit(Math.min(limit, outcomes - kept));
    await dropOutcomes(tx, await oldest.execute());
  },
});

type OutcomeKey = Pick<Tables['command_outcome'], 'user_id' | 'id' | 'device' | 'n'>;

/** The highest number that loses its outcome is kept of each device. */
async function dropOutcomes(tx: Tx, rows: readonly OutcomeKey[]): Promise<void> {
  for (const { user_id, id, device, n } of rows) {
    await tx
      .deleteFrom('command_outcome')
      .where('user_id', '=', user_id)
      .where('id', '=', id)
      .execute();
    await tx
      .updateTable('account_use')
      .set((row) => ({ outcomes: row('outcomes', '-', 1) }))
      .where('user_id', '=', user_id)
      .execute();
    if (device === null || n === null) continue;
    await tx
      .updateTable('device')
      .set({ forgotten_n: n })
      .where('user_id', '=', user_id)
      .where('device', '=', device)
      .where('forgotten_n', '<', n)
      .execute();
  }
}
