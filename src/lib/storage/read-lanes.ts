/** Lanes as the device holds them; the first screen reads, and needs none of the writing (lanes.ts). */
import type { Table } from 'dexie';
import type { Lane, LaneRun } from '#shared/marks/lane.ts';
import { emptyMarks, type Marks } from '#shared/marks/marks.ts';
import type { StoredLane } from './acts-database.ts';

export async function readLanes(table: Pick<Table<StoredLane, string>, 'toArray'>): Promise<Marks> {
  let marks = emptyMarks;
  for (const { name, runs } of await table.toArray()) marks = { ...marks, [name]: laneIn(runs) };
  return marks;
}

function laneIn(numbers: Float64Array): Lane {
  const lane: LaneRun[] = [];
  for (let at = 0; at + 2 < numbers.length; at += 3) {
    lane.push([numbers[at] ?? 0, numbers[at + 1] ?? 0, numbers[at + 2] ?? 0]);
  }
  return lane;
}
