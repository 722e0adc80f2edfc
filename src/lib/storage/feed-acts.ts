/**
 * FeedActs: an act is joined into this device's lanes, with its record, in one strict transaction.
 * From then on it counts; every screen renders from the lanes, and the leader carries it on.
 */
import type { FeedActs } from '#lib/ports/feed.ts';
import type { ActsDisk } from './acts-disk.ts';
import type { Clock } from '#shared/base/time.ts';
import {
  dismiss,
  markAllRead,
  markRead,
  markUnread,
  restore,
  type ActContext,
  type Acted,
} from '#shared/marks/acts.ts';
import type { Marks } from '#shared/marks/marks.ts';
import type { RunSet } from '#shared/marks/run-set.ts';

export interface FeedActsDependencies {
  readonly disk: ActsDisk;
  /** What this device holds, and up to where it knows everything. */
  readonly received: () => Promise<{ readonly complete: number; readonly live: RunSet }>;
  readonly clock: Clock;
}

export function createFeedActs({ disk, received, clock }: FeedActsDependencies): FeedActs {
  const act = async (perform: (marks: Marks, context: ActContext) => Acted | null) =>
    (await disk.act(clock.now(), perform))?.id ?? null;
  return {
    markRead: (on) => act((marks, context) => markRead(marks, on, context)),
    markUnread: (on) => act((marks, context) => markUnread(marks, on, context)),
    dismiss: (on) => act((marks, context) => dismiss(marks, on, context)),
    restore: (on) => act((marks, context) => restore(marks, on, context)),
    async markAllRead() {
      const held = await received();
      return await act((marks, context) => markAllRead(marks, held, context));
    },
    undo: (id) => disk.undo(id),
  };
}
