/** What to do with commands that are not sent by themselves: refused ones, and those set aside. */
import type { ActsDatabase, OutboxRow } from './acts-database.ts';
import { resumedRow } from './outbox.ts';
import { reopening } from './reopen.ts';

/** @param anew the same wish as a new command: a refusal is final for its id */
export const retryUnsent = (
  acts: ActsDatabase,
  id: string,
  anew: (row: OutboxRow) => OutboxRow,
): Promise<void> =>
  onUnsent(acts, id, async (row) => {
    if (row.state === 'aside') {
      // What needs it goes with it, in the order of acting.
      const aside = await acts.outbox.where('state').equals('aside').toArray();
      await acts.outbox.bulkPut(aside.map(resumedRow));
      return;
    }
    await acts.outbox.delete(row.order);
    await acts.outbox.add(anew(row));
  });

export const discardUnsent = (acts: ActsDatabase, id: string): Promise<void> =>
  onUnsent(acts, id, ({ order }) => acts.outbox.delete(order));

const onUnsent = (
  acts: ActsDatabase,
  id: string,
  act: (row: OutboxRow & { readonly order: number }) => PromiseLike<unknown>,
): Promise<void> =>
  reopening(acts, () =>
    acts.transaction('rw', acts.outbox, async () => {
      const row = await acts.outbox.where('id').equals(id).first();
      if (row?.order === undefined) return;
      if (row.state === 'refused' || row.state === 'aside') await act({ ...row, order: row.order });
    }),
  );
