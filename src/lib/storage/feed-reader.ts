/** FeedReader on Dexie: position and lanes for what is where, rows by ordinal for what they say. */
import type { Account } from '#lib/ports/account.ts';
import type { FeedReader, FeedRow } from '#lib/ports/feed.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import type { Invite } from '#shared/tracks/entities.ts';
import { emptyWorkspace } from '#shared/tracks/workspace.ts';
import type { ActsDatabase, OutboxRow } from './acts-database.ts';
import { readPosition, type FeedDatabase } from './feed-database.ts';
import { readLanes } from './read-lanes.ts';
import { live } from './live.ts';
import { overlaid } from './lazy-overlay.ts';

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
        const { live: held, complete } = await readPosition(feed);
        return { live: held, complete, ...(await readLanes(acts.lanes)) };
      }, report),
    rows: (ordinals) => live(() => readRows(dependencies, ordinals), report),
  };
}

async function readRows(
  { feed, acts, account }: ReaderDependencies,
  ordinals: readonly number[],
): Promise<ReadonlyMap<number, FeedRow>> {
  const stored = await feed.notifications.bulkGet([...ordinals]);
  const records = stored.flatMap((row) => (row ? [row.body] : []));
  const inviteIds = [...new Set(records.flatMap((record) => inviteIdOf(record) ?? []))];
  const trackIds = [...new Set(records.flatMap(({ track }) => track?.id ?? []))];
  const held = await feed.invites.bulkGet(inviteIds);
  const tracks = await feed.tracks.bulkGet(trackIds);
  const outbox = await acts.outbox.orderBy('order').toArray();
  const position = await readPosition(feed);

  const base = {
    ...emptyWorkspace,
    invites: new Map(held.flatMap((row) => (row ? [[row.id, row.body]] : []))),
  };
  const answers = outbox.filter(answersInvite);
  const { workspace } = await overlaid(base, answers, account, position);
  const tracksHeld = new Set(tracks.flatMap((row) => (row ? [row.id] : [])));
  return new Map(
    records.map((record) => {
      const id = inviteIdOf(record);
      const invite = id === null ? null : (workspace.invites.get(id) ?? null);
      const row: FeedRow = {
        record,
        invite,
        answer: invite && answerTo(invite, base.invites.get(invite.id), outbox),
        trackHeld: record.track !== null && tracksHeld.has(record.track.id),
      };
      return [record.ordinal, row];
    }),
  );
}

const inviteIdOf = (record: NotificationRecord): string | null =>
  'inviteId' in record.data ? record.data.inviteId : null;

const answersInvite = ({ command }: OutboxRow): boolean =>
  command.name === 'invite.accept.v1' || command.name === 'invite.decline.v1';

function answerTo(
  invite: Invite,
  stored: Invite | undefined,
  outbox: readonly OutboxRow[],
): FeedRow['answer'] {
  if (stored && stored !== invite) return { state: 'waiting' };
  const last = outbox.findLast(
    (row) =>
      answersInvite(row) &&
      'inviteId' in row.command.args &&
      row.command.args.inviteId === invite.id,
  );
  return last?.state === 'refused' && last.code ? { state: 'refused', code: last.code } : null;
}
