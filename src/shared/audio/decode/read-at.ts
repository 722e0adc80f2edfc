/**
 * How decoders ask for the bytes of a file: at once, wherever they are, as they run where nobody waits for
 * them. Each reads forward, by windows of a size that does not hang on the file.
 */

import type { Reading } from '../reading.ts';

/** Fills as much as there is from that place. @returns how many bytes; fewer only at the end of the file */
export type ReadAt = (from: number, into: Uint8Array) => number;

/** Drives a reading to its end. */
export function readBy<T>(reading: Reading<T>, readAt: ReadAt): T {
  let step = reading.next();
  while (step.done !== true) {
    const bytes = new Uint8Array(step.value.to - step.value.from);
    step = reading.next(bytes.subarray(0, readAt(step.value.from, bytes)));
  }
  return step.value;
}
