/**
 * The workspace as the transports see it: commands in, changes out. Every promise here ends by the
 * database's time-outs; nothing of it knows HTTP or sockets.
 */
import type { Result } from '#shared/base/result.ts';
import type { Heads } from '#shared/protocol/codec.ts';
import type { ChangesAnswer, CommandAnswer, SentCommand } from '#shared/protocol/messages.ts';
import type { Actor } from '#shared/workspace/slice.ts';
import type { RefusalCode } from '#shared/workspace/refusals.ts';
import type { Version } from '#shared/workspace/entities.ts';
import type { Arrived } from './add-version.ts';
import type { Sighting } from './devices.ts';

/** Where a user's change log and ordinals stand. */
export type UserHeads = Omit<Heads, 'documentSeq'>;

/** The device's counter is behind: it counts on from `last`, and sends these again. */
export interface DeviceConflict {
  readonly code: 'conflict';
  readonly last: number;
  /** Those of the request that have never run, and never will under their numbers. */
  readonly ids: readonly string[];
}

export interface HeldVersion {
  readonly name: string;
  readonly version: Version;
}

export interface WorkspaceService {
  /**
   * Decides the commands in order, each in a transaction of its own. After a fault of the server the
   * answer holds the outcomes so far; it rejects only when the very first command met the fault.
   * @param hasGone asked before each: nobody waits for the rest any more, and it is not decided
   */
  execute(
    actor: Actor,
    request: { readonly commands: readonly SentCommand[] },
    hasGone?: () => boolean,
  ): Promise<Result<CommandAnswer, DeviceConflict>>;
  /**
   * One page of the change log, from one snapshot.
   * @param after the device's cursor, 0 for a new device
   * @param limit rows; clamped to what limits.ts allows
   * @param epoch the epoch of that cursor where the device knows it: a cursor of an older epoch that
   *   lies beyond the head is then no sign of a rolled back server
   */
  changes(
    userId: string,
    after: number,
    limit: number,
    epoch?: string,
    bytes?: number,
  ): Promise<ChangesAnswer>;
  /** Idempotent: makes the user's heads, attaches the invites that waited for the address. */
  ensureUser(actor: Actor): Promise<void>;
  /** This account was signed in to where it never was before. @param device in words */
  tellSignedIn(userId: string, device: string): Promise<void>;
  /** A device has asked or sent something. Most sightings change nothing. */
  seeDevice(userId: string, sighting: Sighting): Promise<void>;
  /** Makes the account one of the staff. @returns its id; null where no account has this address */
  addSupport(email: string): Promise<string | null>;
  /** Takes it back. @returns its id; null where no account of the staff has this address */
  removeSupport(email: string): Promise<string | null>;
  /**
   * A version of a file whose bytes the server holds. Idempotent by the id of the version.
   * @returns why it is not taken, or null
   */
  addVersion(arrived: Arrived): Promise<RefusalCode | null>;
  /** The version, with what its file is called, where this person may have its bytes now. */
  version(userId: string, versionId: string): Promise<HeldVersion | null>;
  /** Hashes of bytes that are referred to, in order, from the one after `after` on. */
  hashesReferred(after: string, limit: number): Promise<readonly string[]>;
  /** Whether somebody may add a version now, before a byte of it has come. */
  refuseUpload(userId: string, trackId: string, size: number): Promise<RefusalCode | null>;
  /** A new name, for everybody who works with this account. */
  rename(userId: string, name: string): Promise<void>;
  /**
   * The account is gone when this resolves; what it leaves behind goes soon after, by itself.
   * @returns the sessions it had: they are over
   */
  removeAccount(actor: Actor): Promise<readonly string[]>;
  /** Fires some of what is due. @returns how many; when the first was or is due, null for never */
  /** Zones have other rules than at the last start: what hangs on them is reckoned anew. */
  settleZones(): Promise<void>;
  fireTimers(): Promise<{ readonly fired: number; readonly nextAt: number | null }>;
  /** Users without heads yet are absent. */
  heads(userIds: readonly string[]): Promise<ReadonlyMap<string, UserHeads>>;
}
