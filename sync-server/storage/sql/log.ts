/**
 * Heads and change log. A head is taken by one statement that returns it, inside the writing
 * transaction, so the order of numbers is the order of commits and a cursor can never skip a row.
 */
import type { Transaction } from 'kysely';
import type { UserHead, WorkspaceTransaction } from '../workspace-store.ts';
import { chunks, padded } from './chunks.ts';
import type { Tables } from './tables.ts';

type Log = Pick<
  WorkspaceTransaction,
  | 'heads'
  | 'createHead'
  | 'renewHead'
  | 'advanceHead'
  | 'writeLog'
  | 'readLog'
  | 'countLog'
  | 'dropLog'
>;
type Tx = Transaction<Tables>;

export const createLog = (tx: Tx): Log => ({ ...headsOn(tx), ...rowsOn(tx) });

const headsOn = (tx: Tx): Pick<Log, 'heads' | 'createHead' | 'renewHead' | 'advanceHead'> => ({
  async heads(userIds) {
    const heads = new Map<string, UserHead>();
    for (const some of chunks(userIds)) {
      const rows = await tx
        .selectFrom('user_head')
        .selectAll()
        .where('user_id', 'in', padded(some))
        .execute();
      for (const { user_id, ...head } of rows) heads.set(user_id, head);
    }
    return heads;
  },

  async createHead(userId, epoch) {
    await tx
      .insertInto('user_head')
      .values({ user_id: userId, epoch, seq: 0, ordinal: 0 })
      .onConflict((conflict) => conflict.column('user_id').doNothing())
      .execute();
  },

  async renewHead(userId, epoch, ordinal) {
    await tx
      .updateTable('user_head')
      .set((row) => ({
        epoch,
        ordinal: row
          .case()
          .when('ordinal', '<', ordinal)
          .then(ordinal)
          .else(row.ref('ordinal'))
          .end(),
      }))
      .where('user_id', '=', userId)
      .execute();
  },

  advanceHead: (userId, seqs, ordinals, epoch) =>
    tx
      .insertInto('user_head')
      .values({ user_id: userId, epoch, seq: seqs, ordinal: ordinals })
      .onConflict((conflict) =>
        conflict.column('user_id').doUpdateSet((row) => ({
          seq: row('user_head.seq', '+', row.ref('excluded.seq')),
          ordinal: row('user_head.ordinal', '+', row.ref('excluded.ordinal')),
        })),
      )
      .returning(['epoch', 'seq', 'ordinal'])
      .executeTakeFirstOrThrow(),
});

const rowsOn = (tx: Tx): Pick<Log, 'writeLog' | 'readLog' | 'countLog' | 'dropLog'> => ({
  async writeLog(userId, firstSeq, entries) {
    let seq = firstSeq;
    for (const some of chunks(entries)) {
      // What is told twice at once stands there once, as the last of it: a statement writes no row twice.
      const rows = new Map(
        some.map(({ kind, id, op, trackId }) => [
          `${kind} ${id}`,
          { user_id: userId, kind, entity_id: id, seq: seq++, op, track_id: trackId },
        ]),
      );
      await tx
        .insertInto('change_log')
        .values([...rows.values()])
        .onConflict((conflict) =>
          conflict.columns(['user_id', 'kind', 'entity_id']).doUpdateSet((row) => ({
            seq: row.ref('excluded.seq'),
            op: row.ref('excluded.op'),
            track_id: row.ref('excluded.track_id'),
          })),
        )
        .execute();
    }
  },

  async readLog(userId, after, limit) {
    const rows = await tx
      .selectFrom('change_log')
      .select(['kind', 'entity_id as id', 'seq', 'op', 'track_id as trackId'])
      .where('user_id', '=', userId)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit)
      .execute();
    return rows;
  },

  async countLog(userId, after) {
    const { rows } = await tx
      .selectFrom('change_log')
      .select(({ fn }) => fn.countAll<number>().as('rows'))
      .where('user_id', '=', userId)
      .where('seq', '>', after)
      .executeTakeFirstOrThrow();
    return rows;
  },

  async dropLog(userId, trackId) {
    await tx
      .deleteFrom('change_log')
      .where('user_id', '=', userId)
      .where('track_id', '=', trackId)
      .execute();
  },
});
