/**
 * This model is the feed of the signed-in person: what is unread, what is shown, and what can be
 * done to it. There is one for the app, so that bell, panel and page are views of the same sets.
 */
import type { ActId, FeedActs, FeedReader, FeedState } from '#lib/ports/feed.ts';
import type { Ticks } from '#lib/ports/device.ts';
import { en } from '#lib/words/en.ts';
import { second } from '#shared/base/time.ts';
import { feedSets, type FeedSets } from '#shared/marks/marks.ts';
import { runSetHas, runSetOf, runSetSize, type RunSet } from '#shared/marks/run-set.ts';
import { Watched } from './watched.svelte.ts';

export interface Undoable {
  readonly text: string;
  /** Latest last. */
  readonly acts: readonly ActId[];
}

const nothing: FeedSets = { all: [], unread: [], dismissed: [] };
/** Undo is offered for ten seconds at least; longer while somebody points at it. */
const undoMs = 10 * second;

export class FeedModel {
  readonly #acts: FeedActs;
  readonly #ticks: Ticks;
  readonly #state: Watched<FeedState>;
  readonly #sets = $derived.by(() => {
    const state = this.#state.value;
    return state ? feedSets(state.live, state) : nothing;
  });
  readonly #unreadCount = $derived(runSetSize(this.#sets.unread));
  #undoable = $state.raw<Undoable | null>(null);
  /** Says what is offered to be undone, of so many acts. */
  #textOf: ((acts: number) => string) | undefined;
  #callOff: (() => void) | undefined;

  constructor(feed: FeedReader, acts: FeedActs, ticks: Ticks) {
    this.#acts = acts;
    this.#ticks = ticks;
    this.#state = new Watched(feed.state());
  }

  /** False until the device was read for the first time: then nothing is "empty" yet. */
  get isRead(): boolean {
    return this.#state.value !== undefined;
  }

  /** False while this device has never received anything. */
  get hasArrived(): boolean {
    const state = this.#state.value;
    return state !== undefined && (state.complete > 0 || state.live.length > 0);
  }

  get sets(): FeedSets {
    return this.#sets;
  }

  get unreadCount(): number {
    return this.#unreadCount;
  }

  /** The act that can be taken back now, for the toast. */
  get undoable(): Undoable | null {
    return this.#undoable;
  }

  isUnread(ordinal: number): boolean {
    return runSetHas(this.#sets.unread, ordinal);
  }

  isDismissed(ordinal: number): boolean {
    return runSetHas(this.#sets.dismissed, ordinal);
  }

  async markRead(ordinal: number): Promise<void> {
    await this.#acts.markRead(one(ordinal));
  }

  /** Shown where it is about, which is as good as a click on the row. */
  async markSeen(ordinals: readonly number[]): Promise<void> {
    await this.#acts.markRead(runSetOf(ordinals));
  }

  async markUnread(ordinal: number): Promise<void> {
    await this.#acts.markUnread(one(ordinal));
  }

  dismiss(ordinal: number): Promise<void> {
    return this.#offer(this.#acts.dismiss(one(ordinal)), en.panel.dismissed);
  }

  restore(ordinal: number): Promise<void> {
    return this.#offer(this.#acts.restore(one(ordinal)), en.panel.restored);
  }

  markAllRead(): Promise<void> {
    return this.#offer(this.#acts.markAllRead(), en.panel.allRead);
  }

  async undo(): Promise<void> {
    const undoable = this.#undoable;
    this.#forget();
    for (const act of undoable?.acts ?? []) await this.#acts.undo(act);
  }

  /** Somebody points at the offer or has it in focus: it stays. */
  holdUndo(isHeld: boolean): void {
    this.#callOff?.();
    if (!isHeld && this.#undoable) this.#callOff = this.#ticks.after(undoMs, () => this.#forget());
  }

  dispose(): void {
    this.#callOff?.();
    this.#state.dispose();
  }

  /** What is done again while it is offered is one burst, and is taken back as one. */
  async #offer(act: Promise<ActId | null>, textOf: (acts: number) => string): Promise<void> {
    const id = await act;
    if (id === null) return;
    const acts = [...(textOf === this.#textOf ? (this.#undoable?.acts ?? []) : []), id];
    this.#textOf = textOf;
    this.#undoable = { text: textOf(acts.length), acts };
    this.holdUndo(false);
  }

  #forget(): void {
    this.#callOff?.();
    this.#undoable = null;
  }
}

const one = (ordinal: number): RunSet => runSetOf([ordinal]);
