/**
 * FeedActs: an act is joined into this device's lanes, with its record, in one strict transaction.
 * From then on it counts; every screen renders from the lanes, and the leader carries it on.
 */
import { readMeta, type ActsDatabase } from '#lib/storage/acts-database.ts';
import { readPosition, type FeedDatabase } from '#lib/storage/feed-database.ts';
import { writeLanes } from '#lib/storage/lanes.ts';
import { readLanes } from '#lib/storage/read-lanes.ts';
import { reopening } from '#lib/storage/reopen.ts';
import type { FeedActs } from '#lib/ports/feed.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { day, type Clock } from '#shared/base/time.ts';
import {
  dismiss,
  markAllRead,
  markRead,
  markUnread,
  restore,
  undoAct,
  type ActContext,
  type Acted,
} from '#shared/marks/acts.ts';
import type { Marks } from '#shared/marks/marks.ts';
import { undoStamp } from '#shared/marks/stamp.ts';

/** Undo reaches this far; without a record none is offered. */
const kept = { records: 200, ms: 30 * day } as const;

export interface FeedActsDependencies {
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly clock: Clock;
}

export function createFeedActs({ feed, acts, clock }: FeedActsDependencies): FeedActs {
  const change = <T>(work: () => Promise<T>): Promise<T> =>
    reopening(acts, () => acts.transaction('rw', acts.lanes, acts.records, acts.meta, work));

  const act = (perform: (marks: Marks, context: ActContext) => Acted | null) =>
    change(async () => {
      const meta = await readMeta(acts);
      const now = clock.now();
      const { device, offset, seen } = meta;
      const context = { id: uuid7(now), device, now, offset, seen };
      const acted = perform(await readLanes(acts.lanes), context);
      if (!acted) return null;
      await writeLanes(acts.lanes, acted.marks);
      await acts.records.put(acted.record);
      await acts.meta.put({ ...meta, seen: acted.record.stamp });
      await forgetOld(acts, acted.record.stamp - kept.ms);
      return acted.record.id;
    });

  return {
    markRead: (on) => act((marks, context) => markRead(marks, on, context)),
    markUnread: (on) => act((marks, context) => markUnread(marks, on, context)),
    dismiss: (on) => act((marks, context) => dismiss(marks, on, context)),
    restore: (on) => act((marks, context) => restore(marks, on, context)),
    async markAllRead() {
      const received = await reopening(feed, () => readPosition(feed));
      return await act((marks, context) => markAllRead(marks, received, context));
    },
    undo: (id) =>
      change(async () => {
        const record = await acts.records.get(id);
        if (!record) return;
        const meta = await readMeta(acts);
        await writeLanes(acts.lanes, undoAct(await readLanes(acts.lanes), record));
        await acts.records.delete(id);
        await acts.meta.put({ ...meta, seen: Math.max(meta.seen, undoStamp(record.stamp)) });
      }),
  };
}

/** Stamps are milliseconds: @param oldest the one below which no undo is offered */
async function forgetOld(acts: ActsDatabase, oldest: number): Promise<void> {
  await acts.records.where('stamp').below(oldest).delete();
  const surplus = (await acts.records.count()) - kept.records;
  if (surplus > 0) {
    const ids = await acts.records.orderBy('stamp').limit(surplus).primaryKeys();
    await acts.records.bulkDelete(ids);
  }
}
