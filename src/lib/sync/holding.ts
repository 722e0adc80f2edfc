/**
 * How long the server may hold a question for news, where no socket tells of them. What stands in between
 * may end a question sooner than both want: the next one is asked at once, and held for a shorter time.
 */
import type { LoopResult } from '#shared/base/loop.ts';
import { second } from '#shared/base/time.ts';
import { changesWaitSecondsMost } from '#shared/workspace/limits.ts';

export interface Hold {
  /** At 0 nothing is held: news are asked for every few seconds. */
  readonly seconds: number;
  /** So many in a row were held to their end. */
  readonly quiet: number;
}

export const longestHold: Hold = { seconds: changesWaitSecondsMost, quiet: 0 };
/** What was cut lately is found out again so often, and no more. */
const quietMost = 10;
const everyMs = 5 * second;
/** A line that fails sooner is not there: the question was never held. */
const heldLeastMs = second;

/** @param isThrough whether it was answered, after so many ms */
export function holdAfter(hold: Hold, { isThrough, ms }: { isThrough: boolean; ms: number }): Hold {
  const { seconds, quiet } = hold;
  if (!isThrough) {
    const lasted = ms < heldLeastMs ? seconds : Math.min(seconds, ms / second);
    return { seconds: Math.floor(0.8 * lasted), quiet: 0 };
  }
  // News end it sooner, which shows nothing.
  if (ms < seconds * second) return hold;
  if (quiet + 1 < quietMost) return { seconds, quiet: quiet + 1 };
  return { seconds: Math.min(changesWaitSecondsMost, Math.ceil(1.25 * seconds) + 1), quiet: 0 };
}

export interface Holding {
  /**
   * Asks for news.
   * @param mayHold whether the server may hold the question until there are some
   * @param pull asks, and is done when it stands at the head of the change log
   * @param end aborts where the question is taken back, which shows nothing
   */
  ask(
    mayHold: boolean,
    pull: (waitSeconds: number) => Promise<LoopResult>,
    end: AbortSignal,
  ): Promise<LoopResult>;
}

/** @param now ms of a clock that never jumps */
export function createHolding(now: () => number = () => performance.now()): Holding {
  let hold = longestHold;
  /** The last one was cut: whether there is a line at all is asked first. */
  let isDoubted = false;
  return {
    async ask(mayHold, pull, end) {
      const isHeld = mayHold && !isDoubted;
      const { seconds } = hold;
      const from = now();
      const result = await pull(isHeld ? seconds : 0);
      if (result === 'done') isDoubted = false;
      const isCut = typeof result === 'object' && 'retry' in result && result.retry === 0;
      if (!isHeld || end.aborted || (result !== 'done' && !isCut)) return result;
      hold = holdAfter(hold, { isThrough: !isCut, ms: now() - from });
      isDoubted = isCut;
      if (isCut) return { again: 0 };
      return seconds === 0 ? { again: everyMs } : 'done';
    },
  };
}
