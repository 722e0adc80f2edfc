/** This is the present minute as state, and where "here" is. */
import type { Ticks } from '#lib/ports/device.ts';
import { en } from '#lib/words/en.ts';
import type { Here } from '#shared/words/time.ts';

export class Now {
  #at = $state(0);
  readonly here: Here;
  readonly #unsubscribe: () => void;

  constructor(ticks: Ticks) {
    this.here = { locale: en.locale, timeZone: ticks.timeZone };
    this.#unsubscribe = ticks.minutes().subscribe((at) => {
      this.#at = at;
    });
  }

  get at(): number {
    return this.#at;
  }

  dispose(): void {
    this.#unsubscribe();
  }
}
