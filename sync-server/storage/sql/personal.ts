/** Reminders, tickets and devices: entities of one person, as decisions need them. */
import type { Transaction } from 'kysely';
import type { Workspace } from '#shared/workspace/slice.ts';
import type { WorkspaceTransaction } from '../workspace-store.ts';
import { fromDevice, fromReminder, fromTicket, toDevice, toReminder, toTicket } from './rows.ts';
import type { Tables } from './tables.ts';

type Personal = Pick<
  WorkspaceTransaction,
  | 'countReminders'
  | 'countOpenTickets'
  | 'ticketIds'
  | 'pruneReminders'
  | 'deviceSeen'
  | 'saveDevice'
  | 'pruneDevices'
  | 'pruneGoneDevices'
>;
type Tx = Transaction<Tables>;

export async function loadReminder(tx: Tx, id: string | undefined) {
  if (id === undefined) return [];
  const rows = await tx.selectFrom('reminder').selectAll().where('id', '=', id).execute();
  return rows.map(toReminder);
}

export async function loadTicket(tx: Tx, id: string | undefined) {
  if (id === undefined) return [];
  const rows = await tx.selectFrom('ticket').selectAll().where('id', '=', id).execute();
  return rows.map(toTicket);
}

/** Neither is ever taken away by a decision. */
export async function savePersonal(tx: Tx, before: Workspace, after: Workspace): Promise<void> {
  for (const [id, reminder] of after.reminders) {
    if (before.reminders.get(id) === reminder) continue;
    const row = fromReminder(reminder);
    await tx
      .insertInto('reminder')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  }
  for (const [id, ticket] of after.tickets) {
    if (before.tickets.get(id) === ticket) continue;
    const row = fromTicket(ticket);
    await tx
      .insertInto('ticket')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  }
}

export const createPersonal = (tx: Tx): Personal => ({
  async countReminders(userId) {
    const { count } = await tx
      .selectFrom('reminder')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('owner_id', '=', userId)
      .where('ended_as', 'is', null)
      .executeTakeFirstOrThrow();
    return count;
  },

  async countOpenTickets(userId) {
    const { count } = await tx
      .selectFrom('ticket')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('author_id', '=', userId)
      .where('status', 'in', ['open', 'answered'])
      .executeTakeFirstOrThrow();
    return count;
  },

  async deviceSeen(userId, device) {
    const row = await tx
      .selectFrom('device_seen')
      .selectAll()
      .where('user_id', '=', userId)
      .where('device', '=', device)
      .executeTakeFirst();
    return row ? toDevice(row) : null;
  },

  async saveDevice(userId, device) {
    const row = fromDevice(userId, device);
    await tx
      .insertInto('device_seen')
      .values(row)
      .onConflict((conflict) => conflict.columns(['user_id', 'device']).doUpdateSet(row))
      .execute();
  },

  async pruneGoneDevices(userId, kept) {
    const newestSurplus = tx
      .selectFrom('change_log')
      .select('seq')
      .where('user_id', '=', userId)
      .where('kind', '=', 'device')
      .where('op', '=', 'gone')
      .orderBy('seq', 'desc')
      .limit(1)
      .offset(Math.max(0, kept));
    await tx
      .deleteFrom('change_log')
      .where('user_id', '=', userId)
      .where('kind', '=', 'device')
      .where('op', '=', 'gone')
      .where('seq', '<=', newestSurplus)
      .execute();
  },

  async pruneDevices(userId, kept) {
    const surplus = await tx
      .selectFrom('device_seen')
      .select('device')
      .where('user_id', '=', userId)
      .orderBy('last_seen_at', 'desc')
      .limit(20)
      .offset(kept)
      .execute();
    const ids = surplus.map(({ device }) => device);
    if (ids.length > 0) {
      await tx
        .deleteFrom('device_seen')
        .where('user_id', '=', userId)
        .where('device', 'in', ids)
        .execute();
    }
    return ids;
  },

  async ticketIds() {
    const rows = await tx.selectFrom('ticket').select('id').orderBy('created_at').execute();
    return rows.map(({ id }) => id);
  },

  async pruneReminders(userId, kept) {
    const surplus = await tx
      .selectFrom('reminder')
      .select('id')
      .where('owner_id', '=', userId)
      .where('ended_as', 'is not', null)
      .orderBy('updated_at', 'desc')
      .limit(20)
      .offset(kept)
      .execute();
    const ids = surplus.map(({ id }) => id);
    if (ids.length > 0) await tx.deleteFrom('reminder').where('id', 'in', ids).execute();
    return ids;
  },
});
