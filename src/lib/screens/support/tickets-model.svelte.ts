/** This model is tickets as screens show them: a person's own, or for support everybody's. */
import type { CommandSender, PersonalReader, TicketsView } from '#lib/ports/workspace.ts';
import { commentCharacters } from '#shared/workspace/limits.ts';
import type { Ticket, TicketMessage } from '#shared/workspace/entities.ts';
import { queueOf } from './ticket-queue.ts';
import type { TicketFilter } from '#lib/words/en-support.ts';
import { textIn, type TextFault } from '#shared/base/typed-text.ts';
import type { Draft } from '#lib/screens/common/draft.svelte.ts';
import { Watched } from '#lib/screens/common/watched.svelte.ts';

const none: ReadonlySet<string> = new Set();

export interface SaidMessage {
  readonly message: TicketMessage;
  /** It is not on the server yet. */
  readonly isWaiting: boolean;
}

export class TicketsModel {
  readonly #view: Watched<TicketsView>;
  readonly #commands: CommandSender;

  constructor(personal: PersonalReader, commands: CommandSender) {
    this.#view = new Watched(personal.tickets());
    this.#commands = commands;
  }

  /** Undefined until the device was read. Latest change first. */
  get all(): readonly Ticket[] | undefined {
    return this.#view.value?.tickets;
  }

  get isSupport(): boolean {
    return this.#view.value?.isSupport ?? false;
  }

  get waiting(): ReadonlySet<string> {
    return this.#view.value?.waiting ?? none;
  }

  queue(filter: TicketFilter): readonly Ticket[] {
    return queueOf(this.all ?? [], filter);
  }

  ticket(id: string): Ticket | undefined {
    return this.all?.find((ticket) => ticket.id === id);
  }

  /** Oldest first. */
  messagesOf({ id, messages }: Ticket): readonly SaidMessage[] {
    const sent = messages.length - (this.#view.value?.unsentMessages.get(id) ?? 0);
    return messages.map((message, index) => ({ message, isWaiting: index >= sent }));
  }

  /**
   * Writes as author or support.
   * @param draft of the words, which may have been refused before
   * @returns what is wrong with the text; null once it is kept
   */
  async write(
    ticketId: string,
    { text: typed, refusal }: Pick<Draft, 'text' | 'refusal'>,
    isOwn: boolean,
  ): Promise<TextFault | null> {
    const text = textIn(typed, commentCharacters);
    if (!text.ok) return text.error;
    const name = isOwn ? 'ticket.reply.v1' : 'ticket.feedback.v1';
    await this.#commands.send(
      { name, args: { ticketId, text: text.value } },
      undefined,
      refusal?.id,
    );
    return null;
  }

  dispose(): void {
    this.#view.dispose();
  }
}
