/**
 * The outline of a sound, from which its waveform is drawn: how far it swings within each of so many
 * equal spans. How long a sound is may be known at its end only, so a span begins as one frame, and
 * whenever there are as many points as there may be, two become one. What comes out depends on the
 * samples alone, never on the pieces that they came in.
 */
import type { SampleBlock } from './sample-block.ts';

/** Twice what a wide screen has room for; a sound that is longer than this in frames has half of it at least. */
export const peakPointsMost = 2_000;
/** Full scale. */
export const peakMost = 127;

export interface Peaks {
  add(block: SampleBlock): void;
  /** @returns from 0 to `peakMost` for each span, of which the last may be shorter than the others */
  points(): number[];
}

export function createPeaks(): Peaks {
  const points = new Float32Array(peakPointsMost);
  let [count, span] = [0, 1];
  /** These are of the span that is not full yet. */
  let [frames, top] = [0, 0];

  const close = () => {
    points[count] = top;
    [count, frames, top] = [count + 1, 0, 0];
    if (count < peakPointsMost) return;
    count /= 2;
    for (let index = 0; index < count; index += 1) {
      points[index] = Math.max(points[2 * index] ?? 0, points[2 * index + 1] ?? 0);
    }
    span *= 2;
  };

  return {
    add(block) {
      for (let at = 0; at < block.frames;) {
        const to = Math.min(block.frames, at + span - frames);
        for (const samples of block.channels) top = loudest(samples, at, to, top);
        frames += to - at;
        at = to;
        if (frames === span) close();
      }
    },
    points() {
      const whole = Array.from(points.subarray(0, count), level);
      return frames === 0 ? whole : [...whole, level(top)];
    },
  };
}

/** What is no number, or has no end, counts as silence. */
function loudest(samples: Float32Array, from: number, to: number, before: number): number {
  let top = before;
  for (let at = from; at < to; at += 1) {
    const size = Math.abs(samples[at] ?? 0);
    if (size > top && size < Infinity) top = size;
  }
  return top;
}

const level = (size: number): number => Math.round(Math.min(1, size) * peakMost);
