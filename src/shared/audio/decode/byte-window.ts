/**
 * Part of a file, as it moves along: a decoder lets go of what it has used, and finds behind what is left
 * as much as it needs for its next step.
 */
import type { ReadAt } from './read-at.ts';

/** Part of a file, in which the bytes that a decoder is at are held. */
export interface ByteWindow {
  /** What is held, from `at` on; fewer bytes than were wanted are the end of the file. */
  readonly bytes: Uint8Array;
  /** Lets go of so many bytes at the front, and holds at least so many behind them, as far as there are. */
  advance(taken: number, wanted: number): void;
}

/** @param size how many bytes it can hold; no more may be wanted at once */
export function createByteWindow(
  readAt: ReadAt,
  { from, to, size }: { readonly from: number; readonly to: number; readonly size: number },
): ByteWindow {
  const buffer = new Uint8Array(size);
  /** Where the held bytes lie in the buffer, and where in the file the next ones. */
  let [start, end, next] = [0, 0, from];
  return {
    get bytes() {
      return buffer.subarray(start, end);
    },
    advance(taken, wanted) {
      const beyond = taken - (end - start);
      start = Math.min(end, start + taken);
      if (beyond > 0) next = Math.min(to, next + beyond);
      if (end - start >= wanted) return;
      buffer.copyWithin(0, start, end);
      [start, end] = [0, end - start];
      const room = Math.max(0, Math.min(size - end, to - next));
      const read = readAt(next, buffer.subarray(end, end + room));
      [end, next] = [end + read, read < room ? to : next + read];
    },
  };
}
