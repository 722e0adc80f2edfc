/**
 * Whether the browser has deleted this device's databases: a database made anew gives the device
 * another id than the one remembered outside of it. Keeps what is remembered true meanwhile.
 */
import { liveQuery } from 'dexie';
import type { DeviceMemory, DeviceNotice } from '#lib/ports/device.ts';
import type { Unsubscribe } from '#shared/base/observable.ts';
import { readMeta, type ActsDatabase } from '#lib/storage/acts-database.ts';
import type { FeedDatabase } from '#lib/storage/feed-database.ts';
import { countUnsafe } from './status.ts';

export interface WatchLossDependencies {
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly memory: DeviceMemory;
  readonly tell: (notice: DeviceNotice) => void;
  readonly report: (error: unknown) => void;
}

export async function watchLoss(dependencies: WatchLossDependencies): Promise<Unsubscribe> {
  const { feed, acts, memory, tell, report } = dependencies;
  const { device } = await readMeta(acts);
  const before = memory.recall();
  if (before && before.device !== device) {
    tell({ kind: 'data-lost', changes: before.changes, texts: before.texts });
  }
  memory.remember({ device, ...(await countUnsafe(feed, acts)) });
  const watching = liveQuery(async () => ({
    device: (await readMeta(acts)).device,
    ...(await countUnsafe(feed, acts)),
  })).subscribe({
    next(kept) {
      // Of one that was just made anew: it is told of first.
      if (kept.device === device) memory.remember(kept);
    },
    error: report,
  });
  return () => watching.unsubscribe();
}
