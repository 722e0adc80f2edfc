/**
 * Ticks by the browser's timers, one for each watcher, ended with it; and by the server's clock, as far as
 * this device knows it: one that is a day ahead would take open invites for expired.
 */
import type { Ticks } from '#lib/ports/device.ts';
import { deviceZone } from './device-zone.ts';
import { createValue } from '#shared/base/observable.ts';
import { minute, second } from '#shared/base/time.ts';

export interface CorrectedTicks extends Ticks {
  /** What the server's clock shows, less what this one shows; watchers hear of it at once. */
  correct(offsetMs: number): void;
}

export function createTicks(): CorrectedTicks {
  const offset = createValue(0);
  const zone = deviceZone();
  const now = () => Date.now() + offset.get();
  return {
    now,
    timeZone: zone.timeZone,
    isZoneSaid: zone.isSaid,
    minutes: () => ({
      subscribe(next) {
        const tell = () => next(now());
        const stopWatching = offset.subscribe(tell);
        const timer = setInterval(tell, minute / 2);
        return () => {
          stopWatching();
          clearInterval(timer);
        };
      },
    }),
    after(ms, then) {
      const timer = setTimeout(then, ms);
      return () => clearTimeout(timer);
    },
    correct(offsetMs) {
      if (Math.abs(offsetMs - offset.get()) >= second) offset.set(offsetMs);
    },
  };
}
