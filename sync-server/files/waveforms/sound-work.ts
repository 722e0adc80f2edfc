/**
 * How much work one sound is worth. A few bytes can stand for hours of silence, and bytes that nobody has
 * encoded for anything; whoever sends more of them gets more done for it, and nobody all there is.
 */
import { minute, second } from '#shared/base/time.ts';

export interface SoundWork {
  /**
   * To be called at each step, with how many samples have been heard in all.
   * @returns false where it is not worth more, from then on
   */
  goesOn(samples?: number): boolean;
}

export interface SoundWorkOptions {
  readonly sizeBytes: number;
  /** In ms; only differences count. */
  readonly now: () => number;
  /** What this thread has had of a processor, in ms: that others are busy costs a sound nothing. */
  readonly processorMs: () => number;
  /** Says that the work is not stuck. */
  readonly tell: () => void;
}

/** Whoever waits for the thread gives up after some thirty of these. */
export const toldEveryMs = second;
/** 25 minutes of two channels, of any size: a stem may be silent but for a bar. */
export const samplesFree = 2 ** 27;
/** Speech in Opus at its lowest rate; of music each byte is one sample, or ten. */
export const samplesPerByte = 128;
/** The slowest format on a slow machine stays far below. */
export const processorMsFree = 2 * minute;
export const processorMsPerMegabyte = 5 * second;

export function createSoundWork({
  sizeBytes,
  now,
  processorMs,
  tell,
}: SoundWorkOptions): SoundWork {
  const samplesMost = samplesFree + sizeBytes * samplesPerByte;
  const processorMsMost = processorMsFree + (sizeBytes / 2 ** 20) * processorMsPerMegabyte;
  const begunAt = processorMs();
  let toldAt = now();
  let isSpent = false;
  return {
    goesOn(samples = 0) {
      if (samples > samplesMost) isSpent = true;
      if (now() - toldAt >= toldEveryMs) {
        toldAt = now();
        tell();
        if (processorMs() - begunAt > processorMsMost) isSpent = true;
      }
      return !isSpent;
    },
  };
}
