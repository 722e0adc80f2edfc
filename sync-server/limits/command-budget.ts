/**
 * How much one person may have decided: a budget that counts commands and their bytes. A request is taken
 * whole or not at all, so the last one may leave a debt; who is in debt is told when it will be paid.
 */
import type { Clock } from '#shared/base/time.ts';
import { createBuckets } from './rate-limit.ts';

export interface CommandBudget {
  /** @returns 0 when it may be decided, else how many seconds to wait */
  spend(userId: string, commands: number, bytes: number): number;
}

/** Weeks of a band's work that waited on a device leave it at once; nobody acts faster than the rest. */
const budget = { perSecond: 50, burst: 5_000 } as const;
/** A longer one counts for more than one. */
const bytesPerCommand = 4 * 1_024;

export function createCommandBudget(clock: Clock): CommandBudget {
  const buckets = createBuckets(clock, budget);
  return {
    spend(userId, commands, bytes) {
      const bucket = buckets.of(userId);
      const now = clock.now();
      const debt = -bucket.left(now);
      if (debt >= 0) return Math.max(1, Math.ceil((debt + 1) / budget.perSecond));
      bucket.spend(Math.max(commands, bytes / bytesPerCommand), now);
      return 0;
    },
  };
}
