/** What becomes of accounts: their name, their end, and what they leave behind. */
import type { Transaction } from 'kysely';
import type { WorkspaceTransaction } from '../workspace-store.ts';
import { toComment, toInvite } from './rows.ts';
import type { Tables } from './tables.ts';

type Accounts = Pick<
  WorkspaceTransaction,
  | 'nameOf'
  | 'renameUser'
  | 'removeUser'
  | 'membershipsOf'
  | 'pendingInvitesOf'
  | 'pendingInvitesBy'
  | 'invitesNaming'
  | 'commentsBy'
  | 'commentsResolvedBy'
  | 'dropReminders'
  | 'dropTickets'
  | 'dropOwnRows'
>;
type Tx = Transaction<Tables>;

export const createAccountRows = (tx: Tx): Accounts => ({
  ...leftBehind(tx),
  async nameOf(userId) {
    const row = await tx
      .selectFrom('user')
      .select('name')
      .where('id', '=', userId)
      .executeTakeFirst();
    return row?.name ?? null;
  },

  async renameUser(userId, name) {
    await tx.updateTable('user').set({ name }).where('id', '=', userId).execute();
  },

  async removeUser(userId) {
    const sessions = await tx
      .deleteFrom('session')
      .where('userId', '=', userId)
      .returning('id')
      .execute();
    const address = tx.selectFrom('user').select('email').where('id', '=', userId);
    await tx
      .updateTable('invite')
      .set({ invitee_id: userId })
      .where('email', '=', address)
      .where('invitee_id', 'is', null)
      .execute();
    await tx
      .updateTable('announcement')
      .set({ author_name: '' })
      .where('author_id', '=', userId)
      .execute();
    await tx.deleteFrom('account').where('userId', '=', userId).execute();
    await tx.deleteFrom('verification').where('identifier', 'like', `%:${userId}`).execute();
    // Nothing is pushed to them from now on; jobs go with their subscriptions.
    await tx.deleteFrom('push_subscription').where('user_id', '=', userId).execute();
    await tx.deleteFrom('known_browser').where('user_id', '=', userId).execute();
    await tx.deleteFrom('support_account').where('user_id', '=', userId).execute();
    await tx.deleteFrom('user').where('id', '=', userId).execute();
    return sessions.map(({ id }) => id);
  },

  membershipsOf: (userId, after, limit) =>
    tx
      .selectFrom('member')
      .select(['track_id as trackId', 'role'])
      .where('user_id', '=', userId)
      .where('track_id', '>', after)
      .orderBy('track_id')
      .limit(limit)
      .execute(),
});

const leftBehind = (
  tx: Tx,
): Omit<Accounts, 'nameOf' | 'renameUser' | 'removeUser' | 'membershipsOf'> => ({
  async pendingInvitesOf(userId, now, limit) {
    const rows = await tx
      .selectFrom('invite')
      .select('id')
      .where('invitee_id', '=', userId)
      .where('state', '=', 'pending')
      .where('expires_at', '>', now)
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  },

  async pendingInvitesBy(inviterId, userId, now) {
    const rows = await tx
      .selectFrom('invite')
      .select('id')
      .where('invitee_id', '=', userId)
      .where('inviter_id', '=', inviterId)
      .where('state', '=', 'pending')
      .where('expires_at', '>', now)
      .execute();
    return rows.map(({ id }) => id);
  },

  async invitesNaming(userId, limit) {
    const rows = await tx
      .selectFrom('invite')
      .selectAll()
      .where((where) => {
        const waits = where('state', '=', 'pending');
        return where.or([
          where('invitee_id', '=', userId).and(waits.or('email', '<>', '')),
          where('inviter_id', '=', userId).and(waits.or('inviter_name', '<>', '')),
        ]);
      })
      .orderBy('track_id')
      .limit(limit)
      .execute();
    return rows.map(toInvite);
  },

  async commentsBy(userId, limit) {
    const rows = await tx
      .selectFrom('comment')
      .selectAll()
      .where('author_id', '=', userId)
      .where('text', '<>', '')
      .orderBy('track_id')
      .limit(limit)
      .execute();
    return rows.map(toComment);
  },

  async commentsResolvedBy(userId, limit) {
    const rows = await tx
      .selectFrom('comment')
      .selectAll()
      .where('resolved_by_id', '=', userId)
      .where('resolved_by_name', '<>', '')
      .orderBy('track_id')
      .limit(limit)
      .execute();
    return rows.map(toComment);
  },

  async dropReminders(userId, limit) {
    const some = tx.selectFrom('reminder').select('id').where('owner_id', '=', userId).limit(limit);
    const gone = tx.deleteFrom('reminder').where('id', 'in', some).returning('id');
    return (await gone.execute()).map(({ id }) => id);
  },

  async dropTickets(userId, limit) {
    const some = tx.selectFrom('ticket').select('id').where('author_id', '=', userId).limit(limit);
    const gone = tx.deleteFrom('ticket').where('id', 'in', some).returning('id');
    return (await gone.execute()).map(({ id }) => id);
  },

  async dropOwnRows(userId, limit) {
    for (const dropSome of longTables) {
      if ((await dropSome(tx, userId, limit)) > 0) return false;
    }
    for (const table of shortTables) {
      await tx.deleteFrom(table).where('user_id', '=', userId).execute();
    }
    await tx.deleteFrom('telling').where('asker_id', '=', userId).execute();
    return true;
  },
});

type DropSome = (tx: Tx, userId: string, limit: number) => Promise<number>;

const dropNotifications: DropSome = async (tx, userId, limit) => {
  const own = tx.selectFrom('notification').where('user_id', '=', userId);
  const gone = tx.deleteFrom('notification').where('id', 'in', own.select('id').limit(limit));
  return Number((await gone.executeTakeFirstOrThrow()).numDeletedRows);
};

const dropLog: DropSome = async (tx, userId, limit) => {
  const own = tx.selectFrom('change_log').where('user_id', '=', userId);
  const gone = tx
    .deleteFrom('change_log')
    .where('user_id', '=', userId)
    .where('seq', 'in', own.select('seq').limit(limit));
  return Number((await gone.executeTakeFirstOrThrow()).numDeletedRows);
};

const dropOutcomes: DropSome = async (tx, userId, limit) => {
  const own = tx.selectFrom('command_outcome').where('user_id', '=', userId);
  const gone = tx
    .deleteFrom('command_outcome')
    .where('user_id', '=', userId)
    .where('id', 'in', own.select('id').limit(limit));
  return Number((await gone.executeTakeFirstOrThrow()).numDeletedRows);
};

const longTables = [dropNotifications, dropLog, dropOutcomes];
/** Everything else that is of one person alone: a test looks for a table that is missing here. */
const shortTables = [
  'push_subscription',
  'account_use',
  'device',
  'device_seen',
  'preferences',
  'blocked',
  'telling',
  'push_subscription',
  'doc_update',
  'doc_client',
  'doc_snapshot',
  'doc',
  'user_head',
] as const;
