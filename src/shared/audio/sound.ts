/**
 * What is known of a file that may be a sound, as its bytes say it. A **frame** is one sample of each
 * channel. `frames` is always what is there, never what is claimed: lengths that people see and places
 * that comments are pinned to come from it.
 */
import type { ByteOrder } from './bytes.ts';

export type PcmContainer = 'riff' | 'rf64' | 'bw64' | 'wave64' | 'aiff' | 'aifc' | 'caf';
export type PcmCodec = 'pcm-integer' | 'pcm-float' | 'mulaw' | 'alaw';

type CodedContainer = PcmContainer | 'flac' | 'mp3' | 'ogg' | 'mp4' | 'webm';
export type CodedCodec = 'adpcm' | 'flac' | 'mp3' | 'vorbis' | 'opus' | 'alac' | 'aac' | 'unknown';

/** Known by their first bytes only; nobody here plays them. */
export type NamedContainer =
  'adts' | 'matroska' | 'wavpack' | 'au' | 'wma' | 'ac3' | 'tta' | 'midi';

export type ProjectProgram =
  | 'ableton-live'
  | 'bitwig-studio'
  | 'dawproject'
  | 'fl-studio'
  | 'logic-pro'
  | 'pro-tools'
  | 'reaper'
  | 'studio-one';

/** The file ends before the sound does. */
export interface Cut {
  /** How long it would be; null where that is nowhere said. */
  readonly claimedFrames: number | null;
}

/** How samples lie in a file, one behind the other. */
export interface SampleLayout {
  readonly codec: PcmCodec;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bitsPerSample: number;
  readonly bytesPerSample: number;
  /** More than all samples of a frame take where there are gaps between them. */
  readonly bytesPerFrame: number;
  readonly byteOrder: ByteOrder;
  /** Samples of one byte have either a sign (AIFF, CAF) or none (WAV). */
  readonly isSigned: boolean;
  /** Which channel is for which loudspeaker, as WAV counts them; null where that is not said. */
  readonly channelMask: number | null;
}

export interface PcmSound extends SampleLayout {
  readonly kind: 'pcm';
  readonly container: PcmContainer;
  readonly sizeBytes: number;
  readonly frames: number;
  readonly cut: Cut | null;
  /** Where the samples lie, whole frames only. */
  readonly dataFrom: number;
  readonly dataTo: number;
  /** False where a header says something that not every player stands, such as a length of zero. */
  readonly hasPlayableHeader: boolean;
}

export interface CodedSound {
  readonly kind: 'coded';
  readonly container: CodedContainer;
  readonly codec: CodedCodec;
  readonly sizeBytes: number;
  /** Null, like the fields below, where it would take decoding to tell, or nobody asks. */
  readonly channels: number | null;
  readonly sampleRate: number | null;
  readonly bitsPerSample: number | null;
  /** What is heard, without what an encoder put before and behind where it says so. */
  readonly frames: number | null;
  readonly cut: Cut | null;
  /** Where the sound begins behind tags that not every player skips. */
  readonly soundFrom: number;
  /** What an encoder put before the sound, in frames; null where it does not say. */
  readonly encoderDelay: number | null;
}

export interface BrokenSound {
  readonly kind: 'broken';
  readonly container: CodedContainer;
  readonly fault:
    /** An odd chunk without its pad byte, so that players find their way by luck, or play noise. */
    | 'missing-pad'
    /** Nothing says how the samples are to be read, or what says it makes no sense. */
    | 'no-format'
    | 'no-data';
}

export type SoundFacts =
  | PcmSound
  | CodedSound
  | BrokenSound
  | { readonly kind: 'named'; readonly container: NamedContainer }
  | { readonly kind: 'project'; readonly program: ProjectProgram }
  | { readonly kind: 'unknown' };

export const broken = (
  container: BrokenSound['container'],
  fault: BrokenSound['fault'],
): BrokenSound => ({ kind: 'broken', container, fault });

/** What a coded sound is as long as nothing else is known. */
export const codedSound = (
  container: CodedContainer,
  codec: CodedCodec,
  sizeBytes: number,
): CodedSound => ({
  kind: 'coded',
  container,
  codec,
  sizeBytes,
  channels: null,
  sampleRate: null,
  bitsPerSample: null,
  frames: null,
  cut: null,
  soundFrom: 0,
  encoderDelay: null,
});

/**
 * What is said of a sound that ends after so many frames.
 * @param claimedFrames null where nothing says how many there should be; then only its end tells
 */
export const cutAfter = (
  frames: number,
  claimedFrames: number | null,
  endsWithin: boolean,
): Cut | null => {
  const isCut = claimedFrames === null ? endsWithin : claimedFrames > frames;
  return isCut ? { claimedFrames } : null;
};

/** A coded sound whose container says that there should be more of it; how long the rest is, it does not. */
export const cutCoded = (sound: CodedSound): CodedSound => ({
  ...sound,
  frames: null,
  cut: { claimedFrames: sound.frames === 0 ? null : sound.frames },
});

/** @returns null where it is no sound or its length is not known */
export function secondsOf(facts: SoundFacts): number | null {
  if (facts.kind !== 'pcm' && facts.kind !== 'coded') return null;
  const { frames, sampleRate } = facts;
  return frames === null || sampleRate === null ? null : frames / sampleRate;
}
