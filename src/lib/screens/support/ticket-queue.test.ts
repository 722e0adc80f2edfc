import { describe, expect, it } from 'vitest';
import type { TicketStatus } from '#shared/workspace/vocabulary.ts';
import type { Ticket } from '#shared/workspace/entities.ts';
import { lastWordOf, queueOf, waitingSince } from './ticket-queue.ts';

/** @param said when, by its author (`a`) or by support (`s`) */
function ticket(
  id: string,
  status: TicketStatus,
  ...said: (readonly ['a' | 's', number])[]
): Ticket {
  const messages = said.map(([who, at]) => ({
    authorId: who,
    authorName: who,
    isSupport: who === 's',
    text: 'words',
    at,
  }));
  const updatedAt = Math.max(...said.map(([, at]) => at));
  return {
    id,
    authorId: 'a',
    authorName: 'a',
    subject: id,
    status,
    messages,
    createdAt: said[0]?.[1] ?? 0,
    updatedAt,
  };
}

const idsOf = (tickets: readonly Ticket[]) => tickets.map(({ id }) => id);

describe('the queue of support', () => {
  const early = ticket('early', 'open', ['a', 1], ['a', 9]);
  const late = ticket('late', 'open', ['a', 5]);
  const again = ticket('again', 'open', ['a', 0], ['s', 2], ['a', 7]);
  const answered = ticket('answered', 'answered', ['a', 3], ['s', 8]);
  const closed = ticket('closed', 'resolved', ['a', 3], ['s', 4]);
  const all = [early, answered, again, late, closed];

  it('has who waits longest first, however often they wrote', () => {
    expect(idsOf(queueOf(all, 'waiting'))).toEqual(['early', 'late', 'again']);
    expect(waitingSince(again)).toBe(7);
  });

  it('shows the others below, by state', () => {
    expect(idsOf(queueOf(all, 'all'))).toEqual(['early', 'late', 'again', 'answered', 'closed']);
    expect(idsOf(queueOf(all, 'answered'))).toEqual(['answered']);
    expect(idsOf(queueOf(all, 'closed'))).toEqual(['closed']);
  });

  it('counts one opened again without a word from that moment', () => {
    const reopened = { ...answered, status: 'open' as const, updatedAt: 20 };
    expect(waitingSince(reopened)).toBe(20);
    expect(lastWordOf(reopened)).toBe('open');
  });

  it('knows the last word of its author', () => {
    expect(lastWordOf(closed)).toBe('resolved');
    expect(lastWordOf(answered)).toBeNull();
    expect(lastWordOf(again)).toBeNull();
  });
});
