/**
 * Awaiting holds the rows that await an answer, as state: read is not resolved. They are read from
 * the device once something that shows them is there.
 */
import type { FeedLookups } from '#lib/ports/feed.ts';
import type { Ticks } from '#lib/ports/device.ts';
import type { Unsubscribe } from '#shared/base/observable.ts';
import type { RunSet } from '#shared/marks/run-set.ts';

export class Awaiting {
  readonly #lookups: () => Promise<FeedLookups>;
  readonly #ticks: Ticks;
  #ordinals = $state.raw<RunSet>([]);
  #unsubscribe: Unsubscribe | undefined;
  #endTicks: Unsubscribe | undefined;
  #isFollowing = false;
  #isOver = false;

  constructor(lookups: () => Promise<FeedLookups>, ticks: Ticks) {
    this.#lookups = lookups;
    this.#ticks = ticks;
  }

  get ordinals(): RunSet {
    return this.#ordinals;
  }

  /** Follows them from now on; asking again changes nothing. */
  follow(): void {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    this.#lookups().then(
      (lookups) => {
        if (this.#isOver) return;
        // An invite expires while nothing changes on the device.
        this.#endTicks = this.#ticks.minutes().subscribe((now) => {
          this.#unsubscribe?.();
          this.#unsubscribe = lookups.awaiting(now).subscribe((ordinals) => {
            this.#ordinals = ordinals;
          });
        });
      },
      // Where the part does not load, the next who asks tries again.
      () => {
        this.#isFollowing = false;
      },
    );
  }

  dispose(): void {
    this.#isOver = true;
    this.#endTicks?.();
    this.#unsubscribe?.();
  }
}
