/**
 * Ticks by the browser's timers, one for each watcher, ended with it; and by the server's clock, as far as
 * this device knows it: one that is a day ahead would take open invites for expired.
 */
import type { Ticks } from '#lib/ports/device.ts';
import { minute, second } from '#shared/base/time.ts';

export interface CorrectedTicks extends Ticks {
  /** What the server's clock shows, less what this one shows; watchers hear of it at once. */
  correct(offsetMs: number): void;
}

export function createTicks(): CorrectedTicks {
  const watchers = new Set<() => void>();
  let offset = 0;
  const now = () => Date.now() + offset;
  return {
    now,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    minutes: () => ({
      subscribe(next) {
        const tell = () => next(now());
        tell();
        watchers.add(tell);
        const timer = setInterval(tell, minute / 2);
        return () => {
          watchers.delete(tell);
          clearInterval(timer);
        };
      },
    }),
    after(ms, then) {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
    correct(offsetMs) {
      if (Math.abs(offsetMs - offset) < second) return;
      offset = offsetMs;
      for (const tell of watchers) tell();
    },
  };
}
