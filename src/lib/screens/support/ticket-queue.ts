/** The queue is support's view of everybody's tickets: which are shown, and who comes first. */
import type { TicketFilter } from '#lib/words/en-support.ts';
import type { TicketStatus } from '#shared/workspace/vocabulary.ts';
import type { Ticket } from '#shared/workspace/entities.ts';

export const ticketFilters: readonly TicketFilter[] = ['waiting', 'answered', 'closed', 'all'];

const filterOf: Readonly<Record<TicketStatus, TicketFilter>> = {
  open: 'waiting',
  answered: 'answered',
  resolved: 'closed',
  'not-needed': 'closed',
};

/**
 * Finds since when its author waits for support: from their first words after support's last.
 * Writing again moves nobody to the end of the queue.
 */
export function waitingSince({ messages, updatedAt }: Ticket): number {
  const answeredAt = messages.findLastIndex(({ isSupport }) => isSupport);
  return messages[answeredAt + 1]?.at ?? updatedAt;
}

/** Open ones first, who waits longest at the top; then the others as they are given. */
export function queueOf(tickets: readonly Ticket[], filter: TicketFilter): readonly Ticket[] {
  const shown = tickets.filter(({ status }) => filter === 'all' || filterOf[status] === filter);
  const open = shown.filter(({ status }) => status === 'open');
  const others = shown.filter(({ status }) => status !== 'open');
  return [...open.sort((a, b) => waitingSince(a) - waitingSince(b)), ...others];
}

/** Finds how its author answered support last, where nothing was said since; null without one. */
export function lastWordOf({ status, messages }: Ticket): Exclude<TicketStatus, 'answered'> | null {
  if (status === 'resolved' || status === 'not-needed') return status;
  return status === 'open' && messages.at(-1)?.isSupport ? 'open' : null;
}
