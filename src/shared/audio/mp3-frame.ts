/**
 * The header of one MP3 frame (four bytes), and what encoders write into the first frame instead of
 * sound: how many frames there are (Xing, Info, VBRI), and what they put before and behind (LAME).
 */
import { isTextAt, textAt, uintAt } from './bytes.ts';

export interface Mp3Frame {
  /** What stays the same within a stream: version, layer and rate. */
  readonly stream: number;
  readonly layer: 1 | 2 | 3;
  readonly samples: number;
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  readonly lengthBytes: number;
}

export interface Mp3Info {
  /** Null where the count is left out. */
  readonly claimed: number | null;
  /** In samples; null where the encoder does not say. */
  readonly delay: number | null;
  readonly padding: number;
}

/** As much of the first frame as can hold its info. */
export const mp3InfoBytes = 256;

const rates = [44_100, 48_000, 32_000];
/** In kbit/s for the codes 1 to 14, by layer: of MPEG 1, and of MPEG 2 and 2.5. */
const bitrates: Readonly<Record<1 | 2 | 3, readonly number[]>> = {
  1: [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  2: [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  3: [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
};
const lowBitrates = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const lowBitratesOfLayer1 = [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256];

/** @returns null where no such header lies there. A rate that is free to the encoder is not read. */
export function mp3FrameAt(bytes: Uint8Array, at: number): Mp3Frame | null {
  if (bytes[at] !== 0xff || at + 4 > bytes.length) return null;
  const [second = 0, third = 0, fourth = 0] = bytes.subarray(at + 1, at + 4);
  if (second < 0xe0) return null;
  const version = (second >>> 3) & 3;
  const layer = layerOf((second >>> 1) & 3);
  const rate = rates[(third >>> 2) & 3];
  if (version === 1 || layer === null || rate === undefined || (fourth & 3) === 2) return null;
  const isFirst = version === 3;
  const lower = layer === 1 ? lowBitratesOfLayer1 : lowBitrates;
  const kbits = (isFirst ? bitrates[layer] : lower)[(third >>> 4) - 1];
  if (kbits === undefined) return null;
  const sampleRate = isFirst ? rate : version === 2 ? rate / 2 : rate / 4;
  const samples = layer === 1 ? 384 : layer === 2 || isFirst ? 1_152 : 576;
  const padding = (third >>> 1) & 1;
  const slot = layer === 1 ? 4 : 1;
  return {
    stream: (second & 0x1e) * 4 + ((third >>> 2) & 3),
    layer,
    samples,
    sampleRate,
    channels: fourth >>> 6 === 3 ? 1 : 2,
    lengthBytes: (Math.floor(((samples / 8) * kbits * 1_000) / sampleRate / slot) + padding) * slot,
  };
}

const layerOf = (code: number): 1 | 2 | 3 | null =>
  code === 1 ? 3 : code === 2 ? 2 : code === 3 ? 1 : null;

/** @returns what the first frame says instead of sound; null where it is sound */
export function mp3InfoOf(bytes: Uint8Array, frame: Mp3Frame): Mp3Info | null {
  const isFirst = frame.samples === 1_152;
  const isMono = frame.channels === 1;
  const at = 4 + (isFirst ? (isMono ? 17 : 32) : isMono ? 9 : 17);
  if (isTextAt(bytes, at, 'Xing') || isTextAt(bytes, at, 'Info')) return xingOf(bytes, at);
  if (!isTextAt(bytes, 36, 'VBRI')) return null;
  return { claimed: uintAt(bytes, 50, 4, 'big'), delay: null, padding: 0 };
}

/** Each of four flags says whether its field follows: frames, bytes, 100 places, quality. */
function xingOf(bytes: Uint8Array, at: number): Mp3Info {
  const flags = uintAt(bytes, at + 4, 4, 'big');
  const fields = [4, 4, 100, 4].filter((_, index) => ((flags >>> index) & 1) === 1);
  const encoderAt = at + 8 + fields.reduce((sum, length) => sum + length, 0);
  const claimed = flags % 2 === 1 ? uintAt(bytes, at + 8, 4, 'big') : null;
  const isTold = ['LAME', 'Lavf', 'Lavc'].includes(textAt(bytes, encoderAt, 4));
  if (!isTold || encoderAt + 24 > bytes.length) return { claimed, delay: null, padding: 0 };
  const gaps = uintAt(bytes, encoderAt + 21, 3, 'big');
  return { claimed, delay: gaps >>> 12, padding: gaps & 0xfff };
}
