/** StatusReader: the leader's link and what waits on this device, as one honest word. */
import type { Unsafe } from '#lib/ports/account.ts';
import { createValue, type Observable } from '#shared/base/observable.ts';
import type { SyncStatus } from '#lib/ports/session.ts';
import type { ActsDatabase } from '#lib/storage/acts-database.ts';
import { readPosition, type FeedDatabase } from '#lib/storage/feed-database.ts';
import { live } from '#lib/storage/live-query.ts';
import { readLanes } from '#lib/storage/read-lanes.ts';
import { kindOf } from '#shared/workspace/command-kinds.ts';
import { laneDifference } from '#shared/marks/lane.ts';
import { laneNames } from '#shared/marks/marks.ts';
import {
  emptyRunSet,
  intersectRunSets,
  runSetSize,
  unionRunSets,
  type RunSet,
} from '#shared/marks/run-set.ts';
import type { Beat } from './link-status.ts';

export function statusOf(
  { link, isCurrent, left: coming = 0, hindrance }: Beat,
  waiting: number,
): SyncStatus {
  const so = { waiting, ...(hindrance && { hindrance }) };
  switch (link) {
    case 'sign-in':
    case 'stopped':
      return { kind: 'sign-in', ...so };
    case 'offline':
      return { kind: 'offline', ...so };
    case 'connecting':
      return { kind: 'syncing', coming, ...so };
    case 'connected':
      return waiting === 0 && isCurrent ? { kind: 'live' } : { kind: 'syncing', coming, ...so };
  }
}

/**
 * Commands not yet decided or set aside, and rows whose marks the server has not acknowledged. A difference on
 * ordinals nobody can see counts as one, so that "Live" is never said too early.
 */
async function countWaiting(feed: FeedDatabase, acts: ActsDatabase): Promise<number> {
  const commands = await acts.outbox.where('state').anyOf('waiting', 'aside').count();
  return commands + (await countWaitingMarks(feed, acts));
}

/** @returns rows whose marks differ from what the server has stored */
export async function countWaitingMarks(feed: FeedDatabase, acts: ActsDatabase): Promise<number> {
  const [lanes, durable] = [await readLanes(acts.lanes), await readLanes(acts.durable)];
  const { live } = await readPosition(feed);
  let different: RunSet = emptyRunSet;
  for (const name of laneNames) {
    different = unionRunSets(different, laneDifference(lanes[name], durable[name]));
  }
  if (different.length === 0) return 0;
  return Math.max(1, runSetSize(intersectRunSets(different, live)));
}

/** What signing out would lose of these: all that waits, what was refused, and what is being typed. */
export async function countUnsafe(
  feed: FeedDatabase,
  acts: ActsDatabase,
): Promise<Pick<Unsafe, 'changes' | 'texts'>> {
  const refused = await acts.outbox
    .where('state')
    .equals('refused')
    // Of an answer that came too late nothing is left to lose.
    .and(({ command }) => kindOf(command).answers !== 'invite')
    .count();
  const texts = await acts.drafts.count();
  return { changes: refused + (await countWaiting(feed, acts)), texts };
}

export interface StatusDependencies {
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly report: (error: unknown) => void;
}

/** @returns the observable, and where the beats go in */
export function createStatus({ feed, acts, report }: StatusDependencies): {
  readonly status: Observable<SyncStatus>;
  readonly onBeat: (beat: Beat) => void;
} {
  const beat = createValue<Beat>({ link: 'connecting', isCurrent: false });
  return {
    onBeat: beat.set,
    status: {
      subscribe(next) {
        let waiting: number | undefined;
        const emit = () => {
          if (waiting !== undefined) next(statusOf(beat.get(), waiting));
        };
        const counted = live(
          () => countWaiting(feed, acts),
          (error) => {
            report(error);
            next({ kind: 'broken' });
          },
        );
        const stopCounting = counted.subscribe((count) => {
          waiting = count;
          emit();
        });
        const stopBeats = beat.subscribe(emit);
        return () => {
          stopBeats();
          stopCounting();
        };
      },
    },
  };
}
