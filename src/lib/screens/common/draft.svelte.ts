/**
 * A draft is a text that is being typed. It outlives its dialog, its screen and the page: Esc, a
 * click elsewhere or a reload loses nothing; the same place shows it again. It ends when it is
 * sent.
 */
import type { DraftKeeper } from '#lib/ports/session.ts';
import type { CommandSender } from '#lib/ports/workspace.ts';

/** Typing takes this: a way to send, and a place to keep. */
export interface Typing {
  readonly commands: CommandSender;
  readonly drafts: DraftKeeper;
}

export class Draft {
  readonly #place: string;
  readonly #drafts: DraftKeeper;
  #typed = $state<string | null>(null);
  #version: number | null = null;
  #mentions = $state.raw<readonly string[]>([]);
  /** True where typing began before the device was read: it is newer than what lies there. */
  #isTouched = false;

  /** @param place where it is typed; one draft each */
  constructor(place: string, drafts: DraftKeeper) {
    this.#place = place;
    this.#drafts = drafts;
    void this.#read();
  }

  /** Null while nothing is being typed. */
  get typed(): string | null {
    return this.#typed;
  }

  /** See KeptText for what a version is. */
  get version(): number | null {
    return this.#version;
  }

  /** Ids of the people who were chosen while typing, in the order of choosing. */
  get mentions(): readonly string[] {
    return this.#mentions;
  }

  set mentions(userIds: readonly string[]) {
    this.#mentions = userIds;
  }

  get text(): string {
    return this.#typed ?? '';
  }

  set text(text: string) {
    if (text === '') this.drop();
    else this.keep(text);
  }

  /** Keeps a text that began with something; there an empty one is another one. */
  keep(typed: string, version: number | null = null): void {
    this.#say(typed, version);
  }

  /** It was sent, or given up. */
  drop(): void {
    this.#mentions = [];
    this.#say(null, null);
  }

  #say(typed: string | null, version: number | null): void {
    this.#isTouched = true;
    this.#typed = typed;
    this.#version = version;
    const isNothing = typed === null || (version === null && typed.trim() === '');
    const mentions = this.#mentions.length > 0 ? { mentions: this.#mentions } : {};
    this.#drafts.keep(this.#place, isNothing ? null : { text: typed, version, ...mentions });
  }

  async #read(): Promise<void> {
    const kept = await this.#drafts.read(this.#place);
    if (this.#isTouched || kept === null) return;
    this.#typed = kept.text;
    this.#version = kept.version;
    this.#mentions = kept.mentions ?? [];
  }
}
