/**
 * A comment that is being written: its words, and the moment of a sound that it is about. That is where
 * the player stands, until the first letter or a mark of the person's own fixes it. From then on it is
 * kept with the words.
 */
import type { Draft } from '#lib/screens/common/draft.svelte.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type { SoundMoment } from '#shared/workspace/entities.ts';
import type { Spot } from './moment-link.ts';

interface Sounds {
  /** Where the player stands. */
  readonly heard: () => SoundMoment | null;
  /** Where the address leads; it counts while nothing is heard. */
  readonly linked: () => SoundMoment | null;
  /** How the moment of words that came back is called now. */
  readonly recall: (spot: Spot) => SoundMoment;
}

export class CommentDraft {
  readonly draft: Draft;
  readonly #sounds: Sounds | null;
  /** The version of which no moment is wanted for this comment, while nothing is fixed. */
  #declined = $state.raw<string | null>(null);

  /** @param sounds null for what says no moment of its own: a reply, an edit */
  constructor(draft: Draft, sounds: Sounds | null = null) {
    this.draft = draft;
    this.#sounds = sounds;
  }

  get heard(): SoundMoment | null {
    return this.#sounds?.heard() ?? null;
  }

  /** What it would be about; that may change at any time. */
  get offered(): SoundMoment | null {
    return this.heard ?? this.#sounds?.linked() ?? null;
  }

  /** The moment stays, wherever the player goes. */
  get isFixed(): boolean {
    return this.draft.typed !== null;
  }

  get moment(): SoundMoment | null {
    const { draft, offered } = this;
    if (!this.isFixed) return offered?.versionId === this.#declined ? null : offered;
    return draft.isUntouched ? this.#momentOf(draft.refusal?.command) : draft.moment;
  }

  /** @param text what stood there before; typed again, it is no draft. A range was work, and stays */
  type(next: string, text: string): void {
    const { draft, moment } = this;
    const isRange = moment !== null && moment.to !== null;
    if (next === text && !draft.refusal && !isRange) draft.drop();
    else this.#keep(next, moment);
  }

  /** Fixes what it is about. */
  mark(moment: SoundMoment): void {
    this.#keep(this.draft.typed ?? '', moment);
  }

  /** It is about what is offered, after all. */
  accept(): void {
    const { typed } = this.draft;
    if (typed === null) this.#declined = null;
    else this.#keep(typed, this.offered);
  }

  /** It is about no moment. */
  decline(): void {
    const { typed, refusal } = this.draft;
    if (typed !== null && (typed !== '' || refusal)) {
      this.#keep(typed, null);
      return;
    }
    if (typed !== null) this.draft.drop();
    this.#declined = this.offered?.versionId ?? null;
  }

  sent(): void {
    this.draft.drop();
    this.#declined = null;
  }

  #keep(text: string, moment: SoundMoment | null): void {
    // A copy of its own: what was offered may be state that goes on changing.
    this.draft.moment = moment && { ...moment };
    this.draft.keep(text);
  }

  #momentOf(command: Command | undefined): SoundMoment | null {
    return command && 'moment' in command.args && command.args.moment && this.#sounds
      ? this.#sounds.recall(command.args.moment)
      : null;
  }
}
