/** FeedReader on Dexie: position and lanes for what is where, rows by ordinal for what they say. */
import type { Account } from '#lib/ports/account.ts';
import type { FeedReader, FeedRow } from '#lib/ports/feed.ts';
import { awaitedBy, subjectOf, type Awaited } from '#shared/notifications/kinds.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import { answeredBy, idIn, kindOf } from '#shared/workspace/command-kinds.ts';
import { inviteAsRefused } from '#shared/workspace/invite-fate.ts';
import { emptyWorkspace, type Workspace } from '#shared/workspace/slice.ts';
import type { ActsDatabase, OutboxRow } from './acts-database.ts';
import { isOvertaken } from './outbox-row.ts';
import { readPosition, type FeedDatabase, type Stored } from './feed-database.ts';
import { readLanes } from './read-lanes.ts';
import { live } from './live-query.ts';
import { overlaid } from './overlaid.ts';

export interface ReaderDependencies {
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly account: Account;
  readonly report: (error: unknown) => void;
}

export function createFeedReader(dependencies: ReaderDependencies): FeedReader {
  const { feed, acts, report } = dependencies;
  return {
    state: () =>
      live(async () => {
        const [position, marks] = await Promise.all([readPosition(feed), readLanes(acts.lanes)]);
        return { live: position.live, complete: position.complete, ...marks };
      }, report),
    rows: (ordinals) => live(() => readRows(dependencies, ordinals), report),
    ordinalOf: (id) =>
      live(async () => {
        const [ordinal] = await feed.notifications.where('id').equals(id).primaryKeys();
        return ordinal ?? null;
      }, report),
  };
}

async function readRows(
  dependencies: ReaderDependencies,
  ordinals: readonly number[],
): Promise<ReadonlyMap<number, FeedRow>> {
  const { feed } = dependencies;
  const stored = await feed.notifications.bulkGet([...ordinals]);
  const records = stored.flatMap((row) => (row ? [row.body] : []));
  const storedAt = new Map(stored.flatMap((row) => (row ? [[row.ordinal, row]] : [])));
  const idsAwaited = (awaited: Awaited) => [
    ...new Set(
      records.flatMap((record) => (awaitedBy(record) === awaited ? (subjectOf(record) ?? []) : [])),
    ),
  ];
  const trackIds = [...new Set(records.flatMap(({ track }) => track?.id ?? []))];
  const base = {
    ...emptyWorkspace,
    invites: held(await feed.invites.bulkGet(idsAwaited('invite'))),
    reminders: held(await feed.reminders.bulkGet(idsAwaited('reminder'))),
    tickets: held(await feed.tickets.bulkGet(idsAwaited('ticket'))),
  };
  const tracks = await feed.tracks.bulkGet(trackIds);
  const tracksHeld = new Set(tracks.flatMap((row) => (row ? [row.id] : [])));
  const { told, workspace, overtaken } = await answered(dependencies, base);
  return new Map(
    records.map((record) => {
      const row: FeedRow = {
        record,
        was: storedAt.get(record.ordinal)?.was ?? [],
        receivedAt: storedAt.get(record.ordinal)?.receivedAt ?? null,
        ...subjectsOf(workspace, record),
        answer: isWaiting(told, workspace, record)
          ? { state: 'waiting' }
          : overtaken.has(subjectOf(record) ?? '')
            ? { state: 'overtaken' }
            : null,
        trackHeld: record.track !== null && tracksHeld.has(record.track.id),
      };
      return [record.ordinal, row];
    }),
  );
}

/** What the server has said, to refused answers too, and that with the waiting answers on top. */
export async function answered({ feed, acts, account }: ReaderDependencies, base: Workspace) {
  const outbox = await acts.outbox.orderBy('order').toArray();
  const position = await readPosition(feed);
  const answers = outbox.filter(({ command }) => kindOf(command).answers !== null);
  const told = { ...base, invites: asRefused(base.invites, answers) };
  const { workspace } = await overlaid(told, answers, account, position);
  return { told, workspace, overtaken: overtakenBy(answers) };
}

/** Ids of what had asked again when this device's answer came. */
const overtakenBy = (answers: readonly OutboxRow[]): ReadonlySet<string> =>
  new Set(answers.filter(isOvertaken).flatMap(({ command }) => answeredBy(command) ?? []));

/** A refusal may be here before the change it tells of. */
function asRefused(
  invites: Workspace['invites'],
  answers: readonly OutboxRow[],
): Workspace['invites'] {
  const told = new Map(invites);
  for (const { state, code, command } of answers) {
    const invite = told.get(idIn(command, 'invite') ?? '');
    if (state === 'refused' && code !== undefined && invite) {
      told.set(invite.id, inviteAsRefused(invite, code));
    }
  }
  return told;
}

export const held = <T>(rows: readonly (Stored<T> | undefined)[]): ReadonlyMap<string, T> =>
  new Map(rows.flatMap((row) => (row ? [[row.id, row.body]] : [])));

/** What the row waits for, as the slice has it. */
export function subjectsOf(
  { invites, reminders, tickets }: Workspace,
  record: NotificationRecord,
): Pick<FeedRow, 'invite' | 'reminder' | 'ticket'> {
  const id = subjectOf(record) ?? '';
  return {
    invite: invites.get(id) ?? null,
    reminder: reminders.get(id) ?? null,
    ticket: tickets.get(id) ?? null,
  };
}

/** This device's answer to what the row is about has not reached the server. */
function isWaiting(told: Workspace, shown: Workspace, record: NotificationRecord): boolean {
  const id = subjectOf(record);
  if (id === null) return false;
  return (['invites', 'reminders', 'tickets'] as const).some(
    (kind) => told[kind].has(id) && told[kind].get(id) !== shown[kind].get(id),
  );
}
