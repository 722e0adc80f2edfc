/**
 * What belongs to one person beside the feed: their reminders and their tickets, with what waits on
 * this device applied on top. For support accounts the tickets are everybody's. Reading never asks the
 * network.
 */
import type { Reminder, Ticket } from '#shared/workspace/entities.ts';
import type { Observable } from '#shared/base/observable.ts';

export interface RemindersView {
  /** Those that can still be due or wait for "Done"; what is next comes first. */
  readonly reminders: readonly Reminder[];
  /** Ids of those with something on its way to the server. */
  readonly waiting: ReadonlySet<string>;
}

export interface TicketsView {
  /** Latest change first. */
  readonly tickets: readonly Ticket[];
  readonly waiting: ReadonlySet<string>;
  /** By ticket, how many of its last messages are on their way to the server. */
  readonly unsentMessages: ReadonlyMap<string, number>;
  /** This account answers tickets. */
  readonly isSupport: boolean;
}

export interface PersonalReader {
  reminders(): Observable<RemindersView>;
  tickets(): Observable<TicketsView>;
}
