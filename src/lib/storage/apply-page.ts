/**
 * Applies a page of the change log: rows, live set and cursor in one transaction, only where it
 * continues exactly from where this device stands. A page of another epoch is taken from 0 only; rows
 * of the old epoch stay until its head is reached, then what was not seen again is swept.
 */
import type { Table } from 'dexie';
import type { Change, ChangesAnswer, EntityKind, Upsert } from '#shared/protocol/messages.ts';
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
    // What a new device is told at first, others had in time.
    const isFirst = !continues || before.cursor === 0;
    const isFilling = before.complete === 0 && before.live.length > 0;
    const at = { epoch: page.epoch, receivedAt: isFirst || isFilling ? null : page.serverTime };
    let live = await applyChanges(db, userId, at, page.changes, before.live);
    const newest = page.newest ?? [];
    const held = await db.notifications.bulkGet(newest.map(({ ordinal }) => ordinal));
    // The log brings them again, with their seqs.
    const early = newest
      .filter((_, at) => held[at] === undefined)
      .map((body) => ({ seq: 0, op: 'upsert', kind: 'notification', id: body.id, body }) as const);
    live = await putNotifications(db, at, early, live);
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

/**
 * A notification that came ahead of the log, by a push: the log brings it again, so the cursor stays.
 * One the cursor has passed is old news; one of another epoch cannot be placed.
 */
export function applyAhead(
  db: FeedDatabase,
  epoch: string,
  upsert: NotificationUpsert,
): Promise<void> {
  return db.transaction('rw', db.notifications, db.meta, async () => {
    const position = await readPosition(db);
    if (position.epoch !== epoch || upsert.seq <= position.cursor) return;
    const live = await putNotifications(db, { epoch, receivedAt: null }, [upsert], position.live);
    await db.meta.put({ ...position, live });
  });
}

/** How what a page brings got here. */
interface Arrival {
  readonly epoch: string;
  /** See StoredNotification. */
  readonly receivedAt: number | null;
}

/** In order; neighbours of one kind together, as a page is mostly those. */
async function applyChanges(
  db: FeedDatabase,
  userId: string,
  at: Arrival,
  changes: readonly Change[],
  live: RunSet,
): Promise<RunSet> {
  let next = live;
  for (let from = 0; from < changes.length;) {
    const { op, kind } = changes[from] ?? {};
    const end = changes.findIndex(
      (change, index) => index > from && (change.op !== op || change.kind !== kind),
    );
    const run = changes.slice(from, end === -1 ? undefined : end);
    next = await applyRun(db, userId, at, run, next);
    from += run.length;
  }
  return next;
}

/** @param run changes of one kind, all upserts or all removals */
async function applyRun(
  db: FeedDatabase,
  userId: string,
  at: Arrival,
  run: readonly Change[],
  live: RunSet,
): Promise<RunSet> {
  const upserts = run.filter((change) => change.op === 'upsert');
  const [first] = run;
  if (!first) return live;
  if (first.kind === 'notification') {
    return upserts.length > 0
      ? putNotifications(db, at, upserts.filter(isNotification), live)
      : dropNotifications(db, run, live);
  }
  const table = tableOf(db, first.kind);
  // Of a newer server: this app knows nothing of it.
  if (!table) return live;
  if (upserts.length > 0) await putNewer(table, at.epoch, upserts);
  else if (first.kind === 'track') for (const { id } of run) await removeTrack(db, userId, id);
  else await table.bulkDelete(run.map(({ id }) => id));
  return live;
}

const tables: Readonly<Record<Exclude<EntityKind, 'notification'>, string>> = {
  track: 'tracks',
  member: 'members',
  invite: 'invites',
  comment: 'comments',
  reminder: 'reminders',
  ticket: 'tickets',
  account: 'account',
  device: 'devices',
  preferences: 'preferences',
  file: 'files',
};

const tableOf = (db: FeedDatabase, kind: keyof typeof tables) =>
  Object.hasOwn(tables, kind) ? db.table<Stored<unknown>, string>(tables[kind]) : null;

