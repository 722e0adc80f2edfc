/** What support has said last is what a ticket asks about. */
import type { Ticket } from './entities.ts';

/** When support has said its last word; null where it has said none. */
export const supportAnsweredAt = ({ messages }: Ticket): number | null =>
  messages.findLast(({ isSupport }) => isSupport)?.at ?? null;
