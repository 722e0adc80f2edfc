/** Takes the name of somebody out of what others keep, by walking all rows in the order of their ids. */
import type { Transaction } from 'kysely';
import type { Told, WorkspaceTransaction } from '../workspace-store.ts';
import { erasedSetting } from '../scrub.ts';
import { textPosition } from './engine.ts';
import { fromTicket, toTicket } from './rows.ts';
import { writeSetting } from './settings.ts';
import type { Tables } from './tables.ts';

type Unnaming = Pick<WorkspaceTransaction, 'unnameTold' | 'unnameAnswers' | 'noteErased'>;
type Tx = Transaction<Tables>;

export const createUnnaming = (tx: Tx): Unnaming => ({
  noteErased: (at) => writeSetting(tx, erasedSetting, String(at)),
  async unnameTold(userId, after, limit) {
    const last = await lastOf(tx, 'notification', after, limit);
    const position = textPosition(tx);
    let some = tx
      .selectFrom('notification')
      .select(['id', 'user_id', 'actor_id', 'actor_name', 'change'])
      .where('id', '>', after)
      .where((where) =>
        where.or([
          where('actor_id', '=', userId).and('actor_name', '<>', ''),
          where(
            (is) => is.fn<number>(position, ['change', is.val(JSON.stringify(userId))]),
            '>',
            0,
          ),
        ]),
      );
    if (last !== null) some = some.where('id', '<=', last);
    const told: Told[] = [];
    for (const { id, user_id, actor_id, actor_name, change } of await some.execute()) {
      const row = {
        actor_name: actor_id === userId ? '' : actor_name,
        change: change === null ? null : JSON.stringify(unnamed(JSON.parse(change), userId)),
      };
      if (row.actor_name === actor_name && row.change === change) continue;
      await tx.updateTable('notification').set(row).where('id', '=', id).execute();
      told.push({ userId: user_id, notificationId: id });
    }
    return { told, last };
  },

  async unnameAnswers(userId, after, limit) {
    const last = await lastOf(tx, 'ticket', after, limit);
    let some = tx
      .selectFrom('ticket')
      .selectAll()
      .where('id', '>', after)
      .where(
        (is) => is.fn<number>(textPosition(tx), ['messages', is.val(JSON.stringify(userId))]),
        '>',
        0,
      );
    if (last !== null) some = some.where('id', '<=', last);
    const tickets = (await some.execute()).map(toTicket).map((ticket) => ({
      ...ticket,
      messages: ticket.messages.map((message) =>
        message.authorId === userId ? { ...message, authorName: '' } : message,
      ),
    }));
    for (const ticket of tickets) {
      const { messages } = fromTicket(ticket);
      await tx.updateTable('ticket').set({ messages }).where('id', '=', ticket.id).execute();
    }
    return { tickets, last };
  },
});

/** @returns the last of so many rows; null where fewer are left */
async function lastOf(
  tx: Tx,
  table: 'notification' | 'ticket',
  after: string,
  limit: number,
): Promise<string | null> {
  const row = await tx
    .selectFrom(table)
    .select('id')
    .where('id', '>', after)
    .orderBy('id')
    .offset(limit - 1)
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** A person is whoever has an id and a name, wherever it stands. */
function unnamed(value: unknown, userId: string): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => unnamed(each, userId));
  if (typeof value !== 'object' || value === null) return value;
  const isTheirs = 'id' in value && value.id === userId;
  const entries = Object.entries(value).map(
    ([field, each]: [string, unknown]): [string, unknown] =>
      isTheirs && field === 'name' ? [field, ''] : [field, unnamed(each, userId)],
  );
  return Object.fromEntries(entries);
}
