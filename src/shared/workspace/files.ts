/**
 * Files of a track: who may do what to one, and what a command makes of it. A file has versions; each is
 * its bytes, which the server alone receives. Nothing cascades: what is removed loses its bytes, and the
 * words about it stay.
 */
import { fileNameCharacters, filesPerTrack, versionsPerFile } from './limits.ts';
import type { CommandAbout } from './command-kinds.ts';
import type { File, Version } from './entities.ts';
import type { RefusalCode } from './refusals.ts';
import { memberOf, withEntry, type Circumstances, type Workspace } from './slice.ts';

type FileCommand = CommandAbout<'file'>;

/** The newest that is still there; undefined where none is. */
export const currentVersion = ({ versions }: File): Version | undefined =>
  versions.findLast(({ removedAt }) => removedAt === null);

export function refuseFile(
  workspace: Workspace,
  command: FileCommand,
  { actor }: Circumstances,
): RefusalCode | null {
  const file = workspace.files.get(command.args.fileId);
  const isMember = file && memberOf(workspace, file.trackId, actor.userId);
  if (!isMember || file.removedAt !== null) return 'not-found';
  const isOwner = workspace.tracks.get(file.trackId)?.ownerId === actor.userId;
  const isTheirs = (version: Version) => isOwner || version.addedById === actor.userId;
  switch (command.name) {
    case 'file.rename.v1':
      return null;
    case 'file.remove.v1':
      return file.versions.filter(isThere).every(isTheirs) ? null : 'not-allowed';
    case 'file.removeVersion.v1': {
      const version = file.versions.find(({ id }) => id === command.args.versionId);
      if (!version || !isThere(version)) return 'not-found';
      return isTheirs(version) ? null : 'not-allowed';
    }
  }
}

const isThere = ({ removedAt }: Version): boolean => removedAt === null;

export function reduceFile(
  workspace: Workspace,
  command: FileCommand,
  { at }: Circumstances,
): Workspace {
  const file = workspace.files.get(command.args.fileId);
  if (!file) return workspace;
  const put = (change: Partial<File>): Workspace => ({
    ...workspace,
    files: withEntry(workspace.files, file.id, { ...file, ...change }),
  });
  const removed = (version: Version): Version =>
    isThere(version) ? { ...version, removedAt: at } : version;
  switch (command.name) {
    case 'file.rename.v1':
      return file.name === command.args.name ? workspace : put({ name: command.args.name });
    case 'file.remove.v1':
      return put({ versions: file.versions.map(removed), removedAt: at });
    case 'file.removeVersion.v1': {
      const { versionId } = command.args;
      const versions = file.versions.map((each) => (each.id === versionId ? removed(each) : each));
      const isLast = !versions.some(isThere);
      return put({ versions, ...(isLast && { removedAt: at }) });
    }
  }
}

/** A version that has come in whole. */
export interface NewVersion {
  readonly fileId: string;
  readonly trackId: string;
  /** What the file is called where it is new. */
  readonly name: string;
  readonly version: Omit<Version, 'number' | 'removedAt'>;
}

/** @returns why it is not taken, or null */
export function refuseVersion(
  workspace: Workspace,
  {
    fileId,
    trackId,
    version,
  }: Pick<NewVersion, 'fileId' | 'trackId'> & {
    readonly version: Pick<Version, 'addedById'>;
  },
  filesThere: number,
): RefusalCode | null {
  if (!workspace.tracks.has(trackId)) return 'not-found';
  if (!memberOf(workspace, trackId, version.addedById)) return 'not-found';
  const file = workspace.files.get(fileId);
  // One that was removed meanwhile comes back with what is new.
  if (file && file.trackId !== trackId) return 'id-taken';
  if (!file) return filesThere >= filesPerTrack ? 'limit-reached' : null;
  return file.versions.length >= versionsPerFile ? 'limit-reached' : null;
}

export function withVersion(workspace: Workspace, arrived: NewVersion): Workspace {
  const { fileId, trackId, name, version } = arrived;
  const held = workspace.files.get(fileId);
  const number = (held?.versions.at(-1)?.number ?? 0) + 1;
  const versions = [...(held?.versions ?? []), { ...version, number, removedAt: null }];
  const made = {
    id: fileId,
    trackId,
    name: name.slice(0, fileNameCharacters),
    createdAt: version.addedAt,
  };
  const file: File = { ...(held ?? made), versions, removedAt: null };
  return { ...workspace, files: withEntry(workspace.files, fileId, file) };
}
