/** Lanes on disk: one row per lane, encoded as on the wire. */
import type { Table } from 'dexie';
import { decodeLane, encodeLane } from '#shared/marks/encoding.ts';
import {
  emptyMarks,
  joinMarks,
  laneNames,
  marksEqual,
  marksStamp,
  type Marks,
} from '#shared/marks/marks.ts';
import type { ActsDatabase, StoredLane } from './acts-database.ts';

type LaneTable = Pick<Table<StoredLane, string>, 'toArray' | 'bulkPut'>;

export async function readLanes(table: LaneTable): Promise<Marks> {
  let marks = emptyMarks;
  for (const { name, bytes } of await table.toArray()) {
    const lane = decodeLane(bytes);
    if (lane.ok) marks = { ...marks, [name]: lane.value };
  }
  return marks;
}

export async function writeLanes(table: LaneTable, marks: Marks): Promise<void> {
  await table.bulkPut(laneNames.map((name) => ({ name, bytes: encodeLane(marks[name]) })));
}

/**
 * Joins what others said into this device's lanes, and remembers the largest stamp met.
 * @returns whether anything was new
 */
export function joinIntoLanes(db: ActsDatabase, marks: Marks): Promise<boolean> {
  return db.transaction('rw', db.lanes, db.meta, async () => {
    const held = await readLanes(db.lanes);
    const joined = joinMarks(held, marks);
    if (marksEqual(held, joined)) return false;
    await writeLanes(db.lanes, joined);
    const meta = await db.meta.get('device');
    if (meta) await db.meta.put({ ...meta, seen: Math.max(meta.seen, marksStamp(marks)) });
    return true;
  });
}
