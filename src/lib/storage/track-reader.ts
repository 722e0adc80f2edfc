/** All that a track holds, read from this device with the outbox on top; loaded with the page of a track. */
import type { Observable } from '#shared/base/observable.ts';
import type { TrackPage } from '#lib/ports/workspace.ts';
import { scopeOf } from '#shared/workspace/command-kinds.ts';
import {
  emptyWorkspace,
  invitesOf,
  memberOf,
  membersOf,
  type Workspace,
} from '#shared/workspace/slice.ts';
import type { OutboxRow } from './acts-database.ts';
import { byId, readPosition } from './feed-database.ts';
import type { ReaderDependencies } from './feed-reader.ts';
import { live } from './live-query.ts';
import { overlaid } from './overlaid.ts';

export function watchTrack(
  dependencies: ReaderDependencies,
  id: string,
): Observable<TrackPage | 'missing'> {
  let last: TrackPage | 'missing' = 'missing';
  const read = async () => {
    const page = await readTrack(dependencies, id);
    const { epoch } = await readPosition(dependencies.feed);
    // Deleted under the running app, and not fetched again yet: what is typed there must stay.
    if (page !== 'missing' || epoch !== null) last = page;
    return last;
  };
  return live(read, dependencies.report);
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
      .sort((a, b) => byName(a.name, b.name) || (a.id < b.id ? -1 : 1)),
    waiting,
  };
}

/** "Stem 2" before "Stem 10". */
const byName = new Intl.Collator('en', { numeric: true }).compare;

/** Those that name the track, or something that may be on it. */
const isOf =
  (trackId: string) =>
  ({ command }: OutboxRow): boolean => {
    const scope = scopeOf(command);
    return scope !== null && (scope.by !== 'track' || scope.id === trackId);
  };
