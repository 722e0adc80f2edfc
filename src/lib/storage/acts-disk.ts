/**
 * An act on notifications is kept on this device's disk: the lanes after it, with its record, in one
 * transaction. The leader learns of it from there, see marks-disk.ts.
 */
import { undoAct, type ActContext, type Acted, type ActRecord } from '#shared/marks/acts.ts';
import { recordsKept } from '#shared/marks/limits.ts';
import type { Marks } from '#shared/marks/marks.ts';
import { undoStamp } from '#shared/marks/stamp.ts';
import { readMeta, type ActsDatabase } from './acts-database.ts';
import { writeLanes } from './write-lanes.ts';
import { readLanes } from './read-lanes.ts';
import type { Write } from './write.ts';

export interface ActsDisk {
  /** @param now this device's clock @returns null where the act changed nothing */
  act(
    now: number,
    perform: (marks: Marks, context: ActContext) => Acted | null,
  ): Promise<ActRecord | null>;
  /** Without a record nothing is undone. */
  undo(id: string): Promise<void>;
}

export interface ActsDiskDependencies {
  readonly acts: ActsDatabase;
  readonly write: Write;
}

export function createActsDisk({ acts, write }: ActsDiskDependencies): ActsDisk {
  const { lanes, records, meta } = acts;
  const tables = [lanes, records, meta];
  return {
    act: (now, perform) =>
      write(tables, async () => {
        // Asked for together: each question by itself is a way to the disk and back.
        const [held, marks] = await Promise.all([readMeta(acts), readLanes(lanes)]);
        const { device, offset, seen } = held;
        const acted = perform(marks, { device, now, offset, seen });
        if (!acted) return null;
        await Promise.all([
          writeLanes(lanes, acted.marks),
          records.put({ ...acted.record, unsent: { at: now, offset, over: seen } }),
          meta.put({ ...held, seen: acted.record.stamp }),
          dropSurplus(acts),
        ]);
        return acted.record;
      }),
    undo: (id) =>
      write(tables, async () => {
        // Stamped anew meanwhile, it has another name than it was told by.
        const record =
          (await records.get(id)) ?? (await records.filter(({ was }) => was === id).first());
        if (!record) return;
        const held = await readMeta(acts);
        await writeLanes(lanes, undoAct(await readLanes(lanes), record));
        await meta.put({ ...held, seen: Math.max(held.seen, undoStamp(record.stamp)) });
      }),
  };
}

/** The oldest go, but for those that say how to stamp an act anew. */
async function dropSurplus({ records }: ActsDatabase): Promise<void> {
  const surplus = (await records.count()) - recordsKept.count;
  if (surplus <= 0) return;
  const sent = records.orderBy('stamp').filter(({ unsent }) => !unsent);
  await records.bulkDelete(await sent.limit(surplus).primaryKeys());
}
