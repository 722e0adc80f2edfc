/**
 * FeedActs whose code comes after the first screen: reading needs none of it. Loaded at the first act,
 * or when the app has time for it (`load`), so that it is here when the network is not.
 */
import type { FeedActs } from '#lib/ports/feed.ts';
import { lazy } from '#shared/base/lazy.ts';
import type { ActsDatabase } from './acts-database.ts';
import { readPosition, type FeedDatabase } from './feed-database.ts';
import type { Keep } from './keep.ts';
import { reopening } from './reopen.ts';
import type { Clock } from '#shared/base/time.ts';

export interface LazyFeedActsDependencies {
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly clock: Clock;
  readonly keep: Keep;
  readonly report: (error: unknown) => void;
}

export interface LazyFeedActs {
  readonly acts: FeedActs;
  readonly load: () => Promise<unknown>;
}

export function createLazyFeedActs(dependencies: LazyFeedActsDependencies): LazyFeedActs {
  const { feed, acts, clock, keep, report } = dependencies;
  const load = lazy(async () => {
    const [{ createFeedActs }, { createMarksDisk }] = await Promise.all([
      import('./feed-acts.ts'),
      import('./marks-disk.ts'),
    ]);
    return createFeedActs({
      disk: createMarksDisk(acts, report),
      received: () => reopening(feed, () => readPosition(feed)),
      clock,
    });
  });
  return {
    load,
    acts: {
      markRead: (on) => keep(async () => (await load()).markRead(on)),
      markUnread: (on) => keep(async () => (await load()).markUnread(on)),
      dismiss: (on) => keep(async () => (await load()).dismiss(on)),
      restore: (on) => keep(async () => (await load()).restore(on)),
      markAllRead: () => keep(async () => (await load()).markAllRead()),
      undo: (act) => keep(async () => (await load()).undo(act)),
    },
  };
}
