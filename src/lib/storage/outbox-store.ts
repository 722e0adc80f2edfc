/**
 * The outbox on disk, as the sender uses it: every method is one transaction, so that a tab closed at
 * any moment leaves either before or after. Decisions are those of outbox.ts.
 */
import type { CommandOutcome, SentCommand } from '#shared/protocol/messages.ts';
import { readMeta, type ActsDatabase, type OutboxRow } from './acts-database.ts';
import type { Position } from './feed-database.ts';
import { decidedRow, faultedRow, nextBatch, rowAt } from './outbox.ts';

export interface OutboxStore {
  /** The oldest that wait, each with its number; numbers are on disk before they are on the wire. */
  takeBatch(): Promise<readonly SentCommand[]>;
  /** This device's memory was behind (its database was lost, say): count on from the server's. */
  renumber(last: number): Promise<void>;
  /** @returns how many that waited are decided now */
  keepOutcomes(outcomes: readonly CommandOutcome[]): Promise<number>;
  /** The server failed on a request that began with this command. */
  countFault(id: string): Promise<void>;
  /** What has arrived leaves; what an earlier epoch had done waits again. */
  tidy(position: Position): Promise<void>;
}

/** A request holds a hundred; those set aside come on top, and are few. */
const rowsReadMost = 1_000;

export function createOutboxStore(acts: ActsDatabase): OutboxStore {
  const byId = (id: string) => acts.outbox.where('id').equals(id).first();
  return {
    takeBatch: () =>
      acts.transaction('rw', acts.outbox, acts.meta, async () => {
        const meta = await readMeta(acts);
        const rows = await acts.outbox
          .orderBy('order')
          .filter(({ state }) => state === 'waiting' || state === 'aside')
          .limit(rowsReadMost)
          .toArray();
        const { commands, changed, lastN } = nextBatch(rows, meta.device, meta.lastN);
        await acts.outbox.bulkPut([...changed]);
        if (lastN !== meta.lastN) await acts.meta.put({ ...meta, lastN });
        return commands;
      }),

    renumber: (last) =>
      acts.transaction('rw', acts.outbox, acts.meta, async () => {
        const meta = await readMeta(acts);
        await acts.meta.put({ ...meta, lastN: Math.max(meta.lastN, last) });
        await acts.outbox.where('state').equals('waiting').modify({ n: null });
      }),

    keepOutcomes: (outcomes) =>
      acts.transaction('rw', acts.outbox, async () => {
        let decided = 0;
        for (const outcome of outcomes) {
          const row = await byId(outcome.id);
          if (row?.state !== 'waiting') continue;
          await acts.outbox.put(decidedRow(row, outcome));
          decided += 1;
        }
        return decided;
      }),

    countFault: (id) =>
      acts.transaction('rw', acts.outbox, async () => {
        const row = await byId(id);
        if (row?.state === 'waiting') await acts.outbox.put(faultedRow(row));
      }),

    tidy: (position) =>
      acts.transaction('rw', acts.outbox, async () => {
        for (const row of await acts.outbox.where('state').equals('done').toArray()) {
          const next = rowAt(row, position);
          if (next === row) continue;
          if (next) await acts.outbox.put(next);
          else await remove(acts, row);
        }
      }),
  };
}

async function remove(acts: ActsDatabase, { order }: OutboxRow): Promise<void> {
  if (order !== undefined) await acts.outbox.delete(order);
}
