/**
 * The header of one FLAC frame, which says where in the sound it lies and carries a checksum of its own.
 * With that the last frame of a file is found, and with it how long the sound really is.
 */
import { uintAt } from './bytes.ts';

/** What the file says of all its frames (STREAMINFO). */
export interface FlacStream {
  /** The same for all frames but the last, or 0 where frames differ and count samples instead. */
  readonly blockSize: number;
  readonly largestBlock: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitsPerSample: number;
  /** Null where the encoder did not know. */
  readonly claimedFrames: number | null;
}

/** Which samples a FLAC frame holds, and how its header ends. */
export interface FlacBlock {
  readonly from: number;
  readonly to: number;
  /** With the checksum of its own. */
  readonly headerBytes: number;
  /** Below 8 one less than there are channels; above, how two are coded by what they have in common. */
  readonly channelCode: number;
}

/** No header is longer. */
export const flacHeaderBytes = 16;

/** STREAMINFO has 34 bytes. @returns null where it makes no sense */
export function flacStreamOf(info: Uint8Array): FlacStream | null {
  if (info.length < 34) return null;
  const packed = uintAt(info, 10, 4, 'big');
  const [smallest, largest] = [uintAt(info, 0, 2, 'big'), uintAt(info, 2, 2, 'big')];
  const sampleRate = packed >>> 12;
  if (sampleRate === 0 || largest < 16) return null;
  return {
    blockSize: smallest === largest ? largest : 0,
    largestBlock: largest,
    sampleRate,
    channels: ((packed >>> 9) & 7) + 1,
    bitsPerSample: ((packed >>> 4) & 31) + 1,
    claimedFrames: (packed & 15) * 2 ** 32 + uintAt(info, 14, 4, 'big') || null,
  };
}

const rates = [
  88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000,
];
const sampleSizes: readonly (number | null)[] = [null, 8, 12, -1, 16, 20, 24, 32];

/**
 * Reads the header that lies there.
 * @returns null where there is none of this stream: in samples two bytes often look like its beginning
 */
export function flacBlockAt(
  bytes: Uint8Array,
  at: number,
  { blockSize, sampleRate, channels, bitsPerSample }: FlacStream,
): FlacBlock | null {
  if (bytes[at] !== 0xff) return null;
  const [second = 0, third = 0, fourth = 0] = bytes.subarray(at + 1, at + 4);
  if (second >>> 1 !== 0b111_1100 || fourth % 2 !== 0) return null;
  const sampleSize = sampleSizes[(fourth >>> 1) & 7] ?? bitsPerSample;
  if (sampleSize !== bitsPerSample || channelsOf(fourth >>> 4) !== channels) return null;
  const number = codedNumber(bytes, at + 4);
  if (number === null) return null;
  const [sizeCode, rateCode] = [third >>> 4, third & 15];
  const rateAt = at + 4 + number.length + extraOf(sizeCode === 6, sizeCode === 7);
  const crcAt = rateAt + extraOf(rateCode === 12, rateCode === 13 || rateCode === 14);
  if (crcAt >= bytes.length || crc8(bytes, at, crcAt) !== bytes[crcAt]) return null;
  const samples = blockSizeOf(sizeCode, uintAt(bytes, at + 4 + number.length, 2, 'big'));
  if (samples === 0 || rateOf(rateCode, bytes, rateAt, sampleRate) !== sampleRate) return null;
  const from = second % 2 === 1 ? number.value : number.value * (blockSize || samples);
  return { from, to: from + samples, headerBytes: crcAt + 1 - at, channelCode: fourth >>> 4 };
}

const extraOf = (isOne: boolean, isTwo: boolean): number => (isOne ? 1 : isTwo ? 2 : 0);

/** Two channels may be coded by their sum and difference, in three ways. */
const channelsOf = (code: number): number => (code < 8 ? code + 1 : code < 11 ? 2 : 0);

/** @param explicit the two bytes behind the number */
function blockSizeOf(code: number, explicit: number): number {
  if (code === 6) return (explicit >>> 8) + 1;
  if (code === 7) return explicit + 1;
  if (code >= 8) return 2 ** code;
  return code === 0 ? 0 : code === 1 ? 192 : 144 * 2 ** code;
}

function rateOf(code: number, bytes: Uint8Array, at: number, unsaid: number): number {
  if (code === 0) return unsaid;
  if (code === 12) return uintAt(bytes, at, 1, 'big') * 1_000;
  if (code === 13) return uintAt(bytes, at, 2, 'big');
  if (code === 14) return uintAt(bytes, at, 2, 'big') * 10;
  return rates[code - 1] ?? 0;
}

/** A number in the way of UTF-8, of up to 36 bits in 7 bytes. */
function codedNumber(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly length: number } | null {
  const first = bytes[at] ?? 0xff;
  if (first < 0x80) return { value: first, length: 1 };
  const length = Math.clz32(~(first << 24));
  if (length < 2 || length > 7) return null;
  let value = first & (0x7f >>> length);
  for (let index = 1; index < length; index += 1) {
    const byte = bytes[at + index] ?? 0;
    if (byte >>> 6 !== 0b10) return null;
    value = value * 64 + (byte & 0x3f);
  }
  return { value, length };
}

function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (const byte of bytes.subarray(from, to)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc << 1) ^ (crc & 0x80 ? 0x107 : 0);
  }
  return crc;
}

const crc16Of = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc << 1) ^ (crc & 0x8000 ? 0x18005 : 0);
  return crc;
});

/** The checksum of a whole frame, carried on over pieces; a whole one with its own checksum gives 0. */
export function crc16(before: number, bytes: ArrayLike<number>): number {
  let crc = before;
  for (let at = 0; at < bytes.length; at += 1) {
    crc = ((crc << 8) & 0xffff) ^ (crc16Of[(crc >>> 8) ^ (bytes[at] ?? 0)] ?? 0);
  }
  return crc;
}
