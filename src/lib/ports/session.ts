/** These are the ports of a session: how the device stands, what waits, and what is being typed. */
import type { Observable } from '#shared/base/observable.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type { SoundMoment } from '#shared/workspace/entities.ts';

/** What keeps this device from its server, where that is known. */
export type Hindrance =
  /** Something on the network answers in its place. */
  | 'foreign'
  /** The network wants a sign-in before it lets anything through. */
  | 'network-sign-in'
  /** The server takes the address at which the app was opened for somebody else's. */
  | 'other-address'
  /** The account is not on the server any more. */
  | 'account-gone';

export type SyncStatus =
  | { readonly kind: 'live' }
  /**
   * Connected or connecting: so many acts and commands are not yet safe on the server, and so many changes
   * are known to be still to come.
   */
  | {
      readonly kind: 'syncing';
      readonly waiting: number;
      readonly coming: number;
      readonly hindrance?: Hindrance;
    }
  | {
      readonly kind: 'offline' | 'sign-in';
      readonly waiting: number;
      readonly hindrance?: Hindrance;
    }
  /** This browser cannot read what it keeps for the app. */
  | { readonly kind: 'broken' };

export interface StatusReader {
  status(): Observable<SyncStatus>;
}

/**
 * The state of a newer build. `held`: it would be here, were it not for text in this tab that lies
 * nowhere else, and comes as soon as that is sent. `needed`: the server or a database here is of a
 * newer one, and this one cannot go on.
 */
export type UpdateState = 'none' | 'offered' | 'held' | 'needed';

/**
 * The one truth about where this device stands. Derived from the socket's heartbeat, from what the
 * server acknowledged as stored, and from the outbox; never from `navigator.onLine`.
 */
export interface UpdateReader {
  update(): Observable<UpdateState>;
  /** Takes over in every tab; each loads anew by itself. Where it is held, this tab at once. */
  applyUpdate(): void;
}

export interface WaitingCommand {
  readonly id: string;
  readonly command: Command;
  readonly at: number;
  /** Decided by the server; its effect is on the way here. */
  readonly isDecided: boolean;
}

export interface Unsent {
  /** The commands that wait, in the order of acting. */
  readonly commands: readonly WaitingCommand[];
  /** Rows whose read or dismissed state the server has not stored yet. */
  readonly marks: number;
}

/** Says exactly what of this device's acts is not on the server yet. */
export interface OutboxReader {
  unsent(): Observable<Unsent>;
}

export interface KeptText {
  /** Names where it was typed: `comment/<track>`, say. */
  readonly place: string;
  readonly text: string;
  /** The track's version when the typing began, if another's change must not be overwritten. */
  readonly version: number | null;
  /** People chosen from a list while typing, by their ids; missing where nobody was. */
  readonly mentions?: readonly string[];
  /** The moment of a sound that it is about; missing where there is none. */
  readonly moment?: SoundMoment;
  /** The track it is for, where the place names a comment, which may be gone by now. */
  readonly trackId?: string;
  /** What stood there then. */
  readonly over?: string;
  /** The refused command whose words came back here to be typed on. */
  readonly refused?: string;
}

/**
 * Keeps texts that are being typed on this device until they are sent or given up: leaving the
 * page, a reload, a crash lose nothing. There is one for each place where something is typed.
 */
export interface DraftKeeper {
  read(place: string): Promise<KeptText | null>;
  /** Keeps a text, on disk soon; the last one for a place counts. Null lets it go. */
  keep(place: string, text: Omit<KeptText, 'place'> | null): void;
  /** Resolves when all that was said is on disk. */
  whenKept(): Promise<void>;
  all(): Observable<readonly KeptText[]>;
}
