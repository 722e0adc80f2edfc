/**
 * Plain samples as they are heard: of every width, in either order of their bytes, whole numbers,
 * fractions, and those of telephony that are a byte of a curve.
 */
import type { ByteOrder } from '../bytes.ts';
import type { SampleBlocks } from '../sample-block.ts';
import type { PcmSound, SampleLayout } from '../sound.ts';
import type { ReadAt } from './read-at.ts';

/** As it is read; of a frame that is larger, one frame. */
const pieceBytes = 64 * 1_024;

type SampleAt = (bytes: Uint8Array, at: number) => number;

/** @returns null where nobody knows how such samples are to be read */
export function pcmSamples(sound: PcmSound, readAt: ReadAt): SampleBlocks | null {
  const sampleAt = sampleReader(sound);
  return sampleAt && blocksOf(sound, sampleAt, readAt);
}

function* blocksOf(sound: PcmSound, sampleAt: SampleAt, readAt: ReadAt): SampleBlocks {
  const { bytesPerFrame, bytesPerSample, dataFrom, dataTo } = sound;
  const framesMost = Math.max(1, Math.floor(pieceBytes / bytesPerFrame));
  const piece = new Uint8Array(framesMost * bytesPerFrame);
  const channels = Array.from({ length: sound.channels }, () => new Float32Array(framesMost));
  for (let from = dataFrom; from < dataTo; from += piece.length) {
    const held = piece.subarray(0, Math.min(piece.length, dataTo - from));
    const frames = Math.floor(readAt(from, held) / bytesPerFrame);
    channels.forEach((samples, channel) => {
      let at = channel * bytesPerSample;
      for (let frame = 0; frame < frames; frame += 1, at += bytesPerFrame) {
        samples[frame] = sampleAt(held, at);
      }
    });
    yield { frames, channels };
    if (frames * bytesPerFrame < held.length) return;
  }
}

function sampleReader({
  codec,
  bytesPerSample,
  byteOrder,
  isSigned,
}: SampleLayout): SampleAt | null {
  switch (codec) {
    case 'mulaw':
      return curveReader(mulawAt);
    case 'alaw':
      return curveReader(alawAt);
    case 'pcm-float':
      return floatReader(bytesPerSample, byteOrder);
    case 'pcm-integer':
      if (bytesPerSample > 1) return integerReader(bytesPerSample, byteOrder);
      return isSigned
        ? (bytes, at) => ((bytes[at] ?? 0) << 24) / 2 ** 31
        : (bytes, at) => ((bytes[at] ?? 128) - 128) / 128;
  }
}

/** Of wider ones the upper 32 bits: more than the result holds. */
function integerReader(width: number, order: ByteOrder): SampleAt {
  const step = order === 'little' ? -1 : 1;
  const top = order === 'little' ? width - 1 : 0;
  const [second, third, fourth] = [top + step, top + 2 * step, top + 3 * step];
  if (width === 2) {
    return (bytes, at) =>
      (((bytes[at + top] ?? 0) << 24) | ((bytes[at + second] ?? 0) << 16)) / 2 ** 31;
  }
  const mask = width === 3 ? 0 : 0xff;
  return (bytes, at) =>
    (((bytes[at + top] ?? 0) << 24) |
      ((bytes[at + second] ?? 0) << 16) |
      ((bytes[at + third] ?? 0) << 8) |
      ((bytes[at + fourth] ?? 0) & mask)) /
    2 ** 31;
}

/** Byte by byte into a place of its own, from which it is taken as a number. */
function floatReader(width: number, order: ByteOrder): SampleAt | null {
  if (width !== 4 && width !== 8) return null;
  const bits = new DataView(new ArrayBuffer(8));
  return (bytes, at) => {
    for (let index = 0; index < width; index += 1) bits.setUint8(index, bytes[at + index] ?? 0);
    return width === 4
      ? bits.getFloat32(0, order === 'little')
      : bits.getFloat64(0, order === 'little');
  };
}

function curveReader(sampleOf: (byte: number) => number): SampleAt {
  const curve = Float32Array.from({ length: 256 }, (_, byte) => sampleOf(byte));
  return (bytes, at) => curve[bytes[at] ?? 0] ?? 0;
}

/** ITU-T G.711, as a part of full scale: 14 bits and 13 bits, put to the top of 16. */
function mulawAt(byte: number): number {
  const told = ~byte & 0xff;
  const size = ((((told & 0x0f) << 3) + 0x84) << ((told >>> 4) & 7)) - 0x84;
  return (told > 0x7f ? -size : size) / 2 ** 15;
}

function alawAt(byte: number): number {
  const told = byte ^ 0x55;
  const exponent = (told >>> 4) & 7;
  const mantissa = ((told & 0x0f) << 4) + (exponent === 0 ? 8 : 0x108);
  const size = exponent === 0 ? mantissa : mantissa << (exponent - 1);
  return (told > 0x7f ? size : -size) / 2 ** 15;
}
