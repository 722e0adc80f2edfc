/**
 * This is the outbox of a simulated device: the store's methods on an array, each whole or not at
 * all.
 */
import type { OutboxRow } from '#lib/storage/acts-database.ts';
import type { OutboxStore } from '#lib/storage/outbox-store.ts';
import { decidedRow, fallenWith, faultedRow, nextBatch, rowAt } from '#lib/storage/outbox.ts';
import { resumedRow } from '#lib/storage/outbox-row.ts';

export interface MemoryOutbox extends OutboxStore {
  readonly rows: readonly OutboxRow[];
  add(row: Omit<OutboxRow, 'order' | 'n'>): void;
  /** The person tries what was set aside again. */
  resume(): void;
  /** A copy of all of it, as a backup of the browser's profile has it. */
  copy(): OutboxCopy;
  restore(copy: OutboxCopy): void;
}

export interface OutboxCopy {
  readonly rows: readonly OutboxRow[];
  readonly lastN: number;
}

export function createMemoryOutbox(device: string): MemoryOutbox {
  let rows: readonly OutboxRow[] = [];
  let lastN = 0;
  let orders = 0;
  const change = (changed: readonly OutboxRow[]) => {
    const byId = new Map(changed.map((row) => [row.id, row]));
    rows = rows.map((row) => byId.get(row.id) ?? row);
  };
  return {
    get rows() {
      return rows;
    },
    add(row) {
      orders += 1;
      lastN += 1;
      rows = [...rows, { ...row, n: lastN, order: orders }];
    },
    resume() {
      rows = rows.map((row) => (row.state === 'aside' ? resumedRow(row) : row));
    },
    copy: () => ({ rows, lastN }),
    restore(copy) {
      ({ rows, lastN } = copy);
    },
    takeBatch(bytesMost) {
      const unsent = rows.filter(({ state }) => state === 'waiting' || state === 'aside');
      const batch = nextBatch(unsent, device, bytesMost);
      change(batch.changed);
      return Promise.resolve(batch.commands);
    },
    renumber(last, ids) {
      lastN = Math.max(lastN, last);
      const named = rows.filter(({ id, state }) => state === 'waiting' && ids.includes(id));
      change(named.map((row) => ({ ...row, n: (lastN += 1) })));
      return Promise.resolve();
    },
    keepOutcomes(outcomes) {
      let decided = 0;
      for (const outcome of outcomes) {
        const row = rows.find(({ id }) => id === outcome.id);
        if (row?.state !== 'waiting') continue;
        const { gone, refused } = fallenWith(
          decidedRow(row, outcome),
          rows.filter(({ state }) => state === 'waiting'),
        );
        change([refused]);
        rows = rows.filter(({ id }) => !gone.some((each) => each.id === id));
        decided += 1;
      }
      return Promise.resolve(decided);
    },
    countFault(id) {
      const row = rows.find((candidate) => candidate.id === id);
      if (row?.state === 'waiting') change([faultedRow(row)]);
      return Promise.resolve();
    },
    tidy(position) {
      rows = rows.flatMap((row) => rowAt(row, position) ?? []);
      return Promise.resolve();
    },
  };
}