/** An upsert older than what is held is ignored; seqs of different epochs do not compare. */
async function putNewer(
  table: Table<Stored<unknown>, string>,
  epoch: string,
  upserts: readonly Upsert[],
): Promise<void> {
  const held = await table.bulkGet(upserts.map(({ id }) => id));
  const newer = upserts.filter(({ seq }, at) => !isNewer(held[at], epoch, seq));
  await table.bulkPut(
    newer.map(({ id, seq, body }) => ({
      id,
      seq,
      epoch,
      ...('trackId' in body && { trackId: body.trackId }),
      body,
    })),
  );
}

const isNewer = (held: Stored<unknown> | undefined, epoch: string, seq: number): boolean =>
  held !== undefined && held.epoch === epoch && held.seq > seq;

export type NotificationUpsert = Extract<Upsert, { kind: 'notification' }>;
const isNotification = (upsert: Upsert): upsert is NotificationUpsert =>
  upsert.kind === 'notification';

/** More often than this a row does not change while somebody looks at it. */
const wasMost = 10;

/** A row that asks for attention again comes with a new ordinal; its old one is dead from then on. */
async function putNotifications(
  db: FeedDatabase,
  { epoch, receivedAt }: Arrival,
  upserts: readonly NotificationUpsert[],
  live: RunSet,
): Promise<RunSet> {
  const ids = upserts.map(({ id }) => id);
  const held = await db.notifications.where('id').anyOf(ids).toArray();
  const rowsById = Map.groupBy(held, ({ id }) => id);
  let next = live;
  const dead: number[] = [];
  const rows: StoredNotification[] = [];
  for (const { id, seq, body } of upserts) {
    const before = rowsById.get(id) ?? [];
    if (before.some((row) => isNewer(row, epoch, seq))) continue;
    for (const { ordinal } of before) {
      if (ordinal === body.ordinal) continue;
      dead.push(ordinal);
      next = removeRun(next, ordinal, ordinal);
    }
    const was = before.flatMap((row) =>
      row.ordinal === body.ordinal ? (row.was ?? []) : [row.ordinal, ...(row.was ?? [])],
    );
    const known = before.find(({ ordinal }) => ordinal === body.ordinal);
    const came = known ? known.receivedAt : receivedAt;
    rows.push({
      id,
      seq,
      epoch,
      ordinal: body.ordinal,
      body,
      was: was.slice(0, wasMost),
      ...(typeof came === 'number' && { receivedAt: came }),
    });
    next = addRun(next, body.ordinal, body.ordinal);
  }
  await db.notifications.bulkDelete(dead);
  await db.notifications.bulkPut(rows);
  return next;
}

async function dropNotifications(
  db: FeedDatabase,
  removals: readonly Change[],
  live: RunSet,
): Promise<RunSet> {
  const ids = removals.map(({ id }) => id);
  const ordinals = await db.notifications.where('id').anyOf(ids).primaryKeys();
  await db.notifications.bulkDelete(ordinals);
  return ordinals.reduce((next, ordinal) => removeRun(next, ordinal, ordinal), live);
}

async function removeTrack(db: FeedDatabase, userId: string, trackId: string): Promise<void> {
  await db.tracks.delete(trackId);
  await db.members.where('trackId').equals(trackId).delete();
  await db.comments.where('trackId').equals(trackId).delete();
  await db.files.where('trackId').equals(trackId).delete();
  await db.invites
    .where('trackId')
    .equals(trackId)
    .filter(({ body }) => body.inviteeId !== userId)
    .delete();
}

/** @returns whether notifications went */
async function sweep(db: FeedDatabase, epoch: string): Promise<boolean> {
  const isOld = (row: { readonly epoch: string }) => row.epoch !== epoch;
  for (const name of Object.values(tables)) {
    await db.table<Stored<unknown>, string>(name).filter(isOld).delete();
  }
  return (await db.notifications.filter(isOld).delete()) > 0;
}
