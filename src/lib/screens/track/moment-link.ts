/**
 * Which moment of a sound the address of a track leads to, and what of it is there:
 * `/track/<id>?file=…&version=…&t=83.25#comment-…`, the time in seconds. Whatever else an address says is
 * no moment, and no fault.
 */
import { isUuid } from '#shared/base/ids.ts';
import { soundMsMost } from '#shared/workspace/limits.ts';
import type { File, SoundMoment, Version } from '#shared/workspace/entities.ts';
import { currentVersion } from '#shared/workspace/files.ts';
import type { PlaceInSound } from '#lib/screens/common/row-view.ts';

/** @returns null where it names no version of a file */
export function momentIn({ searchParams }: Pick<URL, 'searchParams'>): PlaceInSound | null {
  const fileId = searchParams.get('file') ?? '';
  const versionId = searchParams.get('version') ?? '';
  if (!isUuid(fileId) || !isUuid(versionId)) return null;
  return { fileId, versionId, from: msIn(searchParams.get('t') ?? '') };
}

/** What is no time, or longer than any sound, leads to the beginning. */
function msIn(seconds: string): number {
  if (!/^\d{1,6}(?:\.\d{1,9})?$/u.test(seconds)) return 0;
  const ms = Math.round(Number(seconds) * 1_000);
  return ms <= soundMsMost ? ms : 0;
}

/** A moment, as far as its version is known here. */
export type Spot = PlaceInSound & Partial<Pick<SoundMoment, 'to' | 'name' | 'number'>>;

/** @returns the moment as its file is called now; null where this device has no such version */
export function namedNow(spot: Spot, files: readonly File[]): SoundMoment | null {
  const { file, version } = foundIn(spot, files);
  if (!file || !version) return null;
  const { fileId, versionId, from, to = null } = spot;
  return { fileId, versionId, from, to, name: file.name, number: version.number };
}

/** @returns the moment as its file is called now, where this device knows that */
export const named = (spot: Spot, files: readonly File[]): SoundMoment =>
  namedNow(spot, files) ?? { ...spot, to: spot.to ?? null, name: '', number: 0 };

/** Whether its bytes are there. What a device has never heard of was removed before it came to the track. */
export const isThere = (spot: Spot, files: readonly File[]): boolean =>
  foundIn(spot, files).version?.removedAt === null;

/** @returns the current version of the same file, where it is a later one */
export function newerThan(spot: Spot, files: readonly File[]): Version | null {
  const { file, version } = foundIn(spot, files);
  const current = file && currentVersion(file);
  return current && current.number > (version?.number ?? 0) ? current : null;
}

function foundIn({ fileId, versionId }: Spot, files: readonly File[]) {
  const file = files.find(({ id }) => id === fileId);
  return { file, version: file?.versions.find(({ id }) => id === versionId) };
}
