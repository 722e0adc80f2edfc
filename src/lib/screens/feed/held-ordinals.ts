/** This counts which rows are on screen, as a row can be drawn anew before the old drawing goes. */
export class HeldOrdinals {
  readonly #counts = new Map<number, number>();

  /** @returns how to let go */
  hold(ordinal: number): () => void {
    this.#counts.set(ordinal, (this.#counts.get(ordinal) ?? 0) + 1);
    return () => {
      const left = (this.#counts.get(ordinal) ?? 1) - 1;
      if (left > 0) this.#counts.set(ordinal, left);
      else this.#counts.delete(ordinal);
    };
  }

  /** Newest first. */
  ordinals(): number[] {
    return [...this.#counts.keys()].sort((a, b) => b - a);
  }
}
