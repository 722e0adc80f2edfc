/**
 * FeedLookups on Dexie: which rows await an answer, which are about a track. Loaded when it is first
 * asked for; the first screen needs none of it.
 */
import type { FeedLookups, TrackRow } from '#lib/ports/feed.ts';
import { isNotificationKind, kinds } from '#shared/notifications/kinds.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import { runSetOf, type RunSet } from '#shared/marks/run-set.ts';
import { inviteStateAt } from '#shared/tracks/invite-fate.ts';
import { emptyWorkspace } from '#shared/tracks/workspace.ts';
import type { FeedDatabase } from './feed-database.ts';
import {
  answered,
  held,
  inviteIdOf,
  reminderIdOf,
  ticketIdOf,
  type ReaderDependencies,
} from './feed-reader.ts';
import { live } from './live.ts';

export function createFeedLookups(dependencies: ReaderDependencies): FeedLookups {
  const { feed, report } = dependencies;
  return {
    awaiting: () => live(() => readAwaiting(dependencies), report),
    ofTrack: (trackId) => live(() => readOfTrack(feed, trackId), report),
  };
}

/** From what is open to the rows about it: there is little of it, however long the feed is. */
async function readAwaiting(dependencies: ReaderDependencies): Promise<RunSet> {
  const { feed, account } = dependencies;
  const now = Date.now();
  const invites = await feed.invites
    .filter(({ body }) => body.inviteeId === account.userId && body.state === 'pending')
    .toArray();
  const reminders = await feed.reminders.filter(({ body }) => body.dueAt !== null).toArray();
  const tickets = await feed.tickets
    .filter(({ body }) => body.authorId === account.userId && body.status === 'answered')
    .toArray();
  const passed = await feed.notifications.where('body.kind').equals('deadline.passed').toArray();
  const rows = [
    ...(await about(feed, 'inviteId', invites)),
    ...(await about(feed, 'reminderId', reminders)),
    ...(await about(feed, 'ticketId', tickets)),
  ];
  const tracks = held(await feed.tracks.toArray());
  const base = {
    ...emptyWorkspace,
    invites: held(invites),
    reminders: held(reminders),
    tickets: held(tickets),
  };
  const { workspace } = await answered(dependencies, base);
  const isOpen = (record: NotificationRecord): boolean => {
    const invite = workspace.invites.get(inviteIdOf(record) ?? '');
    if (invite)
      return record.kind === 'invite.received' && inviteStateAt(invite, now) === 'pending';
    const reminder = workspace.reminders.get(reminderIdOf(record) ?? '');
    return (
      (reminder !== undefined && reminder.dueAt !== null) ||
      workspace.tickets.get(ticketIdOf(record) ?? '')?.status === 'answered'
    );
  };
  const isLate = ({ track }: NotificationRecord): boolean => {
    const late = tracks.get(track?.id ?? '');
    return late !== undefined && late.stage !== 'released';
  };
  return runSetOf([
    ...rows.filter(({ body }) => isOpen(body)).map(({ ordinal }) => ordinal),
    ...passed.filter(({ body }) => isLate(body)).map(({ ordinal }) => ordinal),
  ]);
}

const about = (
  feed: FeedDatabase,
  field: 'inviteId' | 'reminderId' | 'ticketId',
  subjects: readonly { readonly id: string }[],
) =>
  feed.notifications
    .where(`body.data.${field}`)
    .anyOf(subjects.map(({ id }) => id))
    .toArray();

async function readOfTrack(feed: FeedDatabase, trackId: string): Promise<readonly TrackRow[]> {
  const rows = await feed.notifications.where('body.track.id').equals(trackId).toArray();
  return rows
    .map(({ ordinal, body }) => ({
      ordinal,
      target: isNotificationKind(body.kind) ? kinds[body.kind].target : null,
    }))
    .sort((a, b) => b.ordinal - a.ordinal);
}
