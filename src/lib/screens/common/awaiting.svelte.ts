/**
 * Awaiting holds the rows that await an answer, as state: read is not resolved. They are read from
 * the device once something that shows them is there.
 */
import type { FeedLookups } from '#lib/ports/feed.ts';
import type { Ticks } from '#lib/ports/device.ts';
import type { Unsubscribe } from '#shared/base/observable.ts';
import type { RunSet } from '#shared/marks/run-set.ts';

export class Awaiting {
  readonly #lookups: FeedLookups;
  readonly #ticks: Ticks;
  #ordinals = $state.raw<RunSet>([]);
  #unsubscribe: Unsubscribe | undefined;
  #endTicks: Unsubscribe | undefined;

  constructor(lookups: FeedLookups, ticks: Ticks) {
    this.#lookups = lookups;
    this.#ticks = ticks;
  }

  get ordinals(): RunSet {
    return this.#ordinals;
  }

  /** Follows them from now on; asking again changes nothing. */
  follow(): void {
    // An invite expires while nothing changes on the device.
    this.#endTicks ??= this.#ticks.minutes().subscribe((now) => {
      this.#unsubscribe?.();
      this.#unsubscribe = this.#lookups.awaiting(now).subscribe((ordinals) => {
        this.#ordinals = ordinals;
      });
    });
  }

  dispose(): void {
    this.#endTicks?.();
    this.#unsubscribe?.();
  }
}
