/**
 * What the feed holds about one track: its rows, and the reading of them by looking at the widget they
 * are about for a second.
 */
import type { FeedLookups, TrackRow } from '#lib/ports/feed.ts';
import type { Ticks } from '#lib/ports/ticks.ts';
import type { Unsubscribe } from '#lib/ports/observable.ts';
import { second } from '#shared/base/time.ts';
import type { FeedModel } from './feed-model.svelte.ts';

const nothing: ReadonlySet<string> = new Set();

export class TrackFeed {
  readonly #feed: FeedModel;
  readonly #ticks: Ticks;
  #rows = $state.raw<readonly TrackRow[]>([]);
  #shown = $state.raw<ReadonlySet<string>>(nothing);
  #unsubscribe: Unsubscribe | undefined;
  #isOver = false;

  constructor(trackId: string, feed: FeedModel, ticks: Ticks, lookups: () => Promise<FeedLookups>) {
    this.#feed = feed;
    this.#ticks = ticks;
    void lookups().then((found) => {
      if (this.#isOver) return;
      this.#unsubscribe = found.ofTrack(trackId).subscribe((rows) => {
        this.#rows = rows;
      });
    });
  }

  /** Newest first; what was dismissed is left out. */
  get ordinals(): readonly number[] {
    return this.#rows
      .map(({ ordinal }) => ordinal)
      .filter((ordinal) => !this.#feed.isDismissed(ordinal));
  }

  /** The widgets displayed now. */
  show(widgets: ReadonlySet<string>): void {
    this.#shown = widgets;
  }

  /**
   * Marks as read what has been on screen for a second. Called in an effect: runs again whenever rows
   * or widgets change. @returns how to call it off
   */
  readWhatIsShown(isCovered: () => boolean): (() => void) | undefined {
    const unread = this.#rows.filter(
      ({ ordinal, target }) =>
        target !== null && this.#shown.has(target) && this.#feed.isUnread(ordinal),
    );
    if (unread.length === 0) return undefined;
    let callOff: () => void;
    const wait = () => {
      callOff = this.#ticks.after(second, () => {
        if (isCovered()) wait();
        else void this.#feed.markSeen(unread.map(({ ordinal }) => ordinal));
      });
    };
    wait();
    return () => callOff();
  }

  dispose(): void {
    this.#isOver = true;
    this.#unsubscribe?.();
  }
}
