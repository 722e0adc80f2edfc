/**
 * The outbox on disk, as the sender uses it: every method is one transaction, so that a tab closed at
 * any moment leaves either before or after. Decisions are those of outbox.ts.
 */
import { commandsPerRequest } from '#shared/workspace/limits.ts';
import type { CommandOutcome, SentCommand } from '#shared/protocol/messages.ts';
import { readMeta, type ActsDatabase, type OutboxRow } from './acts-database.ts';
import type { Position } from './feed-database.ts';
import { decidedRow, fallenWith, faultedRow, nextBatch, rowAt } from './outbox.ts';

export interface OutboxStore {
  /**
   * The oldest that wait.
   * @param bytesMost of a request; left out, as many as the server takes
   */
  takeBatch(bytesMost?: number): Promise<readonly SentCommand[]>;
  /**
   * This device's memory was behind: it is a copy of another, say. It counts on from there.
   * @param ids those that have never run, by the server's word; what may have keeps its number
   */
  renumber(last: number, ids: readonly string[]): Promise<void>;
  /** @returns how many that waited are decided now */
  keepOutcomes(outcomes: readonly CommandOutcome[]): Promise<number>;
  /** The server failed on a request that began with this command. */
  countFault(id: string): Promise<void>;
  /** What has arrived leaves; what an earlier epoch had done waits again. */
  tidy(position: Position): Promise<void>;
}

/** More than a request holds, as some may be set aside on the way. */
const rowsReadMost = 2 * commandsPerRequest;

export function createOutboxStore(acts: ActsDatabase): OutboxStore {
  const byId = (id: string) => acts.outbox.where('id').equals(id).first();
  return {
    takeBatch: (bytesMost) =>
      acts.transaction('rw', acts.outbox, acts.meta, async () => {
        const { device } = await readMeta(acts);
        const inState = (state: OutboxRow['state']) => acts.outbox.where('state').equals(state);
        // Where all that was read needs what is set aside, the next may not.
        for (;;) {
          // By index, which keeps the order of acting; thousands may wait.
          const waiting = await inState('waiting').limit(rowsReadMost).toArray();
          const rows = [...waiting, ...(await inState('aside').toArray())];
          rows.sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
          const { commands, changed } = nextBatch(rows, device, bytesMost);
          await acts.outbox.bulkPut([...changed]);
          if (commands.length > 0 || changed.length === 0) return commands;
        }
      }),

    renumber: (last, ids) =>
      acts.transaction('rw', acts.outbox, acts.meta, async () => {
        const meta = await readMeta(acts);
        let lastN = Math.max(meta.lastN, last);
        const waiting = acts.outbox.where('state').equals('waiting');
        await waiting
          .filter(({ id }) => ids.includes(id))
          .modify((row, stored) => {
            stored.value = { ...row, n: (lastN += 1) };
          });
        await acts.meta.put({ ...meta, lastN });
      }),

    keepOutcomes: (outcomes) =>
      acts.transaction('rw', acts.outbox, async () => {
        const byOutcome = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
        const rows = await acts.outbox
          .where('id')
          .anyOf([...byOutcome.keys()])
          .toArray();
        const decided = rows.flatMap((row) => {
          const outcome = byOutcome.get(row.id);
          return outcome && row.state === 'waiting' ? [decidedRow(row, outcome)] : [];
        });
        await acts.outbox.bulkPut(decided);
        const refused = decided.filter(({ code }) => code === 'version-mismatch');
        if (refused.length > 0) {
          const waiting = await acts.outbox.where('state').equals('waiting').toArray();
          const fallen = refused.map((row) => fallenWith(row, waiting));
          await acts.outbox.bulkPut(fallen.map((each) => each.refused));
          const gone = fallen.flatMap((each) => each.gone);
          await acts.outbox.bulkDelete(gone.flatMap(({ order }) => order ?? []));
        }
        return decided.length;
      }),

    countFault: (id) =>
      acts.transaction('rw', acts.outbox, async () => {
        const row = await byId(id);
        if (row?.state === 'waiting') await acts.outbox.put(faultedRow(row));
      }),

    tidy: (position) =>
      acts.transaction('rw', acts.outbox, async () => {
        const rows = await acts.outbox.where('state').equals('done').toArray();
        const next = rows.map((row) => rowAt(row, position));
        const gone = rows.flatMap(({ order }, at) =>
          next[at] === null && order !== undefined ? [order] : [],
        );
        await acts.outbox.bulkDelete(gone);
        const again = next.filter((row, at) => row !== null && row !== rows[at]);
        await acts.outbox.bulkPut(again.filter((row) => row !== null));
      }),
  };
}
