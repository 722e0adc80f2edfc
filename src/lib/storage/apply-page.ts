/**
 * Applies a page of the change log: rows, live set and cursor in one transaction, only where it
 * continues exactly from where this device stands. A page of another epoch is taken from 0 only; rows
 * of the old epoch stay until its head is reached, then what was not seen again is swept.
 */
import type { EntityTable } from 'dexie';
import type { Change, ChangesAnswer, Upsert } from '#shared/protocol/messages.ts';
import { addRun, removeRun, runSetOf, type RunSet } from '#shared/marks/run-set.ts';
import {
  readPosition,
  type FeedDatabase,
  type Position,
  type Stored,
  type StoredNotification,
} from './feed-database.ts';

export type Applied =
  | { readonly kind: 'applied'; readonly position: Position }
  /** The answer is for another place; ask again from `position`. */
  | { readonly kind: 'elsewhere'; readonly position: Position };

/** @param userId whose feed: their own invites survive the loss of a track */
export function applyPage(db: FeedDatabase, userId: string, page: ChangesAnswer): Promise<Applied> {
  return db.transaction('rw', db.tables, async () => {
    const before = await readPosition(db);
    const restarts = before.epoch !== page.epoch && page.after === 0;
    const continues = before.epoch === page.epoch && before.cursor === page.after;
    if (!restarts && !continues) {
      // A foreign epoch means: read everything again, from the start.
      const isForeign = before.epoch !== page.epoch;
      return { kind: 'elsewhere', position: isForeign ? { ...before, cursor: 0 } : before };
    }
    let live = before.live;
    for (const change of page.changes) {
      live = await applyChange(db, userId, page.epoch, change, live);
    }
    for (const record of page.newest ?? []) {
      if ((await db.notifications.get(record.ordinal)) !== undefined) continue;
      live = await putNotification(
        db,
        { id: record.id, ordinal: record.ordinal, seq: 0, epoch: page.epoch, body: record },
        live,
      );
    }
    const sweeping = restarts ? before.epoch !== null : before.sweeping;
    if (sweeping && !page.more && (await sweep(db, page.epoch))) {
      live = runSetOf(await db.notifications.toCollection().primaryKeys());
    }
    const position: Position = {
      name: 'position',
      epoch: page.epoch,
      cursor: page.to,
      complete: page.more ? (restarts ? 0 : before.complete) : page.ordinalHead,
      live,
      sweeping: sweeping && page.more,
    };
    await db.meta.put(position);
    return { kind: 'applied', position };
  });
}

async function applyChange(
  db: FeedDatabase,
  userId: string,
  epoch: string,
  change: Change,
  live: RunSet,
): Promise<RunSet> {
  if (change.op === 'upsert') return applyUpsert(db, epoch, change, live);
  switch (change.kind) {
    case 'track':
      await removeTrack(db, userId, change.id);
      return live;
    case 'member':
      await db.members.delete(change.id);
      return live;
    case 'invite':
      await db.invites.delete(change.id);
      return live;
    case 'comment':
      await db.comments.delete(change.id);
      return live;
    case 'reminder':
      await db.reminders.delete(change.id);
      return live;
    case 'ticket':
      await db.tickets.delete(change.id);
      return live;
    case 'account':
      await db.account.delete(change.id);
      return live;
    case 'device':
      await db.devices.delete(change.id);
      return live;
    case 'notification': {
      const row = await db.notifications.where('id').equals(change.id).first();
      if (!row) return live;
      await db.notifications.delete(row.ordinal);
      return removeRun(live, row.ordinal, row.ordinal);
    }
    // Of a newer server: this app knows nothing of it.
    default:
      return live;
  }
}

async function applyUpsert(
  db: FeedDatabase,
  epoch: string,
  { seq, id, kind, body }: Upsert,
  live: RunSet,
): Promise<RunSet> {
  const row = { id, seq, epoch };
  switch (kind) {
    case 'track':
      await putNewer(db.tracks, { ...row, body });
      return live;
    case 'member':
      await putNewer(db.members, { ...row, trackId: body.trackId, body });
      return live;
    case 'invite':
      await putNewer(db.invites, { ...row, trackId: body.trackId, body });
      return live;
    case 'comment':
      await putNewer(db.comments, { ...row, trackId: body.trackId, body });
      return live;
    case 'reminder':
      await putNewer(db.reminders, { ...row, body });
      return live;
    case 'ticket':
      await putNewer(db.tickets, { ...row, body });
      return live;
    case 'account':
      await putNewer(db.account, { ...row, body });
      return live;
    case 'device':
      await putNewer(db.devices, { ...row, body });
      return live;
    case 'notification': {
      const held = await db.notifications.where('id').equals(id).first();
      if (held && held.epoch === epoch && held.seq > seq) return live;
      return putNotification(db, { ...row, ordinal: body.ordinal, body }, live);
    }
    default:
      return live;
  }
}

/** An upsert older than what is held is ignored; seqs of different epochs do not compare. */
async function putNewer<Row extends Stored<unknown>>(
  table: EntityTable<Row, 'id'>,
  row: Row,
): Promise<void> {
  const held: Stored<unknown> | undefined = await table.where('id').equals(row.id).first();
  if (held && held.epoch === row.epoch && held.seq > row.seq) return;
  await table.put(row);
}

/** A row that asks for attention again comes with a new ordinal; its old one is dead from then on. */
async function putNotification(
  db: FeedDatabase,
  row: StoredNotification,
  live: RunSet,
): Promise<RunSet> {
  let next = live;
  for (const old of await db.notifications.where('id').equals(row.id).toArray()) {
    if (old.ordinal === row.ordinal) continue;
    await db.notifications.delete(old.ordinal);
    next = removeRun(next, old.ordinal, old.ordinal);
  }
  await db.notifications.put(row);
  return addRun(next, row.ordinal, row.ordinal);
}

async function removeTrack(db: FeedDatabase, userId: string, trackId: string): Promise<void> {
  await db.tracks.delete(trackId);
  await db.members.where('trackId').equals(trackId).delete();
  await db.comments.where('trackId').equals(trackId).delete();
  await db.invites
    .where('trackId')
    .equals(trackId)
    .filter(({ body }) => body.inviteeId !== userId)
    .delete();
}

/** @returns whether notifications went */
async function sweep(db: FeedDatabase, epoch: string): Promise<boolean> {
  const isOld = (row: { readonly epoch: string }) => row.epoch !== epoch;
  await db.tracks.filter(isOld).delete();
  await db.members.filter(isOld).delete();
  await db.invites.filter(isOld).delete();
  await db.comments.filter(isOld).delete();
  await db.reminders.filter(isOld).delete();
  await db.tickets.filter(isOld).delete();
  await db.account.filter(isOld).delete();
  await db.devices.filter(isOld).delete();
  return (await db.notifications.filter(isOld).delete()) > 0;
}
