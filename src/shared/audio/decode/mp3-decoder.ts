/**
 * Decodes MP3 (MPEG 1, 2 and 2.5, layer III) frame by frame. The bits of a frame may begin in the frames
 * before it, so some of their bytes are kept; one whose beginning is lost is silent, and so is one that
 * makes no sense.
 */
import type { Mp3Frame } from '../mp3-frame.ts';
import type { SampleBlock } from '../sample-block.ts';
import { BitReader } from './bit-reader.ts';
import { createOverlap, toBands } from './mp3-hybrid.ts';
import { lineCount, readLines } from './mp3-lines.ts';
import { bandGains, createScaleFactors, readScaleFactors } from './mp3-scale-factors.ts';
import { readSideInfo, type Mp3Coding, type SideInfo } from './mp3-side-info.ts';
import { joinChannels } from './mp3-stereo.ts';
import { createSynthesis } from './mp3-synthesis.ts';

const headerBytes = 4;
const checksumBytes = 2;
const reservoirBytesMost = 511;
/** The largest frame, and what is kept of those before. */
const mainBytesMost = 4_096;
const bandsMost = 40;
const stepCount = 18;

export interface Mp3Decoder {
  /** @param bytes of the whole frame */
  decode(frame: Mp3Frame, bytes: Uint8Array): SampleBlock;
}

interface Channel {
  readonly lines: Float32Array;
  readonly overlap: Float32Array;
  readonly scale: ReturnType<typeof createScaleFactors>;
  readonly synthesis: ReturnType<typeof createSynthesis>;
  readonly heard: Float32Array;
}

const createChannel = (): Channel => ({
  lines: new Float32Array(lineCount),
  overlap: createOverlap(),
  scale: createScaleFactors(),
  synthesis: createSynthesis(),
  heard: new Float32Array(2 * lineCount),
});

/** @param count of the channels that are heard, whatever single frames have */
export function createMp3Decoder(count: 1 | 2): Mp3Decoder {
  const [left, right] = [createChannel(), createChannel()];
  const heard = count === 1 ? [left.heard] : [left.heard, right.heard];
  const main = createMainData();
  const bits = new BitReader();
  const gains = new Float64Array(bandsMost);

  const readGranule = (coding: Mp3Coding, parts: SideInfo['parts']) => {
    parts.forEach((part, index) => {
      const { lines, scale } = index === 0 ? left : right;
      const end = bits.at + part.bitCount;
      readScaleFactors(bits, part, coding, scale, coding.isIntensity && index === 1);
      bandGains(part, coding, scale.factors, gains);
      readLines(bits, part, gains, end, lines);
    });
    const [, second] = parts;
    if (second) joinChannels(coding, second, right.scale.places, [left.lines, right.lines]);
    parts.forEach((part, index) => {
      const { lines, overlap } = index === 0 ? left : right;
      toBands(part, lines, overlap);
    });
  };

  const hear = (channels: number, at: number) => {
    for (const channel of channels === 1 ? [left] : [left, right]) {
      for (let step = 0; step < stepCount; step += 1) {
        channel.synthesis(channel.lines, step, channel.heard, at + 32 * step);
      }
    }
    if (channels === 1 && count === 2) {
      right.heard.set(left.heard.subarray(at, at + lineCount), at);
    }
  };

  return {
    decode(frame, bytes) {
      const coding = codingOf(frame, bytes);
      const hasChecksum = ((bytes[1] ?? 0) & 1) === 0;
      bits.reset(bytes, 8 * (headerBytes + (hasChecksum ? checksumBytes : 0)));
      const side = readSideInfo(bits, coding);
      const own = bytes.subarray(Math.ceil(bits.at / 8));
      const data = main.next(own, side?.reservoirBytes ?? 0);
      const bitCount = side?.parts.reduce((sum, part) => sum + part.bitCount, 0) ?? 0;
      const isSound = side !== null && data !== null && bitCount <= 8 * data.length;
      if (isSound) bits.reset(data);
      for (let at = 0; at < frame.samples; at += lineCount) {
        const first = (at / lineCount) * coding.channels;
        if (isSound) readGranule(coding, side.parts.slice(first, first + coding.channels));
        else silence([left, right]);
        hear(coding.channels, at);
      }
      return { frames: frame.samples, channels: heard };
    },
  };
}

function codingOf(frame: Mp3Frame, bytes: Uint8Array): Mp3Coding {
  const mode = (bytes[3] ?? 0) >>> 4;
  const isJoint = mode >>> 2 === 1;
  return {
    isFirstVersion: frame.samples === 2 * lineCount,
    sampleRate: frame.sampleRate,
    channels: frame.channels,
    isMidSide: isJoint && (mode & 2) !== 0,
    isIntensity: isJoint && (mode & 1) !== 0,
  };
}

/** What went before still ends. */
function silence(channels: readonly Channel[]): void {
  for (const { lines, overlap } of channels) {
    lines.set(overlap);
    overlap.fill(0);
    for (let at = stepCount; at < lineCount; at += 2 * stepCount) {
      for (let step = 1; step < stepCount; step += 2) lines[at + step] = -(lines[at + step] ?? 0);
    }
  }
}

/** Puts together the bits of a frame from its own bytes and the last ones before. */
function createMainData() {
  const held = new Uint8Array(mainBytesMost);
  let length = 0;
  return {
    /** @returns null where the beginning is lost */
    next(own: Uint8Array, before: number): Uint8Array | null {
      const kept = Math.min(length, reservoirBytesMost);
      held.copyWithin(0, length - kept, length);
      const added = own.subarray(0, mainBytesMost - kept);
      held.set(added, kept);
      length = kept + added.length;
      return before > kept ? null : held.subarray(kept - before, length);
    },
  };
}
