/**
 * A text that is being typed. It outlives its dialog and its screen: Esc or a click elsewhere loses
 * nothing, the next one who opens the same place finds it. It ends when it is sent, and with the page,
 * which belongs to one account for its whole life.
 */
const kept: Record<string, string> = {};

/** Whether something is typed that was not sent, on the page or not. */
export const hasDraft = (): boolean => Object.values(kept).some((text) => text.trim() !== '');

export class Draft {
  readonly #place: string;
  #text = $state('');

  /** @param place where it is typed; one draft each */
  constructor(place: string) {
    this.#place = place;
    this.#text = kept[place] ?? '';
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    kept[this.#place] = text;
  }
}
