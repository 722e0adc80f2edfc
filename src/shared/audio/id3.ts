/**
 * Tags that are put around a sound without being part of it: ID3v2 in front, which may hold pictures of
 * some megabytes, and ID3v1 in the last 128 bytes. Only their lengths are read.
 */
import { isTextAt } from './bytes.ts';
import type { FileBytes, Reading } from './reading.ts';

export const tagHeaderBytes = 10;
const oldTagBytes = 128;
/** Some programs add another tag instead of changing the one there is. */
const tagsMost = 8;

/** @returns how long the tag is whose header lies there, 0 where there is none */
export function tagBytesAt(bytes: Uint8Array, at: number): number {
  if (!isTextAt(bytes, at, 'ID3') || at + tagHeaderBytes > bytes.length) return 0;
  let size = 0;
  for (const byte of bytes.subarray(at + 6, at + tagHeaderBytes)) size = size * 128 + (byte & 0x7f);
  const hasFooter = ((bytes[at + 5] ?? 0) & 0x10) !== 0;
  return tagHeaderBytes + size + (hasFooter ? tagHeaderBytes : 0);
}

/** @returns the place behind all tags at the beginning */
export function* behindTags(file: FileBytes): Reading<number> {
  let at = 0;
  for (let left = tagsMost; left > 0; left -= 1) {
    const tag = tagBytesAt(yield* file.at(at, tagHeaderBytes), 0);
    if (tag === 0) break;
    at += tag;
  }
  return at;
}

/** @returns where the sound ends before an ID3v1 tag, or the end of the file */
export function* beforeOldTag(file: FileBytes): Reading<number> {
  const at = file.size - oldTagBytes;
  return isTextAt(yield* file.at(at, 3), 0, 'TAG') ? at : file.size;
}
