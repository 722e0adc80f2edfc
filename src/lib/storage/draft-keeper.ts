/**
 * DraftKeeper on Dexie, beside the outbox and as durable. Somebody types faster than a disk syncs, so
 * one write is on its way at a time, and the next one carries the latest of each place.
 */
import type { DraftKeeper, KeptText } from '#lib/ports/session.ts';
import type { ActsDatabase } from './acts-database.ts';
import { live } from './live-query.ts';
import { reopening } from './reopen.ts';
import type { Write } from './write.ts';

export interface DraftKeeperDependencies {
  readonly acts: ActsDatabase;
  readonly write: Write;
  readonly report: (error: unknown) => void;
}

export function createDraftKeeper({ acts, write, report }: DraftKeeperDependencies): DraftKeeper {
  const unwritten = new Map<string, KeptText | null>();
  let writing: Promise<void> | null = null;

  const writeAll = async () => {
    while (unwritten.size > 0) {
      const next = [...unwritten];
      unwritten.clear();
      const kept = next.flatMap(([, text]) => text ?? []);
      const gone = next.flatMap(([place, text]) => (text === null ? [place] : []));
      // What could not be kept is told of by then, and what was typed meanwhile has its turn.
      await write([acts.drafts], async () => {
        await acts.drafts.bulkPut(kept);
        await acts.drafts.bulkDelete(gone);
      }).catch(report);
    }
  };

  const whenKept = async () => {
    await writing;
  };
  return {
    async read(place) {
      await whenKept();
      return (await reopening(acts, () => acts.drafts.get(place))) ?? null;
    },
    keep(place, text) {
      unwritten.set(place, text && { place, ...text });
      writing ??= writeAll().finally(() => {
        writing = null;
      });
    },
    whenKept,
    all: () => live(() => acts.drafts.toArray(), report),
  };
}
