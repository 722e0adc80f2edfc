/**
 * Passes updates on to a room, the first after a rest at once, those of a burst together, five times a
 * second: who looks at another device notices no difference, and it has a transaction to run for each.
 * Order is that of arrival.
 */
import type { Sender } from './room.ts';

export interface Relayed {
  /** The update's number. */
  readonly seq: number;
  /** A whole WebSocket frame, one for all. */
  readonly frame: Buffer;
  /** Has it already. */
  readonly sender: Sender;
}

/** Calls back when it is time to go on. */
export type Rest = (end: () => void) => void;

export class RelayPace {
  readonly #passOn: (updates: readonly Relayed[]) => void;
  readonly #rest: Rest;
  #held: Relayed[] = [];
  #isResting = false;

  constructor(passOn: (updates: readonly Relayed[]) => void, rest: Rest) {
    this.#passOn = passOn;
    this.#rest = rest;
  }

  add(updates: readonly Relayed[]): void {
    this.#held.push(...updates);
    if (!this.#isResting) this.flush();
  }

  /** What is held goes now. */
  flush(): void {
    if (this.#held.length === 0) return;
    const updates = this.#held;
    this.#held = [];
    this.#passOn(updates);
    if (this.#isResting) return;
    this.#isResting = true;
    this.#rest(() => {
      this.#isResting = false;
      this.flush();
    });
  }
}

/** Those that end within so much of each other end together: waking up costs more than the work. */
const togetherMs = 10;

/** Rests of one length, of however many rooms, with one timer for all. */
export function createRests(restMs: number): Rest {
  const resting: { readonly until: number; readonly end: () => void }[] = [];
  let timer: NodeJS.Timeout | undefined;

  const wakeForFirst = () => {
    const [first] = resting;
    if (timer || !first) return;
    timer = setTimeout(endSome, first.until - performance.now()).unref();
  };
  const endSome = () => {
    timer = undefined;
    const until = performance.now() + togetherMs;
    const more = resting.findIndex((rest) => rest.until > until);
    for (const { end } of resting.splice(0, more < 0 ? resting.length : more)) end();
    wakeForFirst();
  };

  return (end) => {
    resting.push({ until: performance.now() + restMs, end });
    wakeForFirst();
  };
}

/** Nothing is held back. */
export const noRest: Rest = (end) => {
  end();
};
