/** Lanes on disk: one row per lane, as numbers; the encoding of the wire is for the wire. */
import type { Table } from 'dexie';
import { joinMarks, laneNames, marksEqual, marksStamp, type Marks } from '#shared/marks/marks.ts';
import { readLanes } from './read-lanes.ts';
import { readMeta, type ActsDatabase, type StoredLane } from './acts-database.ts';

type LaneTable = Pick<Table<StoredLane, string>, 'toArray' | 'bulkPut'>;

export async function writeLanes(table: LaneTable, marks: Marks): Promise<void> {
  await table.bulkPut(
    laneNames.map((name) => ({ name, runs: Float64Array.from(marks[name].flat()) })),
  );
}

/** Within a transaction. @returns whether anything was new */
export async function joinInto(table: LaneTable, marks: Marks): Promise<boolean> {
  const held = await readLanes(table);
  const joined = joinMarks(held, marks);
  if (marksEqual(held, joined)) return false;
  await writeLanes(table, joined);
  return true;
}

/** Whatever is done next here comes after what others said. */
export async function seeMarks(db: ActsDatabase, marks: Marks): Promise<void> {
  const meta = await readMeta(db);
  await db.meta.put({ ...meta, seen: Math.max(meta.seen, marksStamp(marks)) });
}
