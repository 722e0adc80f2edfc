/**
 * A budget is how much one user may ask of the server: a bucket that fills at a steady rate. Debt
 * is allowed, so nothing is refused half-way; nobody is listened to until theirs is paid.
 */
export interface Budget {
  readonly perSecond: number;
  /** May be spent at once after a rest. */
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
