/**
 * A version of a file has come in whole: it becomes part of its track, and the others there are told. The
 * one way in which something of a track is made without a command, as a device cannot say that the server
 * holds every byte. Asked again it does nothing, so that whoever brings it may crash and come again.
 */
import type { RefusalCode } from '#shared/workspace/refusals.ts';
import { refuseVersion, withVersion, type NewVersion } from '#shared/workspace/files.ts';
import { membersOf } from '#shared/workspace/slice.ts';
import type { WorkspaceTransaction } from '../storage/workspace-store.ts';
import { audienceOf, noContents } from './audience.ts';
import { heard } from './blocking.ts';
import type { Notice } from './notifications-for.ts';
import { filesOf, sharedData } from './shared-files.ts';
import { tell } from './tell.ts';

/** What came in, but for what the server says of it. */
export type Arrived = Omit<NewVersion, 'version'> & {
  readonly version: Omit<NewVersion['version'], 'addedByName' | 'addedAt'>;
};

export type Added =
  | { readonly refusal: RefusalCode }
  /** Whose log has moved. */
  | { readonly refusal: null; readonly touched: ReadonlySet<string> };

export async function addVersion(
  tx: WorkspaceTransaction,
  arrived: Arrived,
  at: number,
): Promise<Added> {
  const { trackId, fileId } = arrived;
  const { addedById, id } = arrived.version;
  if (await tx.isVersionKnown(id)) return { refusal: null, touched: new Set() };
  const addedByName = await tx.nameOf(addedById);
  const before = await tx.loadSlice({ by: 'track', id: trackId }, { fileId });
  const filesThere = (await tx.fileIds(trackId)).length;
  const refusal = addedByName === null ? 'not-found' : refuseVersion(before, arrived, filesThere);
  if (refusal !== null || addedByName === null) return { refusal: refusal ?? 'not-found' };
  const version = { ...arrived.version, addedByName, addedAt: at };
  const after = withVersion(before, { ...arrived, version });
  await tx.saveSlice(before, after, at);
  const track = after.tracks.get(trackId);
  const data = sharedData(await filesOf(tx, trackId), addedById, { from: at, to: at });
  const facts: Notice['facts'] | null =
    (track &&
      data && {
        kind: 'file.shared',
        actor: { id: addedById, name: addedByName },
        track: { id: trackId, title: track.title },
        data,
      }) ||
    null;
  const others = membersOf(after, trackId).filter(({ userId }) => userId !== addedById);
  const notices = facts ? others.map(({ userId }) => ({ to: userId, facts })) : [];
  const audience = audienceOf(before, after, trackId, noContents);
  const told = await heard(tx, notices);
  return { refusal: null, touched: await tell(tx, { audience, trackId, notices: told, at }) };
}
