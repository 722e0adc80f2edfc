/** Publishing an announcement: what is typed, and what is wrong with it. */
import type { Ticks } from '#lib/ports/ticks.ts';
import type { CommandSender } from '#lib/ports/workspace.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { Priority } from '#shared/notifications/record.ts';
import { announcementIn, type AnnouncementFault } from './announcement-form.ts';
import { Draft } from './draft.svelte.ts';

export class AnnouncementModel {
  readonly title = new Draft('announcement-title');
  readonly text = new Draft('announcement-text');
  readonly to = new Draft('announcement-to');
  priority = $state<Priority>('normal');
  isToAll = $state(true);
  #fault = $state.raw<AnnouncementFault | null>(null);
  readonly #commands: CommandSender;
  readonly #ticks: Ticks;

  constructor(commands: CommandSender, ticks: Ticks) {
    this.#commands = commands;
    this.#ticks = ticks;
    // Addresses kept from before are for some: they must not turn into everybody unseen.
    this.isToAll = this.to.text === '';
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
    await this.#commands.send({ name: 'announcement.publish.v1', args: form.value });
    for (const draft of [this.title, this.text, this.to]) draft.text = '';
    return form.value.title;
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
