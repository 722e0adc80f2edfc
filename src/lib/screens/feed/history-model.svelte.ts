/** This model is the acts of the last 30 days and the way back, as the dialog shows them. */
import type { ActId, FeedActs, HistoryReader, PastAct } from '#lib/ports/feed.ts';
import { Watched } from '#lib/screens/common/watched.svelte.ts';

export class HistoryModel {
  readonly #history: Watched<readonly PastAct[]>;
  readonly #acts: Pick<FeedActs, 'undo'>;

  constructor(history: HistoryReader, acts: Pick<FeedActs, 'undo'>) {
    this.#history = new Watched(history.acts());
    this.#acts = acts;
  }

  /** Latest first; undefined until the device was read. */
  get acts(): readonly PastAct[] | undefined {
    return this.#history.value;
  }

  undo(act: ActId): Promise<void> {
    return this.#acts.undo(act);
  }

  dispose(): void {
    this.#history.dispose();
  }
}
