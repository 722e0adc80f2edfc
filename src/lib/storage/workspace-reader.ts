/** WorkspaceReader on Dexie, with the outbox on top. What a track holds is read by a part of its own. */
import { observeLater } from '#shared/base/lazy.ts';
import type { RefusedCommand, TrackSummary, WorkspaceReader } from '#lib/ports/workspace.ts';
import { kindOf } from '#shared/workspace/command-kinds.ts';
import { emptyWorkspace, memberOf, membersOf, type Workspace } from '#shared/workspace/slice.ts';
import type { OutboxRow } from './acts-database.ts';
import { byId, readPosition } from './feed-database.ts';
import type { ReaderDependencies } from './feed-reader.ts';
import { live } from './live-query.ts';
import { overlaid } from './overlaid.ts';
import { isArrived } from './outbox-row.ts';

export function createWorkspaceReader(dependencies: ReaderDependencies): WorkspaceReader {
  const { report } = dependencies;
  return {
    tracks: () => live(() => readTracks(dependencies), report),
    joining: () => live(() => countJoining(dependencies), report),
    track: (id) =>
      observeLater(async () => {
        const { watchTrack } = await import('./track-reader.ts');
        return watchTrack(dependencies, id);
      }, report),
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

/** Of a list of tracks; comments and invites change nothing in it. */
const changesTracks = ({ command }: OutboxRow): boolean => kindOf(command).about === 'track';

async function countJoining({ feed, acts }: ReaderDependencies): Promise<number> {
  const rows = await acts.outbox.where('state').anyOf('waiting', 'done').toArray();
  const position = await readPosition(feed);
  const isByLink = ({ command }: OutboxRow) =>
    kindOf(command).answers === 'invite' && 'secret' in command.args;
  return rows.filter((row) => isByLink(row) && !isArrived(row, position)).length;
}

async function readRefused({ feed, acts }: ReaderDependencies): Promise<readonly RefusedCommand[]> {
  const rows = await acts.outbox.where('state').anyOf('refused', 'aside').sortBy('order');
  // Seldom any, and the rest is loaded with the list that shows them.
  if (rows.length === 0) return [];
  const { refusedCommands } = await import('./refused-commands.ts');
  return await refusedCommands(feed, rows);
}
