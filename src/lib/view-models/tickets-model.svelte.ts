/** Tickets as screens show them: a person's own, or for support everybody's. */
import type { PersonalReader, TicketsView } from '#lib/ports/personal.ts';
import type { CommandSender } from '#lib/ports/workspace.ts';
import type { Ticket, TicketStatus } from '#shared/tracks/entities.ts';
import { Watched } from './watched.svelte.ts';

export const ticketFilters = ['waiting', 'answered', 'closed'] as const;
export type TicketFilter = (typeof ticketFilters)[number];

const filterOf: Readonly<Record<TicketStatus, TicketFilter>> = {
  open: 'waiting',
  answered: 'answered',
  resolved: 'closed',
  'not-needed': 'closed',
};

const none: ReadonlySet<string> = new Set();

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

  /** Who waits longest comes first; of what is settled, the latest. */
  queue(filter: TicketFilter): readonly Ticket[] {
    const found = this.all?.filter(({ status }) => filterOf[status] === filter) ?? [];
    return filter === 'waiting' ? found.toReversed() : found;
  }

  ticket(id: string): Ticket | undefined {
    return this.all?.find((ticket) => ticket.id === id);
  }

  open(ticketId: string, subject: string, text: string): Promise<void> {
    return this.#commands.send({ name: 'ticket.open.v1', args: { ticketId, subject, text } });
  }

  /** As its author, or as support. */
  write(ticketId: string, text: string, isOwn: boolean): Promise<void> {
    const name = isOwn ? 'ticket.reply.v1' : 'ticket.feedback.v1';
    return this.#commands.send({ name, args: { ticketId, text } });
  }

  dispose(): void {
    this.#view.dispose();
  }
}
