/**
 * What the change log's rows are about, as it is now. Access is decided here once more, whatever the
 * log says: a member sees the track and all of it, the invited their invite, a person their own feed,
 * reminders and tickets, support all tickets.
 */
import type { Transaction } from 'kysely';
import type { AccountFacts, EntityKind } from '#shared/protocol/messages.ts';
import type { Bodies, LogEntry } from '../workspace-store.ts';
import { chunks, padded } from './chunks.ts';
import { toNotification } from './notification-rows.ts';
import { loadFiles } from './files.ts';
import { loadPreferences } from './preferences.ts';
import { toComment, toDevice, toInvite, toMember, toReminder, toTicket, toTrack } from './rows.ts';
import type { Tables } from './tables.ts';

type Tx = Transaction<Tables>;
type Ids = readonly string[];

export async function bodiesFor(
  tx: Tx,
  userId: string,
  rows: readonly LogEntry[],
): Promise<Bodies> {
  const ids = (kind: EntityKind) =>
    rows.filter((row) => row.kind === kind && row.op === 'upsert').map(({ id }) => id);
  const memberTracks = [...new Set(ids('member').map((id) => id.slice(0, id.indexOf(':'))))];
  return {
    track: await collect(ids('track'), (some) => loadTracks(tx, userId, some)),
    member: await collect(memberTracks, (some) => loadMembers(tx, userId, some)),
    invite: await collect(ids('invite'), (some) => loadInvites(tx, userId, some)),
    comment: await collect(ids('comment'), (some) => loadComments(tx, userId, some)),
    file: await collect(ids('file'), (some) => loadFilesFor(tx, userId, some)),
    notification: await collect(ids('notification'), (some) => loadNotifications(tx, userId, some)),
    reminder: await collect(ids('reminder'), (some) => loadReminders(tx, userId, some)),
    ticket: await collect(ids('ticket'), (some) => loadTickets(tx, userId, some)),
    device: await collect(ids('device'), (some) => loadDevices(tx, userId, some)),
    preferences: await collect(ids('preferences'), () => loadPreferences(tx, userId)),
    account: await collect(ids('account'), () => loadAccount(tx, userId)),
  };
}

async function collect<T extends { readonly id: string }>(
  ids: Ids,
  load: (ids: Ids) => Promise<readonly T[]>,
): Promise<ReadonlyMap<string, T>> {
  const found = new Map<string, T>();
  for (const some of chunks(ids)) {
    for (const entity of await load(padded(some))) found.set(entity.id, entity);
  }
  return found;
}

const tracksOf = (tx: Tx, userId: string) =>
  tx.selectFrom('member').select('member.track_id').where('member.user_id', '=', userId);

async function loadTracks(tx: Tx, userId: string, ids: Ids) {
  const query = tx.selectFrom('track').selectAll().where('id', 'in', ids);
  return (await query.where('id', 'in', tracksOf(tx, userId)).execute()).map(toTrack);
}

async function loadMembers(tx: Tx, userId: string, trackIds: Ids) {
  const query = tx.selectFrom('member').selectAll().where('track_id', 'in', trackIds);
  return (await query.where('track_id', 'in', tracksOf(tx, userId)).execute()).map(toMember);
}

async function loadInvites(tx: Tx, userId: string, ids: Ids) {
  const query = tx.selectFrom('invite').selectAll().where('id', 'in', ids);
  const visible = query.where((where) =>
    where.or([where('invitee_id', '=', userId), where('track_id', 'in', tracksOf(tx, userId))]),
  );
  // Whether there is an account at an address is nobody else's to know.
  return (await visible.execute())
    .map(toInvite)
    .map((invite) => (invite.inviteeId === userId ? invite : { ...invite, inviteeId: null }));
}

async function loadComments(tx: Tx, userId: string, ids: Ids) {
  const query = tx.selectFrom('comment').selectAll().where('id', 'in', ids);
  return (await query.where('track_id', 'in', tracksOf(tx, userId)).execute()).map(toComment);
}

async function loadFilesFor(tx: Tx, userId: string, ids: Ids) {
  const query = tx.selectFrom('file').select('id').where('id', 'in', ids);
  const visible = await query.where('track_id', 'in', tracksOf(tx, userId)).execute();
  return loadFiles(
    tx,
    visible.map(({ id }) => id),
  );
}

async function loadNotifications(tx: Tx, userId: string, ids: Ids) {
  const query = tx.selectFrom('notification').selectAll().where('id', 'in', ids);
  return (await query.where('user_id', '=', userId).execute()).map(toNotification);
}

async function loadDevices(tx: Tx, userId: string, ids: Ids) {
  const query = tx.selectFrom('device_seen').selectAll().where('device', 'in', ids);
  return (await query.where('user_id', '=', userId).execute()).map(toDevice);
}

async function loadReminders(tx: Tx, userId: string, ids: Ids) {
  const query = tx.selectFrom('reminder').selectAll().where('id', 'in', ids);
  return (await query.where('owner_id', '=', userId).execute()).map(toReminder);
}

/** Support sees every ticket. */
async function loadTickets(tx: Tx, userId: string, ids: Ids) {
  const query = tx.selectFrom('ticket').selectAll().where('id', 'in', ids);
  const visible = query.where((where) =>
    where.or([where('author_id', '=', userId), where.exists(supportAccount(tx, userId))]),
  );
  return (await visible.execute()).map(toTicket);
}

const supportAccount = (tx: Tx, userId: string) =>
  tx.selectFrom('support_account').select('user_id').where('user_id', '=', userId);

async function loadAccount(tx: Tx, userId: string): Promise<readonly AccountFacts[]> {
  const found = await supportAccount(tx, userId).execute();
  const accounts = await tx.selectFrom('user').select('name').where('id', '=', userId).execute();
  const role = found.length > 0 ? 'support' : 'producer';
  return accounts.map(({ name }) => ({ id: userId, name, role }));
}
