/** PersonalReader on Dexie, with the outbox on top. */
import type { PersonalReader, RemindersView, TicketsView } from '#lib/ports/workspace.ts';
import type { Reminder } from '#shared/workspace/entities.ts';
import { emptyWorkspace, type Workspace } from '#shared/workspace/slice.ts';
import { readPosition, type Stored } from './feed-database.ts';
import type { ReaderDependencies } from './feed-reader.ts';
import { live } from './live-query.ts';
import { overlaid } from './overlaid.ts';

export function createPersonalReader(dependencies: ReaderDependencies): PersonalReader {
  const { report } = dependencies;
  return {
    reminders: () => live(() => readReminders(dependencies), report),
    tickets: () => live(() => readTickets(dependencies), report),
  };
}

async function readReminders({ feed, acts, account }: ReaderDependencies): Promise<RemindersView> {
  const base = {
    ...emptyWorkspace,
    reminders: byId(await feed.reminders.toArray()),
    // A reminder on a track is set by those who are on it.
    tracks: byId(await feed.tracks.toArray()),
    members: byId(await feed.members.toArray()),
  };
  const outbox = await acts.outbox.orderBy('order').toArray();
  const position = await readPosition(feed);
  const { workspace, waiting } = await overlaid(base, outbox, account, position);
  const reminders = [...workspace.reminders.values()]
    .filter(({ endedAs }) => endedAs === null)
    .sort((a, b) => timeOf(a) - timeOf(b));
  return { reminders, waiting };
}

const timeOf = ({ dueAt, at }: Reminder): number => dueAt ?? at ?? 0;

async function readTickets({ feed, acts, account }: ReaderDependencies): Promise<TicketsView> {
  const base = { ...emptyWorkspace, tickets: byId(await feed.tickets.toArray()) };
  const role = (await feed.account.get(account.userId))?.body.role;
  const isSupport = role === 'support';
  const outbox = await acts.outbox.orderBy('order').toArray();
  const position = await readPosition(feed);
  const { workspace, waiting } = await overlaid(base, outbox, account, position, isSupport);
  const tickets = [...workspace.tickets.values()].sort((a, b) => b.updatedAt - a.updatedAt);
  const unsentMessages = new Map(
    tickets.map(({ id, messages }) => [id, messages.length - messagesIn(base, id)]),
  );
  return { tickets, waiting, unsentMessages, isSupport };
}

const messagesIn = ({ tickets }: Workspace, id: string): number =>
  tickets.get(id)?.messages.length ?? 0;

const byId = <T>(rows: readonly Stored<T>[]): ReadonlyMap<string, T> =>
  new Map(rows.map(({ id, body }) => [id, body]));
