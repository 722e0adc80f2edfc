/**
 * Decides when the journal's updates go to their place: a moment after the first, so that many of
 * one person share the work, or at once where much has gathered. It owns the timer; one run at a
 * time.
 */
import { createLoop } from '#shared/base/loop.ts';
import type { MarksAppend } from '../storage/marks-store.ts';

export interface JournalFlusher {
  /** These are on disk. */
  stored(group: readonly MarksAppend[]): void;
  /** Resolves when everything is in its place, or could not be put there. */
  close(): Promise<void>;
}

const flushAfterMs = 2_000;
/** They are in memory as well. */
const bytesMost = 2 * 1_024 * 1_024;
/** Holding one update costs this, beside its bytes. */
const updateCost = 128;

export function createJournalFlusher(
  flush: () => Promise<void>,
  report: (error: unknown) => void,
): JournalFlusher {
  let gathered = 0;
  let timer: NodeJS.Timeout | undefined;
  const loop = createLoop({
    async work() {
      await flush();
      return 'done';
    },
    report,
  });

  const run = () => {
    clearTimeout(timer);
    timer = undefined;
    gathered = 0;
    loop.poke();
  };

  return {
    stored(group) {
      for (const { updates } of group) {
        for (const update of updates) gathered += update.length + updateCost;
      }
      timer ??= setTimeout(run, flushAfterMs).unref();
      if (gathered > bytesMost) run();
    },
    async close() {
      run();
      await loop.whenIdle();
    },
  };
}
