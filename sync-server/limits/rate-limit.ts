/**
 * A rate limit is a token bucket per key. It is bounded: when there are too many keys, the one that
 * asked longest ago is forgotten.
 */
import type { Clock } from '#shared/base/time.ts';
import { boundedKey } from './bounded-key.ts';
import { keysMost } from './figures.ts';
import { TokenBucket, type Budget } from './token-bucket.ts';

export interface RateLimit {
  /** @returns 0 when allowed, else how many seconds to wait */
  take(key: string): number;
  /** How many it counts by. */
  keys(): number;
  /** Undoes one `take`. */
  giveBack(key: string): void;
}

/** Each of them looks after two others. */
const lookedAt = 2;

export interface Buckets {
  /** @returns the bucket of a key, from now on the one asked for last */
  of(key: string): TokenBucket;
  /** How many there are. */
  keys(): number;
}

export function createBuckets(clock: Clock, budget: Budget): Buckets {
  const buckets = new Map<string, TokenBucket>();
  /** Of those that asked longest ago, some that are as full as new ones: the map shrinks by itself. */
  const forgetFull = (now: number) => {
    let looked = 0;
    for (const [key, bucket] of buckets) {
      if (looked === lookedAt || bucket.left(now) < budget.burst) return;
      buckets.delete(key);
      looked += 1;
    }
  };
  return {
    of(name) {
      const key = boundedKey(name);
      const now = clock.now();
      forgetFull(now);
      const bucket = buckets.get(key) ?? new TokenBucket(budget, now);
      buckets.delete(key);
      buckets.set(key, bucket);
      if (buckets.size > keysMost) {
        const oldest = buckets.keys().next().value;
        if (oldest !== undefined) buckets.delete(oldest);
      }
      return bucket;
    },
    keys: () => buckets.size,
  };
}

export function createRateLimit(clock: Clock, budget: Budget): RateLimit {
  const { of, keys } = createBuckets(clock, budget);
  return {
    take(key) {
      const now = clock.now();
      const bucket = of(key);
      const left = bucket.left(now);
      if (left < 1) return Math.max(1, Math.ceil((1 - left) / budget.perSecond));
      return bucket.spend(1, now);
    },
    keys,
    giveBack(key) {
      of(key).spend(-1, clock.now());
    },
  };
}
