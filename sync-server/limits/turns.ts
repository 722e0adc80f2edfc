/**
 * Turns at the processor. Whatever is asked takes some milliseconds of it, in many small pieces; with
 * hundreds of them under way at once, each waits for a piece of all others. So few are done at a time, one
 * of each client after the other. Whoever waits for something else than the processor has no turn meanwhile.
 */
import { createFairQueue } from '../base/fair-queue.ts';
import { longestTurnMs, workedOnAtOnce } from './figures.ts';

export interface Turn {
  /** Others have the turn while this waits; then it has another one. */
  whileWaiting<T>(wait: () => Promise<T>, whose?: string): Promise<T>;
  /** Calling it again is harmless. */
  end(): void;
}

export interface Turns {
  /** @param whose any name by which clients are told apart */
  take(whose: string): Promise<Turn>;
}

export interface TurnsBounds {
  readonly atOnce: number;
  /** What takes longer waits for something, such as a lock, and goes on without a turn. */
  readonly longestMs: number;
}

const usually: TurnsBounds = { atOnce: workedOnAtOnce, longestMs: longestTurnMs };

export function createTurns({ atOnce, longestMs } = usually): Turns {
  const queue = createFairQueue({ atOnce });
  const begin = async (whose: string): Promise<() => void> => {
    const release = await queue.take(whose);
    const timer = setTimeout(release, longestMs);
    return () => {
      clearTimeout(timer);
      release();
    };
  };
  return {
    async take(whose) {
      let release = await begin(whose);
      return {
        async whileWaiting(wait, later = whose) {
          release();
          try {
            return await wait();
          } finally {
            release = await begin(later);
          }
        },
        end: () => release(),
      };
    },
  };
}
