/**
 * A token bucket fills at a steady rate, up to a burst. What it may be spent on is its owner's:
 * one that lets it go into debt refuses nothing half-way, and listens no more until it is paid.
 */
export interface Budget {
  readonly perSecond: number;
  /** May be spent at once after a rest. */
  readonly burst: number;
}

export class TokenBucket {
  readonly #budget: Budget;
  #left: number;
  #at: number;

  constructor(budget: Budget, now: number) {
    this.#budget = budget;
    this.#left = budget.burst;
    this.#at = now;
  }

  /** @returns how many tokens are in it; fewer than none are a debt */
  left(now: number): number {
    const { perSecond, burst } = this.#budget;
    this.#left = Math.min(burst, this.#left + (Math.max(0, now - this.#at) / 1_000) * perSecond);
    this.#at = now;
    return this.#left;
  }

  /** Spends, and says how many milliseconds to wait before spending more. */
  spend(cost: number, now: number): number {
    this.#left = this.left(now) - cost;
    return this.#left >= 0 ? 0 : Math.ceil((-this.#left / this.#budget.perSecond) * 1_000);
  }
}
