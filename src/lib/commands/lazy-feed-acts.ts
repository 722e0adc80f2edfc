/**
 * FeedActs whose code comes after the first screen: reading needs none of it. Loaded at the first act,
 * or when the app has time for it (`load`), so that it is here when the network is not.
 */
import type { FeedActs } from '#lib/ports/feed.ts';
import { lazy } from '#shared/base/lazy.ts';
import type { FeedActsDependencies } from './feed-acts.ts';

export interface LazyFeedActs {
  readonly acts: FeedActs;
  readonly load: () => Promise<unknown>;
}

export function createLazyFeedActs(dependencies: FeedActsDependencies): LazyFeedActs {
  const load = lazy(async () => {
    const { createFeedActs } = await import('./feed-acts.ts');
    return createFeedActs(dependencies);
  });
  return {
    load,
    acts: {
      markRead: async (on) => (await load()).markRead(on),
      markUnread: async (on) => (await load()).markUnread(on),
      dismiss: async (on) => (await load()).dismiss(on),
      restore: async (on) => (await load()).restore(on),
      markAllRead: async () => (await load()).markAllRead(),
      undo: async (act) => (await load()).undo(act),
    },
  };
}
