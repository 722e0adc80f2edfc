/** Leaves out what an encoder put before a sound and behind it. */
import type { SampleBlocks } from '../sample-block.ts';

/**
 * @param skip so many frames at the beginning
 * @param framesMost how many are heard after them; null for all there are
 */
export function* trimmed(
  blocks: SampleBlocks,
  skip: number,
  framesMost: number | null,
): SampleBlocks {
  let before = skip;
  let left = framesMost ?? Infinity;
  for (const { frames, channels } of blocks) {
    const from = Math.min(before, frames);
    const heard = Math.min(left, frames - from);
    before -= from;
    left -= heard;
    if (heard > 0) {
      yield { frames: heard, channels: channels.map((samples) => samples.subarray(from)) };
    }
    if (left === 0) return;
  }
}
