/** Timers, announcements and who there is: what comes without anybody's command. */
import type { Selectable, Transaction } from 'kysely';
import type { Timer, WorkspaceTransaction } from '../workspace-store.ts';
import { toReminder, toTrack } from './rows.ts';
import type { Tables } from './tables.ts';

type Timers = Pick<
  WorkspaceTransaction,
  | 'nextTimerAt'
  | 'dueTimers'
  | 'timer'
  | 'datedTracks'
  | 'repeatingReminders'
  | 'setTimer'
  | 'dropTimer'
  | 'announcement'
  | 'saveAnnouncement'
  | 'userIdsAfter'
  | 'supportIds'
  | 'addSupport'
  | 'removeSupport'
>;
type Tx = Transaction<Tables>;

const toTimer = ({ due_at, ...timer }: Selectable<Tables['timer']>): Timer => ({
  ...timer,
  dueAt: due_at,
});

export const createTimers = (tx: Tx): Timers => ({
  async nextTimerAt() {
    const row = await tx
      .selectFrom('timer')
      .select('due_at')
      .orderBy('due_at')
      .limit(1)
      .executeTakeFirst();
    return row?.due_at ?? null;
  },

  async dueTimers(now, limit) {
    const rows = await tx
      .selectFrom('timer')
      .selectAll()
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy('key')
      .limit(limit)
      .execute();
    return rows.map(toTimer);
  },

  async timer(key) {
    const row = await tx.selectFrom('timer').selectAll().where('key', '=', key).executeTakeFirst();
    return row ? toTimer(row) : null;
  },

  async datedTracks(after, limit) {
    const rows = await tx
      .selectFrom('track')
      .selectAll()
      .where('due_on', 'is not', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(toTrack);
  },

  async repeatingReminders(after, limit) {
    const rows = await tx
      .selectFrom('reminder')
      .selectAll()
      .where('repeat', 'is not', null)
      .where('at', 'is not', null)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(toReminder);
  },

  async setTimer({ key, dueAt, attempts, position }) {
    const row = { due_at: dueAt, attempts, position };
    await tx
      .insertInto('timer')
      .values({ key, ...row })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
      .execute();
  },

  async dropTimer(key) {
    await tx.deleteFrom('timer').where('key', '=', key).execute();
  },

  async announcement(id) {
    const row = await tx
      .selectFrom('announcement')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row) return null;
    const recipients: unknown = row.recipients === null ? null : JSON.parse(row.recipients);
    return {
      id,
      author: { id: row.author_id, name: row.author_name },
      title: row.title,
      text: row.text,
      priority: row.priority,
      recipients: Array.isArray(recipients) ? recipients.map(String) : null,
      createdAt: row.created_at,
    };
  },

  async saveAnnouncement({ id, author, title, text, priority, recipients, createdAt }) {
    await tx
      .insertInto('announcement')
      .values({
        id,
        author_id: author.id,
        author_name: author.name,
        title,
        text,
        priority,
        recipients: recipients === null ? null : JSON.stringify(recipients),
        created_at: createdAt,
      })
      .execute();
  },

  async userIdsAfter(after, limit) {
    const rows = await tx
      .selectFrom('user')
      .select('id')
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  },

  async addSupport(userId, at) {
    const made = await tx
      .insertInto('support_account')
      .values({ user_id: userId, added_at: at })
      .onConflict((conflict) => conflict.column('user_id').doNothing())
      .returning('user_id')
      .execute();
    return made.length > 0;
  },

  async removeSupport(userId) {
    const gone = await tx
      .deleteFrom('support_account')
      .where('user_id', '=', userId)
      .returning('user_id')
      .execute();
    return gone.length > 0;
  },

  async supportIds() {
    const rows = await tx.selectFrom('support_account').select('user_id').execute();
    return rows.map(({ user_id }) => user_id);
  },
});
