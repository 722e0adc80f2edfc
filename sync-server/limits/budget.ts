/**
 * How much one user may ask of the server: a bucket that fills at a steady rate. Going into debt is
 * allowed, so nothing is refused half-way; whoever is in debt is not listened to until it is paid.
 */
export interface Budget {
  readonly perSecond: number;
  /** What may be spent at once after a rest. */
  readonly burst: number;
}

export interface Spending {
  /** Spends, and says how long to wait before spending more. */
  spend(cost: number, now: number): number;
}

export function createSpending({ perSecond, burst }: Budget, start: number): Spending {
  let [left, at] = [burst, start];
  return {
    spend(cost, now) {
      left = Math.min(burst, left + (Math.max(0, now - at) / 1_000) * perSecond) - cost;
      at = now;
      return left >= 0 ? 0 : Math.ceil((-left / perSecond) * 1_000);
    },
  };
}
