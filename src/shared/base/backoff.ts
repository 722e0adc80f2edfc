/**
 * This file decides how long to wait before trying again: full jitter (a uniform pick below an
 * exponential ceiling), so that devices cut off together do not come back together.
 */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * @param attempt failures so far, 1 for the first retry
 * @param random a number in [0, 1)
 * @returns milliseconds, at least a tenth of the ceiling so that a retry never spins
 */
export function backoffMs({ baseMs, capMs }: Backoff, attempt: number, random: number): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(ceiling * (0.1 + 0.9 * random));
}
