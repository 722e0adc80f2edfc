/** This model publishes an announcement: what is typed, and what is wrong with it. */
import type { Ticks } from '#lib/ports/device.ts';
import type { CommandSender } from '#lib/ports/workspace.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { Priority } from '#shared/workspace/vocabulary.ts';
import { announcementIn, type AnnouncementFault } from './announcement-form.ts';
import { Draft, type Typing } from '#lib/screens/common/draft.svelte.ts';

export class AnnouncementModel {
  readonly title: Draft;
  readonly text: Draft;
  readonly to: Draft;
  priority = $state<Priority>('normal');
  #chosen = $state<'all' | 'some' | null>(null);
  #fault = $state.raw<AnnouncementFault | null>(null);
  readonly #commands: CommandSender;
  readonly #ticks: Ticks;

  constructor(typing: Typing, ticks: Ticks) {
    this.title = new Draft('announcement-title', typing);
    this.text = new Draft('announcement-text', typing);
    this.to = new Draft('announcement-to', typing);
    this.#commands = typing.commands;
    this.#ticks = ticks;
  }

  /** Addresses kept from before are for some: they must not turn into everybody unseen. */
  get isToAll(): boolean {
    return this.#chosen === null ? this.to.text === '' : this.#chosen === 'all';
  }

  set isToAll(isToAll: boolean) {
    this.#chosen = isToAll ? 'all' : 'some';
  }

  get fault(): AnnouncementFault | null {
    return this.#fault;
  }

  /** @returns whether it can be published as it is */
  check(): boolean {
    return this.#form().ok;
  }

  /** @returns its title once it is kept, or null where something is wrong */
  async publish(): Promise<string | null> {
    const form = this.#form();
    if (!form.ok) return null;
    const refused = this.#drafts.find(({ refusal }) => refusal)?.refusal;
    const command = { name: 'announcement.publish.v1', args: form.value } as const;
    await this.#commands.send(command, undefined, refused?.id);
    for (const draft of this.#drafts) draft.drop();
    return form.value.title;
  }

  giveUp(): void {
    for (const draft of this.#drafts) draft.giveUp();
  }

  dispose(): void {
    for (const draft of this.#drafts) draft.dispose();
  }

  get #drafts(): readonly Draft[] {
    return [this.title, this.text, this.to];
  }

  #form() {
    const form = announcementIn(
      {
        title: this.title.text,
        text: this.text.text,
        priority: this.priority,
        to: this.isToAll ? null : this.to.text,
      },
      uuid7(this.#ticks.now()),
    );
    this.#fault = form.ok ? null : form.error;
    return form;
  }
}
