/**
 * One page of a person's change log: an index of what changed, with bodies and access as they are at
 * the moment of reading. Decides too when a cursor proves that the server was rolled back.
 */
import {
  changesPageBytes,
  changesPerPageMost,
  newestNotifications,
} from '#shared/workspace/limits.ts';
import type { Change, ChangesAnswer, EntityKind, UpsertOf } from '#shared/protocol/messages.ts';
import type {
  Bodies,
  LogRow,
  UserHead,
  WorkspaceReading,
  WorkspaceTransaction,
} from '../storage/workspace-store.ts';
import { newEpoch } from './tell.ts';

export interface ChangesQuestion {
  readonly userId: string;
  readonly after: number;
  readonly limit: number;
  /** What the device takes at once, in bytes. */
  readonly bytes: number | undefined;
  /** Of the cursor, where the device knows it. */
  readonly epoch: string | undefined;
  readonly now: number;
}

/** The head has to be made or renewed before anything can be answered. */
export interface HeadMissing {
  readonly renew: true;
  readonly seen: UserHead | undefined;
}

/** @param mayRenew false once the head was renewed for this very question */
export async function readChanges(
  tx: WorkspaceReading,
  { userId, after, limit, bytes, epoch, now }: ChangesQuestion,
  mayRenew: boolean,
): Promise<ChangesAnswer | HeadMissing> {
  const head = (await tx.heads([userId])).get(userId);
  // A cursor of this very numbering beyond its end: the server was rolled back.
  const isAhead = head && after > head.seq && (epoch === undefined || epoch === head.epoch);
  if (!head || (isAhead && mayRenew)) return { renew: true, seen: head };

  const most = Math.max(1, Math.min(Math.trunc(limit), changesPerPageMost));
  const rows = await tx.readLog(userId, after, most + 1);
  const bodies = await tx.bodiesFor(userId, rows.slice(0, most));
  const changes = withinBytes(
    rows.slice(0, most).map((row) => toChange(row, bodies)),
    Math.min(bytes ?? changesPageBytes, changesPageBytes),
  );
  const more = changes.length < rows.length;
  const to = more ? (changes.at(-1)?.seq ?? head.seq) : head.seq;
  return {
    epoch: head.epoch,
    after,
    to,
    head: head.seq,
    ordinalHead: head.ordinal,
    changes,
    more,
    ...(more && { left: await tx.countLog(userId, to) }),
    serverTime: now,
    ...(after === 0 && { newest: await tx.newestNotifications(userId, newestNotifications) }),
  };
}

/**
 * Makes a missing head; renews one that a device is ahead of. What was lost with the rollback may
 * have been numbered already, so ordinals go on where no clock of a server can have led them.
 */
export async function renewHead(
  tx: WorkspaceTransaction,
  { userId, now }: ChangesQuestion,
  seen: UserHead | undefined,
): Promise<void> {
  if (!seen) {
    await tx.createHead(userId, newEpoch(now));
    return;
  }
  const head = (await tx.heads([userId])).get(userId);
  if (head?.epoch === seen.epoch) await tx.renewHead(userId, newEpoch(now), ordinalFloor(now));
}

const ordinalsFrom = Date.UTC(2025, 0, 1);
/** Nobody is told 1,024 things a second for long. */
export const ordinalFloor = (now: number): number =>
  1_024 * Math.max(0, Math.floor((now - ordinalsFrom) / 1_000));

/** What may not be seen or is not there any more is gone, whatever the log says. */
function toChange({ kind, id, seq, op }: LogRow, bodies: Bodies): Change {
  if (kind === 'track-gone') return { seq, op: 'gone', kind: 'track', id };
  return (
    (op === 'upsert' ? upsertOf(kind, id, seq, bodies) : null) ?? { seq, op: 'gone', kind, id }
  );
}

function upsertOf<Kind extends EntityKind>(
  kind: Kind,
  id: string,
  seq: number,
  bodies: Bodies,
): UpsertOf<Kind> | null {
  const body = bodies[kind].get(id);
  return body ? { seq, op: 'upsert', kind, id, body } : null;
}

/** Cuts a page of long texts early; one change always fits. */
function withinBytes(changes: readonly Change[], bytesMost: number): readonly Change[] {
  let bytes = 0;
  const end = changes.findIndex((change, index) => {
    bytes += Buffer.byteLength(JSON.stringify(change));
    return index > 0 && bytes > bytesMost;
  });
  return end === -1 ? changes : changes.slice(0, end);
}
