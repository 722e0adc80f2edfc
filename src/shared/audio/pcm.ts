/**
 * What is common to all files of plain samples, however their headers look: how many whole frames are
 * there, where they lie, and whether more were claimed.
 */
import { cutAfter, type PcmContainer, type PcmSound, type SampleLayout } from './sound.ts';

export interface SamplePlace {
  readonly container: PcmContainer;
  readonly sizeBytes: number;
  readonly dataFrom: number;
  /** How many bytes of samples there should be; null where the file's end says it. */
  readonly claimedBytes: number | null;
  readonly hasPlayableHeader: boolean;
}

export function pcmSound(layout: SampleLayout, place: SamplePlace): PcmSound {
  const { container, sizeBytes, dataFrom, claimedBytes, hasPlayableHeader } = place;
  const presentBytes = Math.max(0, sizeBytes - dataFrom);
  const claimedFrames = framesIn(claimedBytes ?? presentBytes, layout);
  const frames = Math.min(claimedFrames, framesIn(presentBytes, layout));
  return {
    kind: 'pcm',
    container,
    ...layout,
    sizeBytes,
    frames,
    cut: cutAfter(frames, claimedFrames, false),
    dataFrom,
    dataTo: dataFrom + frames * layout.bytesPerFrame,
    hasPlayableHeader,
  };
}

const framesIn = (bytes: number, { bytesPerFrame }: SampleLayout): number =>
  Math.floor(bytes / bytesPerFrame);

/** A rate that samples can have, so that lengths are numbers. WAV has 32 bits for it. */
export const isSampleRate = (rate: number): boolean => rate >= 1 && rate <= 0xffff_ffff;

/** No format here has wider ones. */
export const isSampleSize = (bits: number): boolean => bits >= 1 && bits <= 64;
