/** HistoryReader on Dexie: the act records, beside what the lanes say now. */
import type { HistoryReader, PastAct } from '#lib/ports/feed.ts';
import type { Clock } from '#shared/base/time.ts';
import { isUndone, undoable, type ActRecord } from '#shared/marks/acts.ts';
import { recordsKept } from '#shared/marks/limits.ts';
import type { Marks } from '#shared/marks/marks.ts';
import { stampToInstant } from '#shared/marks/stamp.ts';
import { readMeta, type ActsDatabase } from './acts-database.ts';
import type { FeedDatabase } from './feed-database.ts';
import { live } from './live-query.ts';
import { readLanes } from './read-lanes.ts';

export interface HistoryReaderDependencies {
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
}

export const createHistoryReader = (dependencies: HistoryReaderDependencies): HistoryReader => ({
  acts: () => live(() => readActs(dependencies), dependencies.report),
});

async function readActs({
  feed,
  acts,
  clock,
}: HistoryReaderDependencies): Promise<readonly PastAct[]> {
  const { device: own, offset } = await readMeta(acts);
  const marks = await readLanes(acts.lanes);
  const records = await acts.records.orderBy('stamp').reverse().toArray();
  const devices = await feed.devices.toArray();
  const names = new Map(devices.map(({ id, body }) => [id, body.name]));
  const oldest = clock.now() + offset - recordsKept.ms;
  return records
    .map((record) => ({
      id: record.id,
      kind: record.kind,
      count: record.count,
      deviceName: names.get(record.device) ?? null,
      isHere: record.device === own,
      at: stampToInstant(record.stamp),
      state: stateOf(marks, record),
    }))
    .filter(({ at }) => at >= oldest);
}

function stateOf(marks: Marks, record: ActRecord): PastAct['state'] {
  if (undoable(marks, record).length > 0) return 'undoable';
  return isUndone(marks, record) ? 'undone' : 'overtaken';
}
