/** WorkspaceReader on Dexie, with the outbox on top. */
import type { Observable } from '#shared/base/observable.ts';
import type {
  RefusedCommand,
  TrackPage,
  TrackSummary,
  WorkspaceReader,
} from '#lib/ports/workspace.ts';
import { kindOf, scopeOf } from '#shared/workspace/command-kinds.ts';
import {
  emptyWorkspace,
  invitesOf,
  memberOf,
  membersOf,
  type Workspace,
} from '#shared/workspace/slice.ts';
import type { OutboxRow } from './acts-database.ts';
import { readPosition, type Stored } from './feed-database.ts';
import type { ReaderDependencies } from './feed-reader.ts';
import { live } from './live-query.ts';
import { overlaid } from './overlaid.ts';
import { isArrived } from './outbox-row.ts';

export function createWorkspaceReader(dependencies: ReaderDependencies): WorkspaceReader {
  const { report } = dependencies;
  return {
    tracks: () => live(() => readTracks(dependencies), report),
    joining: () => live(() => countJoining(dependencies), report),
    track(id): Observable<TrackPage | 'missing'> {
      let last: TrackPage | 'missing' = 'missing';
      const read = async () => {
        const page = await readTrack(dependencies, id);
        const { epoch } = await readPosition(dependencies.feed);
        // Deleted under the running app, and not fetched again yet: what is typed there must stay.
        if (page !== 'missing' || epoch !== null) last = page;
        return last;
      };
      return live(read, report);
    },
    refused: () => live(() => readRefused(dependencies), report),
  };
}

async function readTracks({
  feed,
  acts,
  account,
}: ReaderDependencies): Promise<readonly TrackSummary[]> {
  const base: Workspace = {
    ...emptyWorkspace,
    tracks: byId(await feed.tracks.toArray()),
    members: byId(await feed.members.toArray()),
  };
  const outbox = (await acts.outbox.orderBy('order').toArray()).filter(changesTracks);
  const position = await readPosition(feed);
  const { workspace, waiting } = await overlaid(base, outbox, account, position);
  return [...workspace.tracks.values()]
    .filter((track) => memberOf(workspace, track.id, account.userId))
    .sort((a, b) => b.updatedAt - a.updatedAt)
    .map((track) => {
      const members = membersOf(workspace, track.id);
      const isWaiting = waiting.has(track.id) || members.some(({ id }) => waiting.has(id));
      return { track, members, waiting: isWaiting };
    });
}

async function readTrack(
  { feed, acts, account }: ReaderDependencies,
  id: string,
): Promise<TrackPage | 'missing'> {
  const track = await feed.tracks.get(id);
  const base: Workspace = {
    ...emptyWorkspace,
    tracks: byId(track ? [track] : []),
    members: byId(await feed.members.where('trackId').equals(id).toArray()),
    invites: byId(await feed.invites.where('trackId').equals(id).toArray()),
    comments: byId(await feed.comments.where('trackId').equals(id).toArray()),
    files: byId(await feed.files.where('trackId').equals(id).toArray()),
  };
  const outbox = (await acts.outbox.orderBy('order').toArray()).filter(isOf(id));
  const position = await readPosition(feed);
  const { workspace, waiting } = await overlaid(base, outbox, account, position);
  const shown = workspace.tracks.get(id);
  if (!shown || !memberOf(workspace, id, account.userId)) return 'missing';
  return {
    track: shown,
    members: membersOf(workspace, id).sort((a, b) => a.joinedAt - b.joinedAt),
    invites: invitesOf(workspace, id).sort((a, b) => b.createdAt - a.createdAt),
    comments: [...workspace.comments.values()]
      .filter(({ trackId }) => trackId === id)
      .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
    files: [...workspace.files.values()]
      .filter(({ trackId, removedAt }) => trackId === id && removedAt === null)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    waiting,
  };
}

/** Of a list of tracks; comments and invites change nothing in it. */
const changesTracks = ({ command }: OutboxRow): boolean => kindOf(command).about === 'track';

async function countJoining({ feed, acts }: ReaderDependencies): Promise<number> {
  const rows = await acts.outbox.where('state').anyOf('waiting', 'done').toArray();
  const position = await readPosition(feed);
  const isByLink = ({ command }: OutboxRow) =>
    kindOf(command).answers === 'invite' && 'secret' in command.args;
  return rows.filter((row) => isByLink(row) && !isArrived(row, position)).length;
}

/** Those that name the track, or something that may be on it. */
const isOf =
  (trackId: string) =>
  ({ command }: OutboxRow): boolean => {
    const scope = scopeOf(command);
    return scope !== null && (scope.by !== 'track' || scope.id === trackId);
  };

async function readRefused({ feed, acts }: ReaderDependencies): Promise<readonly RefusedCommand[]> {
  const rows = await acts.outbox.where('state').anyOf('refused', 'aside').sortBy('order');
  // Seldom any, and the rest is loaded with the list that shows them.
  if (rows.length === 0) return [];
  const { refusedCommands } = await import('./refused-commands.ts');
  return await refusedCommands(feed, rows);
}

const byId = <T>(rows: readonly Stored<T>[]): ReadonlyMap<string, T> =>
  new Map(rows.map(({ id, body }) => [id, body]));
