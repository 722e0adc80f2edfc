/**
 * This model is the Activity panel: the newest rows, and whether new ones may appear under the
 * person's hands. While they point at the list, have scrolled it or have focus in it, new rows wait
 * behind a pill; into an empty list they simply come.
 */
import type { FeedReader, FeedRow } from '#lib/ports/feed.ts';
import { intersectRunSets, newestOrdinals, removeRun, runSetSize } from '#shared/marks/run-set.ts';
import type { Awaiting } from '#lib/screens/common/awaiting.svelte.ts';
import type { FeedModel } from '#lib/screens/common/feed-model.svelte.ts';
import { RowsWindow } from '#lib/screens/common/rows-window.svelte.ts';

/** More is what the page is for. */
const rowsMost = 50;

/** A panel's place is where somebody was in it. */
export interface PanelPlace {
  /** Px from the top. */
  readonly scroll: number;
  /** The row they opened; null where it was none. */
  readonly ordinal: number | null;
  readonly isAsking: boolean;
}

export interface ShownRow {
  readonly ordinal: number;
  readonly row: FeedRow;
}

export class PanelModel {
  readonly #feed: FeedModel;
  readonly #awaiting: Awaiting;
  readonly #window: RowsWindow;
  #isOpen = $state(false);
  #isAsking = $state(false);
  /** The shown rows that await an answer. */
  readonly #asking = $derived.by(() =>
    intersectRunSets(this.#feed.sets.all, this.#awaiting.ordinals),
  );
  /** Rows above this ordinal wait; null lets everything in. */
  #top = $state<number | null>(null);
  readonly #ordinals = $derived.by(() => {
    if (this.isAsking) return newestOrdinals(this.#asking, rowsMost);
    const { all } = this.#feed.sets;
    const shown = this.#top === null ? all : removeRun(all, this.#top + 1, Number.MAX_SAFE_INTEGER);
    return newestOrdinals(shown, rowsMost);
  });
  /** The rows above the top, newest first. */
  readonly #above = $derived.by(() => {
    if (this.#top === null || this.isAsking) return [];
    return newestOrdinals(removeRun(this.#feed.sets.all, 0, this.#top), rowsMost);
  });
  /** The rows above the top that stood in the list before they changed: they keep their places. */
  readonly #moved = $derived.by(() => {
    const { rows } = this.#window;
    return this.#above.filter((ordinal) => this.#placeOf(ordinal, rows?.get(ordinal)) < ordinal);
  });
  readonly #fresh = $derived.by(() => {
    if (this.#top === null) return 0;
    const { all } = this.#feed.sets;
    return runSetSize(removeRun(all, 0, this.#top)) - this.#moved.length;
  });

  constructor(feed: FeedModel, awaiting: Awaiting, reader: FeedReader) {
    this.#feed = feed;
    this.#awaiting = awaiting;
    this.#window = new RowsWindow(reader);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get askingCount(): number {
    return runSetSize(this.#asking);
  }

  /** Shows only what awaits an answer; once nothing does, everything again. */
  get isAsking(): boolean {
    return this.#isAsking && this.#asking.length > 0;
  }

  set isAsking(isAsking: boolean) {
    this.#isAsking = isAsking;
  }

  get fresh(): number {
    return this.#fresh;
  }

  get ordinals(): readonly number[] {
    return [...this.#moved, ...this.#ordinals];
  }

  /** The rows of the window that are read already, newest first. */
  get rows(): readonly ShownRow[] {
    const { rows } = this.#window;
    const shown = [...this.#moved, ...this.#ordinals].flatMap((ordinal) => {
      const row = rows?.get(ordinal);
      return row ? [{ ordinal, row }] : [];
    });
    const placeOf = ({ ordinal, row }: ShownRow) => this.#placeOf(ordinal, row);
    return shown.sort((a, b) => placeOf(b) - placeOf(a));
  }

  /** Finds where a row stands: one that changed under the person's hands stands where it stood. */
  #placeOf(ordinal: number, row: FeedRow | undefined): number {
    const top = this.#top ?? Infinity;
    if (ordinal <= top) return ordinal;
    return row?.was.find((before) => before <= top) ?? ordinal;
  }

  /** Follows the window; the screen calls it whenever the ordinals change. */
  follow(): void {
    const isEmpty = this.#ordinals.length === 0 && this.#moved.length === 0;
    if (isEmpty && this.#above.length > 0) this.#top = this.#above[0] ?? null;
    this.#window.show([...this.#above, ...this.#ordinals]);
  }

  /** @param isAsking as it was, where somebody comes back to it */
  open(isAsking = false): void {
    this.#awaiting.follow();
    this.#isAsking = isAsking;
    this.#top = null;
    this.#isOpen = true;
  }

  close(): void {
    this.#isOpen = false;
    this.#top = null;
  }

  /** @param isBusy pointer over it, scrolled, or focus inside */
  setBusy(isBusy: boolean): void {
    if (!isBusy && this.#fresh === 0) this.#top = null;
    if (!isBusy || this.#top !== null) return;
    // Of all that has come: what was dismissed and is taken back is nothing new.
    const { all, dismissed } = this.#feed.sets;
    this.#top = Math.max(all.at(-1)?.[1] ?? 0, dismissed.at(-1)?.[1] ?? 0);
  }

  /** The pill: let them in now. */
  showFresh(): void {
    this.#top = null;
  }

  dispose(): void {
    this.#window.dispose();
  }
}
