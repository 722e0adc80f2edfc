/** This model is a person's reminders as screens show them. */
import type { PersonalReader, RemindersView } from '#lib/ports/workspace.ts';
import type { Reminder } from '#shared/workspace/entities.ts';
import { Watched } from '#lib/screens/common/watched.svelte.ts';

const none: ReadonlySet<string> = new Set();

export class RemindersModel {
  readonly #view: Watched<RemindersView>;

  constructor(personal: PersonalReader) {
    this.#view = new Watched(personal.reminders());
  }

  /** Undefined until the device was read. */
  get all(): readonly Reminder[] | undefined {
    return this.#view.value?.reminders;
  }

  /** The ids of those with something on its way to the server. */
  get waiting(): ReadonlySet<string> {
    return this.#view.value?.waiting ?? none;
  }

  ofTrack(trackId: string): readonly Reminder[] {
    return this.all?.filter((reminder) => reminder.trackId === trackId) ?? [];
  }

  /** Those whose time has come since the server last said anything of them: it has told no row of it. */
  untold(now: number): readonly Reminder[] {
    return this.all?.filter(({ at }) => at !== null && at <= now) ?? [];
  }

  dispose(): void {
    this.#view.dispose();
  }
}
