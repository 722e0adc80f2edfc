/**
 * A rate limit is a token bucket per key. It is bounded: when there are too many keys, the one that
 * asked longest ago is forgotten.
 */
import type { Clock } from '#shared/base/time.ts';

export interface RateLimit {
  /** @returns 0 when allowed, else how many seconds to wait */
  take(key: string): number;
  /** Undoes one `take`. */
  giveBack(key: string): void;
}

const keysMost = 50_000;

export function createRateLimit(
  clock: Clock,
  { perSecond, burst }: { readonly perSecond: number; readonly burst: number },
): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key) {
      const now = clock.now();
      const bucket = buckets.get(key) ?? { tokens: burst, at: now };
      const refilled = bucket.tokens + (Math.max(0, now - bucket.at) / 1_000) * perSecond;
      const tokens = Math.min(burst, refilled);
      buckets.delete(key);
      const isAllowed = tokens >= 1;
      buckets.set(key, { tokens: isAllowed ? tokens - 1 : tokens, at: now });
      if (buckets.size > keysMost) {
        const oldest = buckets.keys().next().value;
        if (oldest !== undefined) buckets.delete(oldest);
      }
      return isAllowed ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond));
    },
    giveBack(key) {
      const bucket = buckets.get(key);
      if (bucket) bucket.tokens = Math.min(burst, bucket.tokens + 1);
    },
  };
}
