/**
 * Room is made where the disk takes no more: the oldest dismissed rows go, then the largest of the sounds
 * that are kept here, and the work is tried once more.
 */
import type { DeviceNotice } from '#lib/ports/device.ts';
import { hiddenOrdinals } from '#shared/marks/lane.ts';
import { intersectRunSets, runSetNth, runSetOf, runSetSize } from '#shared/marks/run-set.ts';
import type { ActsDatabase } from './acts-database.ts';
import { readPosition, type FeedDatabase } from './feed-database.ts';
import { readLanes } from './read-lanes.ts';

export interface RoomDependencies {
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly tell: (notice: DeviceNotice) => void;
  /** Lets go of a sound that is kept here. @returns whether there was one */
  readonly dropSound?: () => Promise<boolean>;
}

/** Some hundred kilobytes; what is still too much goes the next time. */
const droppedAtOnce = 500;

/** The browser has no room left for this site, as Dexie wraps it. */
function isOutOfRoom(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'QuotaExceededError') return true;
  return 'inner' in error && isOutOfRoom(error.inner);
}

/** Tries an act again, if that may help. @throws what failed, once it is told */
export async function keepAct<T>(
  error: unknown,
  work: () => Promise<T>,
  dependencies: RoomDependencies,
): Promise<T> {
  try {
    return await makeRoom(error, work, dependencies);
  } catch (last) {
    dependencies.tell({ kind: 'act-not-kept', isFull: isOutOfRoom(last) });
    throw last;
  }
}

/** Likewise what is new. */
export async function keepNews<T>(
  error: unknown,
  work: () => Promise<T>,
  dependencies: RoomDependencies,
): Promise<T> {
  try {
    return await makeRoom(error, work, dependencies);
  } catch (last) {
    if (isOutOfRoom(last)) dependencies.tell({ kind: 'news-not-kept' });
    throw last;
  }
}

async function makeRoom<T>(
  error: unknown,
  work: () => Promise<T>,
  { feed, acts, tell, dropSound }: RoomDependencies,
): Promise<T> {
  if (!isOutOfRoom(error)) throw error;
  const rows = await dropOldest(feed, acts);
  if (rows > 0) tell({ kind: 'rows-dropped', rows });
  else if (await dropSound?.()) tell({ kind: 'sound-dropped' });
  else throw error;
  return await work();
}

/** @returns how many rows went */
async function dropOldest(feed: FeedDatabase, acts: ActsDatabase): Promise<number> {
  const { dismissed } = await readLanes(acts.lanes);
  const { live } = await readPosition(feed);
  const over = intersectRunSets(hiddenOrdinals(dismissed), live);
  const count = Math.min(droppedAtOnce, runSetSize(over));
  if (count === 0) return 0;
  const oldest = Array.from({ length: count }, (_, at) => runSetNth(over, at) ?? 0);
  await feed.notifications.bulkDelete(oldest);
  // Deleting is all that a full disk takes for sure; what is not counted now is when the lead begins.
  await countLive(feed).catch((error: unknown) => {
    if (!isOutOfRoom(error)) throw error;
  });
  return count;
}

/** Live is what is held. */
export async function countLive(feed: FeedDatabase): Promise<void> {
  await feed.transaction('rw', feed.notifications, feed.meta, async () => {
    const position = await readPosition(feed);
    if (runSetSize(position.live) === (await feed.notifications.count())) return;
    const held = runSetOf(await feed.notifications.toCollection().primaryKeys());
    await feed.meta.put({ ...position, live: held });
  });
}
