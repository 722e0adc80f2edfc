/**
 * These ports are tracks as the screens see them: what the server said, with the commands that wait
 * on this device applied on top by the shared reducers. Reading never asks the network.
 */
import type { Observable } from '#shared/base/observable.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type {
  Comment,
  File,
  Invite,
  Member,
  Reminder,
  Ticket,
  Track,
  Preferences,
} from '#shared/workspace/entities.ts';
import type { RefusalCode } from '#shared/workspace/refusals.ts';

export interface TrackSummary {
  readonly track: Track;
  readonly members: readonly Member[];
  /** Something of it waits to be sent. */
  readonly waiting: boolean;
}

export interface TrackPage {
  readonly track: Track;
  readonly members: readonly Member[];
  /** All states, newest first. */
  readonly invites: readonly Invite[];
  /** Oldest first. */
  readonly comments: readonly Comment[];
  /** Those that are there, by name. */
  readonly files: readonly File[];
  /** Ids of the entities a waiting command makes or changes. */
  readonly waiting: ReadonlySet<string>;
}

/** Not in effect, and not sent again by itself. */
export interface RefusedCommand {
  readonly id: string;
  readonly command: Command;
  /** `server-fault`: the server failed on it too often, or on something it needs. */
  readonly code: RefusalCode | 'server-fault';
  readonly at: number;
  /** The track it was about, as this device knows it; a title may be all that is left of it. */
  readonly track: { readonly id: string; readonly title: string | null } | null;
}

export interface WorkspaceReader {
  /** Latest change first. */
  tracks(): Observable<readonly TrackSummary[]>;
  /** Counts the answers to invite links on their way: nothing more is known of their tracks. */
  joining(): Observable<number>;
  /** `missing`: not on this device. `loading` does not exist: the device answers at once. */
  track(id: string): Observable<TrackPage | 'missing'>;
  /**
   * Lists refused commands that are still shown, oldest first. Answers to an invite are left out
   * where its row says how it ended.
   */
  refused(): Observable<readonly RefusedCommand[]>;
}

export interface CommandSender {
  /**
   * Resolves when the command lies in the outbox, on disk.
   * @param ifVersion of the track: should it have another by then, the command is refused
   * @param insteadOf the refused one whose words these were: it goes in the same moment
   */
  send(command: Command, ifVersion?: number, insteadOf?: string): Promise<void>;
  /**
   * Sends a refused command again, as a new one that may overwrite no more than it might; one the
   * server failed on, as it is.
   */
  retry(id: string): Promise<void>;
  /** Puts it away for good. */
  discard(id: string): Promise<void>;
}

export interface RemindersView {
  /** The reminders that can still be due or wait for "Done"; what is next comes first. */
  readonly reminders: readonly Reminder[];
  /** Ids of those with something on its way to the server. */
  readonly waiting: ReadonlySet<string>;
}

export interface TicketsView {
  /** Latest change first. */
  readonly tickets: readonly Ticket[];
  readonly waiting: ReadonlySet<string>;
  /** Counts by ticket how many of its last messages are on their way to the server. */
  readonly unsentMessages: ReadonlyMap<string, number>;
  /** This account answers tickets. */
  readonly isSupport: boolean;
}

/**
 * Reads what belongs to one person beside the feed: their reminders and their tickets, with what
 * waits on this device applied on top. For support accounts the tickets are everybody's. Reading
 * never asks the network.
 */
export interface PersonalReader {
  reminders(): Observable<RemindersView>;
  tickets(): Observable<TicketsView>;
}

export interface PreferencesView {
  /** Whole, also for who never said anything. */
  readonly preferences: Preferences;
  /** A change is on its way to the server. */
  readonly isWaiting: boolean;
}

/**
 * Reads what the person wants of the product, on all their devices; the command
 * `preferences.set.v1` changes it. What was changed here and waits to be sent counts already.
 * Reading never asks the network.
 */
export interface PreferencesReader {
  preferences(): Observable<PreferencesView>;
}
