/**
 * Reads which moment of a sound the address of a track leads to:
 * `/track/<id>?file=…&version=…&t=83.25#comment-…`, the time in seconds. Whatever else an address says is
 * no moment, and no fault.
 */
import { isUuid } from '#shared/base/ids.ts';
import { soundMsMost } from '#shared/workspace/limits.ts';
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
