/** What there is of one person's words, and what came in on one day. */
import { sql, type Transaction } from 'kysely';
import type { WorkspaceTransaction } from '../workspace-store.ts';
import type { Tables } from './tables.ts';

type WrittenRows = Pick<WorkspaceTransaction, 'written' | 'countWritten' | 'saveWritten'>;
type Tx = Transaction<Tables>;

export const createWritten = (tx: Tx): WrittenRows => ({
  async written(userId) {
    const row = await tx
      .selectFrom('account_use')
      .select(['day', 'day_bytes as dayBytes', 'bytes', 'counted_at as countedAt'])
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row ?? { day: 0, dayBytes: 0, bytes: 0, countedAt: 0 };
  },

  async countWritten(userId, bytesPerRow) {
    const row = sql`count(*) * ${bytesPerRow}`;
    // Each by an index of its own.
    const { rows } = await sql<{ readonly bytes: number }>`select
      (select coalesce(sum(octet_length(text) + octet_length(mentions)), 0) + ${row}
        from comment where author_id = ${userId}) +
      (select coalesce(sum(octet_length(track.title) + octet_length(track.notes)), 0) + ${row}
        from member join track on track.id = member.track_id
        where member.user_id = ${userId} and member.role = 'owner') +
      (select coalesce(sum(octet_length(subject) + octet_length(messages)), 0) + ${row}
        from ticket where author_id = ${userId}) +
      (select coalesce(sum(octet_length(text)), 0) + ${row}
        from reminder where owner_id = ${userId})
      as bytes`.execute(tx);
    return rows[0]?.bytes ?? 0;
  },

  async saveWritten(userId, { day, dayBytes, bytes, countedAt }) {
    const row = { day, day_bytes: dayBytes, bytes, counted_at: countedAt };
    await tx
      .insertInto('account_use')
      .values({ user_id: userId, ...row })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
      .execute();
  },
});
