/**
 * These ports are the feed as the screens see it. Everything is read from this device; every act is
 * on the device when its promise resolves, and on its way to the others from then on. Badge, panel
 * and page all derive from FeedState, so they cannot disagree.
 */
import type { Observable } from '#shared/base/observable.ts';
import type { ActKind } from '#shared/marks/acts.ts';
import type { Lane } from '#shared/marks/lane.ts';
import type { LastWord } from '#shared/marks/last-word.ts';
import type { RunSet } from '#shared/marks/run-set.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import type { Device, Invite, Reminder, Ticket } from '#shared/workspace/entities.ts';

export interface FeedState {
  /** Ordinals of the rows held here. */
  readonly live: RunSet;
  /** Up to here, every ordinal without a row is dead. */
  readonly complete: number;
  readonly read: Lane;
  readonly dismissed: Lane;
}

export interface FeedRow {
  readonly record: NotificationRecord;
  /** The ordinals it had before it asked for attention again, latest first. */
  readonly was: readonly number[];
  /** When it came to this device, by the server's clock; null where that says nothing. */
  readonly receivedAt: number | null;
  /** The invite a row is about, with this device's waiting commands applied. */
  readonly invite: Invite | null;
  /** The reminder a row is about, with this device's waiting commands applied. */
  readonly reminder: Reminder | null;
  readonly ticket: Ticket | null;
  /**
   * This device's own answer to any of them: the server has not decided it, or it came when the same
   * had been asked again.
   */
  readonly answer: { readonly state: 'waiting' | 'overtaken' } | null;
  /** False where the row's track is not here (not joined, gone, no longer allowed). */
  readonly trackHeld: boolean;
}

/** A row, and which part of a page shows what it is about. */
export interface PlacedRow {
  readonly ordinal: number;
  /** Id of a widget or section; null where none shows it. */
  readonly place: string | null;
  /** Id of what it is about: an invite, a reminder, a ticket; null where of nothing. */
  readonly subject: string | null;
}

export interface FeedReader {
  state(): Observable<FeedState>;
  /** Finds where a row is by its id; null where it is not held. */
  ordinalOf(id: string): Observable<number | null>;
  /** Reads rows by ordinal, a window at a time; one that is not held is missing from the map. */
  rows(ordinals: readonly number[]): Observable<ReadonlyMap<number, FeedRow>>;
}

/** What is found in the feed beside its rows by ordinal. */
export interface FeedLookups {
  /** Rows that await this person's answer, read or not; each goes when it is answered anywhere. */
  awaiting(now: number): Observable<RunSet>;
  /** Everything held about one track, newest first. */
  ofTrack(trackId: string): Observable<readonly PlacedRow[]>;
  /** Everything held about one ticket, which its page shows as `ticket`. */
  ofTicket(ticketId: string): Observable<readonly PlacedRow[]>;
  /** Finds the rows of every reminder that was due, which their page shows as `due`. */
  ofReminders(): Observable<readonly PlacedRow[]>;
}

/** An act's id is what Undo needs to know; it names an act kept on the device. */
export type ActId = string;

/** Each returns null when the act changes nothing. */
export interface FeedActs {
  markRead(ordinals: RunSet): Promise<ActId | null>;
  markUnread(ordinals: RunSet): Promise<ActId | null>;
  dismiss(ordinals: RunSet): Promise<ActId | null>;
  restore(ordinals: RunSet): Promise<ActId | null>;
  /** Everything this device had received, nothing later. */
  markAllRead(): Promise<ActId | null>;
  /** Takes back exactly what the act changed, where no later act says otherwise. */
  undo(act: ActId): Promise<void>;
}

export interface PastAct {
  readonly id: ActId;
  readonly kind: ActKind;
  /** How many rows the person saw change. */
  readonly count: number;
  /** The device's name in words; null where it is not known any more. */
  readonly deviceName: string | null;
  readonly isHere: boolean;
  /** Ms since 1970, as far as clocks can be trusted. */
  readonly at: number;
  /** `overtaken`: later acts have said something else on all of it. */
  readonly state: 'undoable' | 'undone' | 'overtaken';
}

/** The history is what this person did to notifications, and what can still be taken back. */
export interface HistoryReader {
  /** Lists the acts of the last 30 days, latest first. */
  acts(): Observable<readonly PastAct[]>;
}

export interface DeviceView {
  readonly device: Device;
  readonly isThis: boolean;
  /** When it last did something that has reached this device; null where it never has. */
  readonly saidAt: number | null;
}

export interface RowTruth extends LastWord {
  /** The device's name in words; null where it is not known any more. */
  readonly deviceName: string | null;
  readonly isHere: boolean;
}

/** Says which devices this person has, and which said what of a row; it never asks the network. */
export interface DevicesReader {
  /** Lists the devices, the one heard of last first. */
  devices(): Observable<readonly DeviceView[]>;
  /** Says how it is now; null where nothing was ever said of the row. */
  truthOf(ordinal: number): Promise<RowTruth | null>;
}
