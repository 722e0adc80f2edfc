/**
 * How much goes over the line at once, and how long it is waited for, by what the line has carried so
 * far. A browser does not tell how much of a request has gone out, so what takes too long is made
 * smaller, and what goes quickly larger. Pure but for the meter, which remembers one direction.
 */
import type { Result } from '#shared/base/result.ts';
import { minute, second } from '#shared/base/time.ts';

export interface Pace {
  /** So many bytes go at once. */
  readonly bytes: number;
  /** More is not tried: something in between has not taken it. */
  readonly bytesMost: number;
  /** For so long a request with no more than these may come no further. */
  readonly patienceMs: number;
}

/** What became of a request. */
export type Trip =
  | {
      readonly isThrough: true;
      readonly ms: number;
      readonly bytes: number;
      /** For how long the answer came, once it had begun; all the time where that is not known. */
      readonly comingMs?: number;
    }
  | { readonly isThrough: false; readonly ms: number; readonly isTooMuch?: boolean };

const kib = 1_024;
/** Little enough for a line of two kilobytes a second, and more than most people say at once. */
export const firstPace: Pace = {
  bytes: 16 * kib,
  bytesMost: kib * kib,
  patienceMs: 10 * second,
};
/** One text of some length. */
const bytesLeast = 4 * kib;
/** One command goes whatever its size, and two hardly fit. */
const tooMuchLeast = kib / 2;
/** What stands in between waits for a minute, mostly. */
const patienceMost = 40 * second;
/** The largest document there may be, at two kilobytes a second. */
const longestMs = 10 * minute;
/** Below this more would be no burden; above it, whatever else is on the line waits too long. */
const quickMs = 3 * second;
const slowMs = 6 * second;
/** A line that fails sooner is not there at all, and has not shown how much it carries. */
const tellingMs = second;

export function paceAfter(pace: Pace, trip: Trip): Pace {
  const { bytes, patienceMs } = pace;
  if (trip.isThrough) {
    const patience = Math.max(firstPace.patienceMs, 2 * trip.ms);
    const patienceNow = Math.min(patience, patienceMost);
    return { ...pace, bytes: bytesAfter(pace, trip), patienceMs: patienceNow };
  }
  if (trip.isTooMuch) {
    const half = Math.max(tooMuchLeast, bytes / 2);
    return { ...pace, bytes: half, bytesMost: half };
  }
  if (trip.ms < tellingMs) return pace;
  const isTimeOut = trip.ms >= patienceMs;
  return {
    ...pace,
    bytes: Math.min(bytes, Math.max(bytesLeast, bytes / 2)),
    patienceMs: isTimeOut ? Math.min(2 * patienceMs, patienceMost) : patienceMs,
  };
}

/**
 * A line that only begins late would be no better off with little at once: what was made smaller by
 * time-outs grows back where an answer comes quickly once it has begun.
 */
function bytesAfter(
  { bytes: most, bytesMost }: Pace,
  { bytes, ms, comingMs = ms }: Trip & { readonly isThrough: true },
): number {
  const isFull = bytes >= most / 2;
  if (isFull && comingMs < quickMs && most < firstPace.bytes) return Math.min(bytesMost, 2 * most);
  if (ms > slowMs) return Math.min(most, Math.max(firstPace.bytes, most / 2));
  return isFull && ms < quickMs ? Math.min(bytesMost, 2 * most) : most;
}

/** Nothing smaller is left to try where something in between does not take it. */
export const isLeast = ({ bytes }: Pace): boolean => bytes <= tooMuchLeast;

/** What cannot be made smaller is waited for the longer. */
export const patienceFor = ({ bytes: most, patienceMs }: Pace, bytes: number): number =>
  Math.min(longestMs, patienceMs * Math.max(1, bytes / most));

export interface Meter {
  readonly pace: () => Pace;
  /**
   * Asks, and learns from what comes of it.
   * @param ask calls what it is given when the answer begins, where it knows that
   * @param bytesIn how many went over the line for an answer
   * @param isTooMuch of a fault: something in between did not take so many bytes
   */
  carry<T, E>(
    ask: (begun: () => void) => Promise<Result<T, E>>,
    bytesIn: (answer: T) => number,
    isTooMuch?: (fault: E) => boolean,
  ): Promise<Result<T, E>>;
}

/** @param now ms of a clock that never jumps */
export function createMeter(now: () => number = () => performance.now()): Meter {
  let pace = firstPace;
  return {
    pace: () => pace,
    async carry(ask, bytesIn, isTooMuch = () => false) {
      const from = now();
      let begunAt = from;
      const answer = await ask(() => {
        begunAt = now();
      });
      const ms = now() - from;
      const comingMs = now() - begunAt;
      pace = paceAfter(
        pace,
        answer.ok
          ? { isThrough: true, ms, comingMs, bytes: bytesIn(answer.value) }
          : { isThrough: false, ms, isTooMuch: isTooMuch(answer.error) },
      );
      return answer;
    },
  };
}
