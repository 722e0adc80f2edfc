/** This model opens a ticket: what is typed, and what is wrong with it. */
import type { Ticks } from '#lib/ports/device.ts';
import type { CommandSender } from '#lib/ports/workspace.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { commentCharacters, titleCharacters } from '#shared/workspace/limits.ts';
import { Draft, type Typing } from '#lib/screens/common/draft.svelte.ts';
import { lineIn, textIn, type TextFault } from '#shared/base/typed-text.ts';

export class NewTicketModel {
  readonly subject: Draft;
  readonly text: Draft;
  #faults = $state.raw<{ readonly subject?: TextFault; readonly text?: TextFault }>({});
  readonly #commands: CommandSender;
  readonly #ticks: Ticks;

  constructor(typing: Typing, ticks: Ticks) {
    this.subject = new Draft('ticket-subject', typing);
    this.text = new Draft('ticket-text', typing);
    this.#commands = typing.commands;
    this.#ticks = ticks;
  }

  get faults(): { readonly subject?: TextFault; readonly text?: TextFault } {
    return this.#faults;
  }

  /** @returns its id, or null where something is wrong */
  async send(): Promise<string | null> {
    const subject = lineIn(this.subject.text, titleCharacters);
    const text = textIn(this.text.text, commentCharacters);
    this.#faults = {
      ...(!subject.ok && { subject: subject.error }),
      ...(!text.ok && { text: text.error }),
    };
    if (!subject.ok || !text.ok) return null;
    const ticketId = uuid7(this.#ticks.now());
    const args = { ticketId, subject: subject.value, text: text.value };
    const refused = this.subject.refusal ?? this.text.refusal;
    await this.#commands.send({ name: 'ticket.open.v1', args }, undefined, refused?.id);
    for (const draft of [this.subject, this.text]) draft.drop();
    return ticketId;
  }

  giveUp(): void {
    for (const draft of [this.subject, this.text]) draft.giveUp();
  }

  dispose(): void {
    for (const draft of [this.subject, this.text]) draft.dispose();
  }
}
