/**
 * A rate limit is a token bucket per key. It is bounded: when there are too many keys, the one that
 * asked longest ago is forgotten.
 */
import type { Clock } from '#shared/base/time.ts';
import { TokenBucket, type Budget } from './token-bucket.ts';

export interface RateLimit {
  /** @returns 0 when allowed, else how many seconds to wait */
  take(key: string): number;
  /** Undoes one `take`. */
  giveBack(key: string): void;
}

const keysMost = 50_000;

export function createRateLimit(clock: Clock, budget: Budget): RateLimit {
  const buckets = new Map<string, TokenBucket>();
  return {
    take(key) {
      const now = clock.now();
      const bucket = buckets.get(key) ?? new TokenBucket(budget, now);
      buckets.delete(key);
      buckets.set(key, bucket);
      if (buckets.size > keysMost) {
        const oldest = buckets.keys().next().value;
        if (oldest !== undefined) buckets.delete(oldest);
      }
      const left = bucket.left(now);
      if (left < 1) return Math.max(1, Math.ceil((1 - left) / budget.perSecond));
      return bucket.spend(1, now);
    },
    giveBack(key) {
      buckets.get(key)?.spend(-1, clock.now());
    },
  };
}
