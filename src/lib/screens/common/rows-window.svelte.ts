/**
 * The window is the rows a screen shows at the moment, by ordinal. It asks the device for these
 * only, and keeps what it had until the new ones are read, so nothing flickers.
 */
import type { FeedReader, FeedRow } from '#lib/ports/feed.ts';
import type { Unsubscribe } from '#shared/base/observable.ts';

export class RowsWindow {
  #rows = $state.raw<ReadonlyMap<number, FeedRow>>();
  #key = '';
  #unsubscribe: Unsubscribe | undefined;
  readonly #feed: FeedReader;

  constructor(feed: FeedReader) {
    this.#feed = feed;
  }

  /** Undefined until the first window is read. */
  get rows(): ReadonlyMap<number, FeedRow> | undefined {
    return this.#rows;
  }

  show(ordinals: readonly number[]): void {
    const key = ordinals.join();
    if (key === this.#key) return;
    this.#key = key;
    this.#unsubscribe?.();
    this.#unsubscribe = this.#feed.rows(ordinals).subscribe((rows) => {
      this.#rows = rows;
    });
  }

  dispose(): void {
    this.#unsubscribe?.();
  }
}
