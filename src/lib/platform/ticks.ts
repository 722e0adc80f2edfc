/** Ticks by the browser's timers; one timer per watcher, ended with it. */
import type { Ticks } from '#lib/ports/ticks.ts';
import { minute } from '#shared/base/time.ts';

export function createTicks(): Ticks {
  return {
    now: () => Date.now(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    minutes: () => ({
      subscribe(next) {
        next(Date.now());
        const timer = setInterval(() => next(Date.now()), minute / 2);
        return () => clearInterval(timer);
      },
    }),
    after(ms, then) {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
  };
}
