/**
 * This model is the activity page: every kept row in four tabs. The list is a set of ordinals; only
 * what is on screen is read from the device, however long it is.
 */
import type { FeedReader, FeedRow } from '#lib/ports/feed.ts';
import { intersectRunSets, newestOrdinals, runSetSize } from '#shared/marks/run-set.ts';
import type { Awaiting } from '#lib/screens/common/awaiting.svelte.ts';
import type { FeedModel } from '#lib/screens/common/feed-model.svelte.ts';
import { HeldOrdinals } from './held-ordinals.ts';
import { RowsWindow } from '#lib/screens/common/rows-window.svelte.ts';

export const tabs = ['all', 'unread', 'asks', 'dismissed'] as const;
export type Tab = (typeof tabs)[number];

export class ActivityModel {
  readonly #feed: FeedModel;
  readonly #awaiting: Awaiting;
  readonly #window: RowsWindow;
  #tab = $state<Tab>('all');
  readonly #asking = $derived.by(() =>
    intersectRunSets(this.#feed.sets.all, this.#awaiting.ordinals),
  );
  readonly #held = new HeldOrdinals();
  readonly #ordinals = $derived.by(() => {
    const set = this.#tab === 'asks' ? this.#asking : this.#feed.sets[this.#tab];
    return newestOrdinals(set, runSetSize(set));
  });

  constructor(feed: FeedModel, awaiting: Awaiting, reader: FeedReader) {
    this.#feed = feed;
    this.#awaiting = awaiting;
    this.#window = new RowsWindow(reader);
  }

  get tab(): Tab {
    return this.#tab;
  }

  set tab(tab: Tab) {
    this.#tab = tab;
  }

  get askingCount(): number {
    return runSetSize(this.#asking);
  }

  /** Newest first. */
  get ordinals(): readonly number[] {
    return this.#ordinals;
  }

  rowOf(ordinal: number): FeedRow | undefined {
    return this.#window.rows?.get(ordinal);
  }

  /** A place in the list came on screen. @returns what to call when it leaves */
  hold(ordinal: number): () => void {
    const letGo = this.#held.hold(ordinal);
    this.#ask();
    return letGo;
  }

  dispose(): void {
    this.#window.dispose();
  }

  /** One question for all places that came on screen together. */
  #isAsking = false;
  #ask(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    void Promise.resolve().then(() => {
      this.#isAsking = false;
      this.#window.show(this.#held.ordinals());
    });
  }
}
