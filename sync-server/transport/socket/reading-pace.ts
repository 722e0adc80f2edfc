/** A socket is read as fast as its person's budget allows: what goes beyond pauses it until that is paid. */
import type { WebSocket } from 'ws';
import type { Room } from '../../marks/room.ts';

/** What handling a frame costs beside its bytes: some 6,000 gestures a second are within the budget. */
export const frameCost = 256;
/** What reading and merging the document costs. */
export const readCost = 64 * 1_024;

export interface ReadingPaceDeps {
  readonly ws: WebSocket;
  readonly budget: Room['spending'];
  /** Milliseconds of a clock that never jumps. */
  readonly now: () => number;
  /** The pause is over. */
  readonly onResume: () => void;
}

export interface ReadingPace {
  /** @param cost bytes, or what is counted as many */
  spend(cost: number): void;
  /** The socket has closed. */
  stop(): void;
}

export function createReadingPace({ ws, budget, now, onResume }: ReadingPaceDeps): ReadingPace {
  let timer: NodeJS.Timeout | undefined;
  const rest = (waitMs: number) => {
    timer = setTimeout(() => {
      // What was read in one piece is handled in spite of the pause, so the debt may have grown.
      const moreMs = budget.spend(0, now());
      if (moreMs > 0) {
        rest(moreMs);
        return;
      }
      onResume();
      ws.resume();
    }, waitMs);
  };
  return {
    spend(cost) {
      const waitMs = budget.spend(cost, now());
      if (waitMs === 0 || ws.isPaused) return;
      ws.pause();
      rest(waitMs);
    },
    stop: () => clearTimeout(timer),
  };
}
