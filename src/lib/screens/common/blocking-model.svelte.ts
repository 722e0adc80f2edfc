/** This model is whom the person has blocked, and how that is changed; its maker has to dispose it. */
import type { CommandSender, PreferencesReader, PreferencesView } from '#lib/ports/workspace.ts';
import type { Person } from '#shared/notifications/record.ts';
import type { Blocked } from '#shared/workspace/entities.ts';
import { Watched } from './watched.svelte.ts';

export class BlockingModel {
  readonly #commands: Pick<CommandSender, 'send'>;
  readonly #preferences: Watched<PreferencesView>;

  constructor({
    commands,
    preferences,
  }: {
    readonly commands: Pick<CommandSender, 'send'>;
    readonly preferences: PreferencesReader;
  }) {
    this.#commands = commands;
    this.#preferences = new Watched(preferences.preferences());
  }

  get blocked(): readonly Blocked[] {
    return this.#preferences.value?.preferences.blocked ?? [];
  }

  isBlocked(userId: string): boolean {
    return this.blocked.some(({ id }) => id === userId);
  }

  block({ id: userId, name }: Person): Promise<void> {
    return this.#commands.send({ name: 'person.block.v1', args: { userId, name } });
  }

  unblock(userId: string): Promise<void> {
    return this.#commands.send({ name: 'person.unblock.v1', args: { userId } });
  }

  dispose(): void {
    this.#preferences.dispose();
  }
}
