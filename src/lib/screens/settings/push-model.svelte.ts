/** This model is pushes as somebody sets them: on this device, and what may interrupt on any. */
import type { PushFault, PushPort, PushState } from '#lib/ports/device.ts';
import type { CommandSender, PreferencesReader, PreferencesView } from '#lib/ports/workspace.ts';
import type { Category } from '#shared/workspace/vocabulary.ts';
import type { PushPreferences, QuietHours } from '#shared/workspace/entities.ts';
import { Watched } from '#lib/screens/common/watched.svelte.ts';

/** A night, until somebody says otherwise. */
const night = { from: '22:00', to: '08:00' } as const;

export class PushModel {
  readonly #push: PushPort;
  readonly #commands: Pick<CommandSender, 'send'>;
  readonly #timeZone: string;
  readonly #state: Watched<PushState>;
  readonly #preferences: Watched<PreferencesView>;
  #fault = $state<PushFault | null>(null);
  #isBusy = $state(false);
  #isTested = $state(false);

  constructor(
    push: PushPort,
    preferences: PreferencesReader,
    commands: Pick<CommandSender, 'send'>,
    timeZone: string,
  ) {
    this.#push = push;
    this.#commands = commands;
    this.#timeZone = timeZone;
    this.#state = new Watched(push.state());
    this.#preferences = new Watched(preferences.preferences());
  }

  get state(): PushState | undefined {
    return this.#state.value;
  }

  get wishes(): PushPreferences | undefined {
    return this.#preferences.value?.preferences.push;
  }

  /** The fault of the last thing they asked for. */
  get fault(): PushFault | null {
    return this.#fault;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** The server has taken the wish for a test; the push is on its way. */
  get isTested(): boolean {
    return this.#isTested;
  }

  turnOn(): Promise<void> {
    return this.#ask(() => this.#push.turnOn());
  }

  turnOff(): Promise<void> {
    return this.#ask(async () => {
      await this.#push.turnOff();
      return null;
    });
  }

  async sendTest(): Promise<void> {
    await this.#ask(() => this.#push.sendTest());
    this.#isTested = this.#fault === null;
  }

  setCategory(category: Category, isOn: boolean): Promise<void> {
    return this.#wish({ categories: { [category]: isOn } });
  }

  setQuiet(isQuiet: boolean): Promise<void> {
    return this.#wish({ quietHours: isQuiet ? { ...night, timeZone: this.#timeZone } : null });
  }

  /** Sets hours by the clock here, where they are seen. */
  setQuietHours(change: Partial<Pick<QuietHours, 'from' | 'to'>>): Promise<void> {
    const hours = { ...night, ...this.wishes?.quietHours, ...change };
    return this.#wish({ quietHours: { ...hours, timeZone: this.#timeZone } });
  }

  setHidden(hidePreviews: boolean): Promise<void> {
    return this.#wish({ hidePreviews });
  }

  dispose(): void {
    this.#state.dispose();
    this.#preferences.dispose();
  }

  #wish(push: {
    readonly categories?: { readonly [Name in Category]?: boolean };
    readonly quietHours?: QuietHours | null;
    readonly hidePreviews?: boolean;
  }): Promise<void> {
    return this.#commands.send({ name: 'preferences.set.v1', args: { push } });
  }

  async #ask(work: () => Promise<PushFault | null>): Promise<void> {
    this.#isBusy = true;
    this.#isTested = false;
    try {
      this.#fault = await work();
    } finally {
      this.#isBusy = false;
    }
  }
}
