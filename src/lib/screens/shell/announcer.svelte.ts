/**
 * The announcer says aloud that rows arrived, where nobody sees the bell: "3 new", gathered for a
 * moment so that a busy minute is one sentence, and emptied so that it can be said again.
 */
import type { Ticks } from '#lib/ports/device.ts';
import { en } from '#lib/words/en.ts';
import { second } from '#shared/base/time.ts';
import { runSetCountAbove, type RunSet } from '#shared/marks/run-set.ts';

const gatherMs = second;
const saidMs = 4 * second;

export class Announcer {
  readonly #ticks: Ticks;
  #text = $state('');
  /** The newest row that was there before, or was announced. */
  #known: number | null = null;
  #all: RunSet = [];
  #callOff: (() => void) | undefined;

  constructor(ticks: Ticks) {
    this.#ticks = ticks;
  }

  get text(): string {
    return this.#text;
  }

  /** The rows shown now. What is there at the first call is nothing new. */
  see(all: RunSet): void {
    this.#all = all;
    const newest = all.at(-1)?.[1] ?? 0;
    this.#known ??= newest;
    if (newest > this.#known) this.#callOff ??= this.#ticks.after(gatherMs, () => this.#say());
  }

  dispose(): void {
    this.#callOff?.();
  }

  #say(): void {
    const fresh = runSetCountAbove(this.#all, this.#known ?? 0);
    this.#known = this.#all.at(-1)?.[1] ?? 0;
    this.#text = fresh > 0 ? en.panel.fresh(fresh) : '';
    this.#callOff = this.#ticks.after(saidMs, () => {
      this.#text = '';
      this.#callOff = undefined;
      this.see(this.#all);
    });
  }
}
