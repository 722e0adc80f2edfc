/**
 * FeedLookups on Dexie: which rows await an answer, which are about a track. Loaded when it is first
 * asked for; the first screen needs none of it.
 */
import type { FeedLookups, PlacedRow } from '#lib/ports/feed.ts';
import { isOpen } from '#shared/notifications/awaited.ts';
import {
  awaitedBy,
  isNotificationKind,
  kinds,
  kindsAwaiting,
  subjectOf,
  type Awaited,
} from '#shared/notifications/kinds.ts';
import type { NotificationKind, NotificationRecord } from '#shared/notifications/record.ts';
import { runSetOf, type RunSet } from '#shared/marks/run-set.ts';
import { emptyWorkspace } from '#shared/workspace/slice.ts';
import type { FeedDatabase, Stored } from './feed-database.ts';
import { answered, held, subjectsOf, type ReaderDependencies } from './feed-reader.ts';
import { live } from './live-query.ts';

export function createFeedLookups(dependencies: ReaderDependencies): FeedLookups {
  const { feed, report } = dependencies;
  return {
    awaiting: (now) => live(() => readAwaiting(dependencies, now), report),
    ofTrack: (trackId) =>
      live(async () => {
        const rows = await feed.notifications.where('body.track.id').equals(trackId).toArray();
        return placed(rows, ({ kind }) => (isNotificationKind(kind) ? widgetOf(kind) : null));
      }, report),
    ofTicket: (ticketId) =>
      live(
        async () => placed(await about(feed, 'ticket', [{ id: ticketId }]), () => 'ticket'),
        report,
      ),
    ofReminders: () =>
      live(async () => {
        const rows = await feed.notifications.where('body.kind').equals('reminder.due').toArray();
        return placed(rows, () => 'due');
      }, report),
  };
}

/** From what is open to the rows about it: there is little of it, however long the feed is. */
async function readAwaiting(dependencies: ReaderDependencies, now: number): Promise<RunSet> {
  const { feed, account } = dependencies;
  const invites = await feed.invites
    .filter(({ body }) => body.inviteeId === account.userId && body.state === 'pending')
    .toArray();
  const reminders = await feed.reminders.filter(({ body }) => body.dueAt !== null).toArray();
  const tickets = await feed.tickets
    .filter(({ body }) => body.authorId === account.userId && body.status === 'answered')
    .toArray();
  const late = await feed.notifications
    .where('body.kind')
    .anyOf(kindsAwaiting('release'))
    .toArray();
  const rows = [
    ...(await about(feed, 'invite', invites)),
    ...(await about(feed, 'reminder', reminders)),
    ...(await about(feed, 'ticket', tickets)),
    ...late,
  ];
  const tracks = held(await feed.tracks.toArray());
  const base = {
    ...emptyWorkspace,
    invites: held(invites),
    reminders: held(reminders),
    tickets: held(tickets),
  };
  const { workspace } = await answered(dependencies, base);
  const isAsking = (record: NotificationRecord): boolean => {
    const track = tracks.get(record.track?.id ?? '') ?? null;
    return isOpen(awaitedBy(record), { ...subjectsOf(workspace, record), track }, now);
  };
  return runSetOf(rows.filter(({ body }) => isAsking(body)).map(({ ordinal }) => ordinal));
}

async function about(
  feed: FeedDatabase,
  awaited: Awaited,
  subjects: readonly { readonly id: string }[],
) {
  const ids = subjects.map(({ id }) => id);
  const fields = new Set(kindsAwaiting(awaited).flatMap((kind) => kinds[kind].subject ?? []));
  const found = [...fields].map((field) =>
    feed.notifications.where(`body.data.${field}`).anyOf(ids).toArray(),
  );
  return (await Promise.all(found)).flat();
}

/** A track's reminders stand in a widget of their own, wherever each was set. */
function widgetOf(kind: NotificationKind): string | null {
  const { target } = kinds[kind];
  return target === 'origin' ? 'reminders' : target;
}

const placed = (
  rows: readonly Stored<NotificationRecord>[],
  placeOf: (record: NotificationRecord) => string | null,
): readonly PlacedRow[] =>
  rows
    .map(({ body }) => ({
      ordinal: body.ordinal,
      place: placeOf(body),
      subject: subjectOf(body),
    }))
    .sort((a, b) => b.ordinal - a.ordinal);
