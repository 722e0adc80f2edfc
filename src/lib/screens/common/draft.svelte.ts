/**
 * A draft is a text that is being typed. It outlives its dialog, its screen and the page: Esc, a
 * click elsewhere or a reload loses nothing; the same place shows it again. It ends when it is
 * sent or given up. What was sent and is refused is a draft again, with the words why.
 */
import type { DraftKeeper, KeptText } from '#lib/ports/session.ts';
import type { CommandSender, RefusedCommand, WorkspaceReader } from '#lib/ports/workspace.ts';
import type { SoundMoment } from '#shared/workspace/entities.ts';
import { refusedWhy } from '#lib/words/refusal.ts';
import { typedPlaces } from './typed-places.ts';
import { Watched } from './watched.svelte.ts';

/** Typing takes this: a way to send, a place to keep, and what came back. */
export interface Typing {
  readonly commands: CommandSender;
  readonly drafts: DraftKeeper;
  readonly workspace: Pick<WorkspaceReader, 'refused'>;
}

/** What was on screen when the typing began, where another's text must not be overwritten unseen. */
export interface Seen {
  readonly version: number;
  readonly over: string;
}

type Kept = Omit<KeptText, 'place'>;

/** Its maker has to dispose it. */
export class Draft {
  readonly #place: string;
  readonly #trackId: string | undefined;
  readonly #drafts: DraftKeeper;
  readonly #commands: CommandSender;
  readonly #refused: Watched<readonly RefusedCommand[]>;
  #kept = $state.raw<Kept | null>(null);
  #mentions = $state.raw<readonly string[]>([]);
  #moment = $state.raw<SoundMoment | null>(null);
  /** The refused command that was given up or sent anew, until it is gone. */
  #leaving = $state<string | null>(null);
  /** True where typing began before the device was read: it is newer than what lies there. */
  #isTouched = false;

  /**
   * @param place where it is typed; one draft each
   * @param trackId kept with it, so that it is found where the comment that the place names is gone
   */
  constructor(place: string, { drafts, commands, workspace }: Typing, trackId?: string) {
    this.#place = place;
    this.#trackId = trackId;
    this.#drafts = drafts;
    this.#commands = commands;
    this.#refused = new Watched(workspace.refused());
    void this.#read();
  }

  /** Null while nothing is being typed. */
  get typed(): string | null {
    if (this.#kept) return this.#kept.text;
    const { refusal } = this;
    return refusal && (typedPlaces(refusal.command)[this.#place] ?? null);
  }

  /** See KeptText for what these are. */
  get version(): number | null {
    return this.#kept?.version ?? null;
  }

  get over(): string | undefined {
    return this.#kept?.over;
  }

  /** Ids of the people who were chosen while typing, in the order of choosing. */
  get mentions(): readonly string[] {
    return this.#mentions;
  }

  set mentions(userIds: readonly string[]) {
    this.#mentions = userIds;
  }

  /** The moment that it is about, as it was when the typing began; of refused words, see there. */
  get moment(): SoundMoment | null {
    return this.#moment;
  }

  set moment(moment: SoundMoment | null) {
    this.#moment = moment;
  }

  /** Nothing was typed here since these words came back, if they did. */
  get isUntouched(): boolean {
    return this.#kept === null;
  }

  get text(): string {
    return this.typed ?? '';
  }

  set text(text: string) {
    this.keep(text);
  }

  /** The refused command whose words these are; null where they were never sent. */
  get refusal(): RefusedCommand | null {
    const kept = this.#kept;
    if (kept === null) return this.latestRefusal;
    return this.#fromHere.find(({ id }) => id === kept.refused) ?? null;
  }

  /** The latest refused command with words from here, also where others are typed by now. */
  get latestRefusal(): RefusedCommand | null {
    return this.#fromHere.at(-1) ?? null;
  }

  /** Why they did not get through, in words; undefined where nothing is known against them. */
  get why(): string | undefined {
    return this.refusal ? refusedWhy(this.refusal) : undefined;
  }

  /** Keeps what is typed; an empty text is kept where it stands for something else, or has a moment. */
  keep(text: string, seen?: Seen): void {
    const { refusal } = this;
    const version = seen?.version ?? null;
    this.#say({
      text,
      version,
      ...(seen && { over: seen.over }),
      ...(refusal && { refused: refusal.id }),
      ...(this.#mentions.length > 0 && { mentions: this.#mentions }),
      ...(this.#moment && { moment: this.#moment }),
      ...(this.#trackId !== undefined && { trackId: this.#trackId }),
    });
  }

  /** It was sent: under the id of what it takes the place of, where it was refused before. */
  drop(): void {
    this.#mentions = [];
    this.#moment = null;
    this.#leaving = this.refusal?.id ?? null;
    this.#say(null);
  }

  /** The person does not want it any more, and what was refused of it neither. */
  giveUp(): void {
    const { refusal } = this;
    this.drop();
    if (refusal) void this.#commands.discard(refusal.id);
  }

  dispose(): void {
    this.#refused.dispose();
  }

  #say(kept: Kept | null): void {
    this.#isTouched = true;
    this.#kept = kept;
    const isNothing =
      kept === null || (kept.version === null && !kept.moment && kept.text.trim() === '');
    this.#drafts.keep(this.#place, isNothing ? null : kept);
  }

  /** What the server keeps failing on is none of them: it is on screen as if it were sent. */
  get #fromHere(): readonly RefusedCommand[] {
    return (this.#refused.value ?? []).filter(
      ({ id, code, command }) =>
        id !== this.#leaving &&
        code !== 'server-fault' &&
        Object.hasOwn(typedPlaces(command), this.#place),
    );
  }

  async #read(): Promise<void> {
    const kept = await this.#drafts.read(this.#place);
    if (this.#isTouched || kept === null) return;
    const { place: _, ...text } = kept;
    this.#kept = text;
    this.#mentions = kept.mentions ?? [];
    this.#moment = kept.moment ?? null;
  }
}
