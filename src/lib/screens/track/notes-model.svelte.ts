/**
 * This model is the notes of a track under somebody's hands. What others have written meanwhile is
 * shown beside what is typed, and overwritten only by whoever had both on screen.
 */
import { Draft, type Typing } from '#lib/screens/common/draft.svelte.ts';
import type { Track } from '#shared/workspace/entities.ts';

export class NotesModel {
  readonly #draft: Draft;
  readonly #track: () => Track;
  readonly #typing: Typing;
  /** What was saved here last: it is on screen before it is on disk, and nobody else's. */
  #saved: string | null = null;

  /** @param track as it is on screen, with what waits here on top */
  constructor(track: () => Track, typing: Typing) {
    this.#track = track;
    this.#typing = typing;
    this.#draft = new Draft(`notes/${track().id}`, typing);
  }

  /** What stands in the field. */
  get text(): string {
    return this.#draft.typed ?? this.#track().notes;
  }

  set text(text: string) {
    const { notes, version } = this.#track();
    if (text === notes) void this.takeTheirs();
    else this.#draft.keep(text, { version: this.#draft.version ?? version, over: this.#over });
  }

  /** An app from before kept the version alone: of another one it is not known what was seen. */
  get #over(): string {
    const { over, version } = this.#draft;
    const { notes, ...track } = this.#track();
    return over ?? (version === null || version === track.version ? notes : '');
  }

  get isChanged(): boolean {
    return this.text !== this.#track().notes;
  }

  /** What the notes say now, where what is typed was not typed over that; null otherwise. */
  get theirs(): string | null {
    const { typed, latestRefusal } = this.#draft;
    const { notes } = this.#track();
    if (typed === null || typed === notes) return null;
    const isUnseen = this.#over !== notes && this.#saved !== notes;
    const isOvertaken = latestRefusal?.code === 'version-mismatch' || isUnseen;
    return isOvertaken ? notes : null;
  }

  /** Why they did not get through, where that is not what others have written. */
  get why(): string | undefined {
    return this.theirs === null ? this.#draft.why : undefined;
  }

  /** Saves over what is on screen now, and over nothing newer. */
  async save(): Promise<void> {
    const { id, version } = this.#track();
    const { text } = this;
    if (this.isChanged) {
      this.#saved = text;
      const insteadOf = this.#draft.latestRefusal?.id;
      const args = { trackId: id, notes: text };
      await this.#typing.commands.send({ name: 'track.setNotes.v1', args }, version, insteadOf);
    }
    // Whoever went on typing meanwhile has typed over what they saved.
    if (this.text === text) this.#draft.drop();
    else this.#draft.keep(this.text, { version: this.#track().version, over: text });
  }

  /** Lets go of what was typed. */
  async takeTheirs(): Promise<void> {
    const refused = this.#draft.latestRefusal;
    this.#draft.giveUp();
    if (refused) await this.#typing.commands.discard(refused.id);
  }

  dispose(): void {
    this.#draft.dispose();
  }
}
