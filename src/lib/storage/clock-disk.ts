/**
 * What hangs on this device's clock, on its disk: how far the clock is from the server's, and the stamps of
 * acts that the server has not taken yet. The leader uses it; every method is one transaction.
 */
import type { Marks } from '#shared/marks/marks.ts';
import { isStored, restamped } from '#shared/marks/restamp.ts';
import type { MarksDisk } from './marks-disk.ts';
import { readMeta, type ActsDatabase } from './acts-database.ts';
import { readLanes } from './read-lanes.ts';
import { writeLanes } from './write-lanes.ts';

export interface ClockDisk {
  /** What the server has, as far as it was acknowledged. */
  stored(): Promise<Marks>;
  /** The server has this on its disk: acts in it keep their stamps for good. */
  settle(stored: Marks): Promise<void>;
  /**
   * Keeps the offset, and stamps by it what the server has not taken.
   * @param stored what the server has, as far as this device knows
   * @param now this device's clock, and how far the server's is from it, as was heard just now
   */
  restamp(stored: Marks, now: number, offset: number): Promise<void>;
}

export function createClockDisk(acts: ActsDatabase): ClockDisk {
  const { lanes, durable, records, meta } = acts;
  return {
    stored: () => readLanes(durable),
    settle: (stored) =>
      acts.transaction('rw', records, async () => {
        const unsent = await records.filter((record) => record.unsent !== undefined).toArray();
        const sent = unsent.filter((record) => isStored(record, stored));
        await records.bulkPut(sent.map(({ unsent: _, ...record }) => record));
      }),
    restamp: (stored, now, offset) =>
      acts.transaction('rw', lanes, records, meta, async () => {
        const held = await readMeta(acts);
        const { device, seen } = held;
        const before = { marks: await readLanes(lanes), records: await records.toArray(), seen };
        const after = restamped(before, { device, now, offset, stored });
        await meta.put({ ...held, offset, seen: after?.seen ?? seen });
        if (!after) return;
        await writeLanes(lanes, after.marks);
        await records.clear();
        // Two may have become one: what was sent, and what was not known to be.
        await records.bulkPut([...after.records]);
      }),
  };
}

/** The disk of marks for who leads: what is acknowledged is settled. */
export const settling = (disk: MarksDisk, clocks: Pick<ClockDisk, 'settle'>): MarksDisk => ({
  ...disk,
  async joinDurable(marks, ...where) {
    await disk.joinDurable(marks, ...where);
    await clocks.settle(marks);
  },
});
