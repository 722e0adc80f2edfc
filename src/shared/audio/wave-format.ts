/**
 * The `fmt ` chunk, which WAV in all its kinds and Wave64 share: a tag says the codec, and with the tag
 * EXTENSIBLE a longer name behind it does.
 */
import { isBytesAt, uintAt, type ByteOrder } from './bytes.ts';
import { isSampleRate, isSampleSize } from './pcm.ts';
import type { CodedCodec, PcmCodec, SampleLayout } from './sound.ts';

/** As much of the chunk as is read. */
export const waveFormatBytes = 40;

/** What is no row of samples, so that nobody here reads it. */
export interface CodedWave {
  readonly codec: CodedCodec;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bytesPerBlock: number;
  /** Null where the format has no such field. */
  readonly framesPerBlock: number | null;
}

export type WaveFormat =
  /** Not playable is what is read here, and may be read otherwise by a player. */
  | { readonly kind: 'pcm'; readonly layout: SampleLayout; readonly isPlayable: boolean }
  | { readonly kind: 'coded'; readonly coded: CodedWave };

const extensible = 0xfffe;
/** What follows upon the tag in the names of sub-formats that are tags. */
const subFormatTail = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

const pcmCodecs: ReadonlyMap<number, PcmCodec> = new Map<number, PcmCodec>([
  [1, 'pcm-integer'],
  [3, 'pcm-float'],
  [6, 'alaw'],
  [7, 'mulaw'],
]);
const codedCodecs: ReadonlyMap<number, CodedCodec> = new Map<number, CodedCodec>([
  [0x02, 'adpcm'],
  [0x11, 'adpcm'],
  [0x55, 'mp3'],
  [0xff, 'aac'],
  [0x1610, 'aac'],
  [0xf1ac, 'flac'],
]);

/** @returns null where it makes no sense */
export function waveFormatOf(bytes: Uint8Array, order: ByteOrder): WaveFormat | null {
  if (bytes.length < 16) return null;
  const number = (at: number, count: number) => uintAt(bytes, at, count, order);
  const [channels, sampleRate] = [number(2, 2), number(4, 4)];
  if (channels === 0 || !isSampleRate(sampleRate)) return null;
  const isExtensible = number(0, 2) === extensible;
  const tag = isExtensible ? subFormatOf(bytes) : number(0, 2);
  const bytesPerBlock = number(12, 2);
  const codec = pcmCodecs.get(tag);
  if (codec === undefined) {
    const framesPerBlock = codedCodecs.get(tag) === 'adpcm' ? number(18, 2) : null;
    const known = codedCodecs.get(tag) ?? 'unknown';
    return {
      kind: 'coded',
      coded: { codec: known, channels, sampleRate, bytesPerBlock, framesPerBlock },
    };
  }
  const channelMask = isExtensible ? number(20, 4) : null;
  return ofSamples(
    { codec, channels, sampleRate, byteOrder: order, channelMask },
    number(14, 2),
    bytesPerBlock,
  );
}

/** @returns the tag that the name of the sub-format holds; 0, which is none, for any other name */
const subFormatOf = (bytes: Uint8Array): number =>
  isBytesAt(bytes, 26, subFormatTail) ? uintAt(bytes, 24, 2, 'little') : 0;

function ofSamples(
  told: Pick<SampleLayout, 'codec' | 'channels' | 'sampleRate' | 'byteOrder' | 'channelMask'>,
  bitsTold: number,
  bytesPerBlock: number,
): WaveFormat | null {
  const isCompanded = told.codec === 'mulaw' || told.codec === 'alaw';
  const bitsPerSample = isCompanded ? 8 : bitsTold;
  if (!isSampleSize(bitsPerSample)) return null;
  const bytesPerSample = Math.ceil(bitsPerSample / 8);
  const packed = told.channels * bytesPerSample;
  if (bytesPerBlock !== 0 && bytesPerBlock < packed) return null;
  return {
    kind: 'pcm',
    layout: {
      ...told,
      bitsPerSample,
      bytesPerSample,
      bytesPerFrame: bytesPerBlock === 0 ? packed : bytesPerBlock,
      isSigned: !isCompanded && bytesPerSample > 1,
    },
    isPlayable:
      bytesPerBlock !== 0 && bitsTold === bytesPerSample * 8 && told.byteOrder === 'little',
  };
}
