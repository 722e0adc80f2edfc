/**
 * A page's feed is what the feed holds about a page: its rows, and the reading of them by looking
 * for a second at the part of the page that shows what they are about, or by answering there.
 */
import type { FeedLookups, PlacedRow } from '#lib/ports/feed.ts';
import type { Ticks } from '#lib/ports/device.ts';
import type { Observable } from '#shared/base/observable.ts';
import { second } from '#shared/base/time.ts';
import type { FeedModel } from './feed-model.svelte.ts';
import { Watched } from './watched.svelte.ts';

const nothing: ReadonlySet<string> = new Set();

export class PageFeed {
  readonly #feed: FeedModel;
  readonly #ticks: Ticks;
  readonly #watched: Watched<readonly PlacedRow[]>;
  readonly #rows = $derived.by(() => this.#watched.value ?? []);
  #shown = $state.raw<ReadonlySet<string>>(nothing);

  /** @param rowsIn which rows the page is about */
  constructor(
    rowsIn: (lookups: FeedLookups) => Observable<readonly PlacedRow[]>,
    feed: FeedModel,
    ticks: Ticks,
    lookups: FeedLookups,
  ) {
    this.#feed = feed;
    this.#ticks = ticks;
    this.#watched = new Watched(rowsIn(lookups));
  }

  /** Newest first; what was dismissed is left out. */
  get ordinals(): readonly number[] {
    return this.#rows
      .map(({ ordinal }) => ordinal)
      .filter((ordinal) => !this.#feed.isDismissed(ordinal));
  }

  /** The parts of the page displayed now. */
  show(places: ReadonlySet<string>): void {
    this.#shown = places;
  }

  /** An invite, reminder or ticket was answered here: as good as an answer in its row. */
  readAbout(subject: string): void {
    const about = this.#rows.filter((row) => row.subject === subject);
    void this.#feed.markSeen(about.map(({ ordinal }) => ordinal));
  }

  /**
   * Marks as read what has been on screen for a second. Called in an effect, it runs again when
   * rows or places change. @returns how to call it off
   */
  readWhatIsShown(isCovered: () => boolean): (() => void) | undefined {
    const unread = this.#rows.filter(
      ({ ordinal, place }) =>
        place !== null && this.#shown.has(place) && this.#feed.isUnread(ordinal),
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
    this.#watched.dispose();
  }
}
