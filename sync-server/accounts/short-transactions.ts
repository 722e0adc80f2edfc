/**
 * better-auth signs the cookie of a sign-up inside its transaction, in a thread that others wait for too.
 * By then everything is written, so here the transaction ends once the session is made; what follows goes
 * on beside it.
 */
import { assert } from '#shared/base/assert.ts';
import type { BetterAuthOptions, DBAdapter, DBTransactionAdapter } from 'better-auth';

interface NewRow<Row> {
  model: string;
  data: Omit<Row, 'id'>;
  select?: string[] | undefined;
  forceAllowId?: boolean | undefined;
}

const lastMade = 'session';

export function shortenTransactions<Options extends BetterAuthOptions>(
  adapter: DBAdapter<Options>,
): void {
  const { transaction } = adapter;
  adapter.transaction = async <T>(work: (tx: DBTransactionAdapter<Options>) => Promise<T>) => {
    const begun: Promise<T>[] = [];
    await transaction(async (tx) => {
      const { promise: isMade, resolve: made } = Promise.withResolvers<void>();
      // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as the adapter is typed
      const create = async <Row extends Record<string, any>, Made = Row>(row: NewRow<Row>) => {
        const created = await tx.create<Row, Made>(row);
        if (row.model === lastMade) made();
        return created;
      };
      const worked = work({ ...tx, create });
      begun.push(worked);
      await Promise.race([worked, isMade]);
    });
    const [worked] = begun;
    assert(worked, 'what was committed had begun');
    return await worked;
  };
}
