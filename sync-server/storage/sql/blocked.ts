/** Who has blocked whom, and how often one person has asked for the attention of another of late. */
import type { Transaction } from 'kysely';
import type { WorkspaceTransaction } from '../workspace-store.ts';
import { chunks, padded } from './chunks.ts';
import { blockedBy } from './preferences.ts';
import type { Tables } from './tables.ts';

type Blocking = Pick<
  WorkspaceTransaction,
  'blockedBy' | 'blockersOf' | 'unblockEverywhere' | 'countTelling'
>;
type Tx = Transaction<Tables>;

/** Each new count drops this many that are over: the table stops growing without a timer. */
const prunedPerCount = 2;

export const createBlocked = (tx: Tx): Blocking => ({
  blockedBy: (userId) => blockedBy(tx, userId),

  async blockersOf(userId, among) {
    const found = new Set<string>();
    for (const some of chunks(among)) {
      const rows = await tx
        .selectFrom('blocked')
        .select('user_id')
        .where('blocked_id', '=', userId)
        .where('user_id', 'in', padded(some))
        .execute();
      for (const { user_id } of rows) found.add(user_id);
    }
    return found;
  },

  async unblockEverywhere(userId, limit) {
    const some = tx
      .selectFrom('blocked')
      .select('user_id')
      .where('blocked_id', '=', userId)
      .limit(limit);
    const gone = tx
      .deleteFrom('blocked')
      .where('blocked_id', '=', userId)
      .where('user_id', 'in', some)
      .returning('user_id');
    return (await gone.execute()).map(({ user_id }) => user_id);
  },

  async countTelling(userId, askerId, at, windowMs) {
    const row = await tx
      .insertInto('telling')
      .values({ user_id: userId, asker_id: askerId, since: at, count: 1 })
      .onConflict((conflict) =>
        conflict.columns(['user_id', 'asker_id']).doUpdateSet((is) => {
          // A clock that was set back does not make a window longer.
          const isOver = is.or([
            is('telling.since', '<=', at - windowMs),
            is('telling.since', '>', at),
          ]);
          return {
            since: is.case().when(isOver).then(at).else(is.ref('telling.since')).end(),
            count: is
              .case()
              .when(isOver)
              .then(1)
              .else(is('telling.count', '+', 1))
              .end(),
          };
        }),
      )
      .returning('count')
      .executeTakeFirstOrThrow();
    const over = tx
      .selectFrom('telling')
      .select(['user_id', 'asker_id'])
      .where('since', '<=', at - windowMs)
      .orderBy('since')
      .limit(prunedPerCount)
      .$asTuple('user_id', 'asker_id');
    if (row.count === 1) {
      await tx
        .deleteFrom('telling')
        .where((where) => where(where.refTuple('user_id', 'asker_id'), 'in', over))
        .execute();
    }
    return row.count;
  },
});
