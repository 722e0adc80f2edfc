/** What is made of a sound as a whole, from its samples: its outline, how long it is, and how loud. */
import { createLoudness } from './loudness.ts';
import { createPeaks } from './peaks.ts';
import type { SampleBlock } from './sample-block.ts';

export interface SoundOutline {
  readonly seconds: number;
  /** From 0 to 127, each for an equal part of the sound. */
  readonly peaks: readonly number[];
  /** In LUFS, to a hundredth; null where it has none. */
  readonly loudness: number | null;
}

/** A sound that can be heard from its beginning to its end. */
export interface OpenSound {
  readonly sampleRate: number;
  /** How much each channel counts for how loud it is. */
  readonly weights: readonly number[];
  readonly blocks: Iterable<SampleBlock>;
}

/** A day of two channels at 48 kHz; a FLAC of silence has as much in some megabytes. */
const samplesMost = 2 ** 33;

/**
 * @param goesOn is asked with how many samples have been heard, and may end it
 * @returns null where there is nothing in it, more than anybody listens to, or it was ended
 */
export function outlineOf(
  { sampleRate, weights, blocks }: OpenSound,
  goesOn: (samples: number) => boolean = () => true,
): SoundOutline | null {
  const peaks = createPeaks();
  const loudness = createLoudness(sampleRate, weights);
  let frames = 0;
  for (const block of blocks) {
    peaks.add(block);
    loudness.add(block);
    frames += block.frames;
    const samples = frames * weights.length;
    if (samples > samplesMost || !goesOn(samples)) return null;
  }
  if (frames === 0) return null;
  const lufs = loudness.integrated();
  return {
    seconds: frames / sampleRate,
    peaks: peaks.points(),
    loudness: lufs === null ? null : Math.round(lufs * 100) / 100,
  };
}
