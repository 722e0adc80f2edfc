/**
 * What an MP3 frame says of its granules before their bits: how many bits, which tables, how loud. A
 * frame has two granules, or one where the rate is low, and each of them one part for each channel.
 */
import type { BitReader } from './bit-reader.ts';
import { blockBandsOf, type BlockBands } from './mp3-bands.ts';

/** What the header of a frame says. */
export interface Mp3Coding {
  readonly isFirstVersion: boolean;
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  readonly isMidSide: boolean;
  readonly isIntensity: boolean;
}

export const shortBlock = 2;

export interface GranulePart extends BlockBands {
  readonly bitCount: number;
  /** Of sizes that are more than one, or may be. */
  readonly bigPairs: number;
  readonly globalGain: number;
  readonly scaleCode: number;
  /** 0 long, 1 before a short one, 2 short, 3 behind a short one. */
  readonly blockType: number;
  readonly isMixed: boolean;
  readonly tables: readonly number[];
  /** How many bands the first and the second table are for. */
  readonly regionBands: readonly number[];
  readonly windowGains: readonly number[];
  readonly isLifted: boolean;
  readonly isScaleDouble: boolean;
  readonly quadTable: number;
  /** Which groups of scale factors are those of the granule before; a bit each, the first one highest. */
  readonly shared: number;
}

export interface SideInfo {
  /** How many bytes of the frames before belong to this one. */
  readonly reservoirBytes: number;
  /** Granule by granule, and in each channel by channel. */
  readonly parts: readonly GranulePart[];
}

const bigPairsMost = 288;

/** @returns null where it makes no sense */
export function readSideInfo(bits: BitReader, coding: Mp3Coding): SideInfo | null {
  const { isFirstVersion, channels } = coding;
  const reservoirBytes = bits.bits(isFirstVersion ? 9 : 8);
  bits.bits(isFirstVersion ? (channels === 1 ? 5 : 3) : channels);
  const shared = Array.from({ length: channels }, () => (isFirstVersion ? bits.bits(4) : 0));
  const parts: GranulePart[] = [];
  for (let granule = 0; granule < (isFirstVersion ? 2 : 1); granule += 1) {
    for (let channel = 0; channel < channels; channel += 1) {
      const part = readPart(bits, coding, granule === 0 ? 0 : (shared[channel] ?? 0));
      if (part === null) return null;
      parts.push(part);
    }
  }
  return { reservoirBytes, parts };
}

function readPart(
  bits: BitReader,
  { isFirstVersion, sampleRate }: Mp3Coding,
  shared: number,
): GranulePart | null {
  const [bitCount, bigPairs, globalGain] = [bits.bits(12), bits.bits(9), bits.bits(8)];
  const scaleCode = bits.bits(isFirstVersion ? 4 : 9);
  const window = bits.bits(1) === 1 ? readWindow(bits) : readRegions(bits);
  const { blockType, isMixed } = window;
  const shape = blockType !== shortBlock ? 'long' : isMixed ? 'mixed' : 'short';
  if (bigPairs > bigPairsMost || !window.isSound) return null;
  return {
    ...window,
    ...blockBandsOf(sampleRate, shape),
    bitCount,
    bigPairs,
    globalGain,
    scaleCode,
    isLifted: isFirstVersion ? bits.bits(1) === 1 : scaleCode >= 500,
    isScaleDouble: bits.bits(1) === 1,
    quadTable: bits.bits(1),
    shared: shape === 'long' ? shared : 0,
  };
}

function readWindow(bits: BitReader) {
  const blockType = bits.bits(2);
  const isMixed = bits.bits(1) === 1;
  const tables = [bits.bits(5), bits.bits(5)];
  const windowGains = [bits.bits(3), bits.bits(3), bits.bits(3)];
  const first = blockType === shortBlock && !isMixed ? 9 : 8;
  const regionBands = [first, Infinity];
  return { blockType, isMixed, tables, windowGains, regionBands, isSound: blockType !== 0 };
}

function readRegions(bits: BitReader) {
  const tables = [bits.bits(5), bits.bits(5), bits.bits(5)];
  const regionBands = [bits.bits(4) + 1, bits.bits(3) + 1, Infinity];
  return {
    blockType: 0,
    isMixed: false,
    tables,
    windowGains: [0, 0, 0],
    regionBands,
    isSound: true,
  };
}
