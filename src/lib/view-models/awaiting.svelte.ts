/**
 * Rows that await an answer, as state: read is not resolved. Read from the device once something that
 * shows them is there.
 */
import type { FeedLookups } from '#lib/ports/feed.ts';
import type { Unsubscribe } from '#lib/ports/observable.ts';
import type { RunSet } from '#shared/marks/run-set.ts';

export class Awaiting {
  readonly #lookups: () => Promise<FeedLookups>;
  #ordinals = $state.raw<RunSet>([]);
  #unsubscribe: Unsubscribe | undefined;
  #isFollowing = false;
  #isOver = false;

  constructor(lookups: () => Promise<FeedLookups>) {
    this.#lookups = lookups;
  }

  get ordinals(): RunSet {
    return this.#ordinals;
  }

  /** From now on; asking again changes nothing. */
  follow(): void {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    this.#lookups().then(
      (lookups) => {
        if (this.#isOver) return;
        this.#unsubscribe = lookups.awaiting().subscribe((ordinals) => {
          this.#ordinals = ordinals;
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
    this.#unsubscribe?.();
  }
}
