/**
 * Passes updates on to a room, the first after a rest at once, those of a burst together, ten times a
 * second: nobody sees the difference on another device, which each time has a transaction of its own
 * to run. Owns the timer between two times; order is that of arrival.
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

export class RelayPace {
  readonly #passOn: (updates: readonly Relayed[]) => void;
  readonly #everyMs: number;
  #held: Relayed[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** @param everyMs 0 holds nothing back */
  constructor(passOn: (updates: readonly Relayed[]) => void, everyMs: number) {
    this.#passOn = passOn;
    this.#everyMs = everyMs;
  }

  add(updates: readonly Relayed[]): void {
    this.#held.push(...updates);
    if (!this.#timer) this.flush();
  }

  /** What is held goes now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#held.length === 0) return;
    const updates = this.#held;
    this.#held = [];
    this.#passOn(updates);
    if (this.#everyMs === 0) return;
    this.#timer = setTimeout(() => {
      this.flush();
    }, this.#everyMs).unref();
  }
}
