/**
 * FLAC as it is heard, frame by frame. A frame whose checksum is wrong is silent for its length, and where
 * no frame begins, the next one is looked for.
 */
import { isTextAt } from '../bytes.ts';
import { firstFrame } from '../flac.ts';
import {
  crc16,
  flacBlockAt,
  flacHeaderBytes,
  flacStreamOf,
  type FlacBlock,
  type FlacStream,
} from '../flac-frame.ts';
import { createFileBytes } from '../reading.ts';
import type { SampleBlock, SampleBlocks } from '../sample-block.ts';
import type { CodedSound } from '../sound.ts';
import { BitReader } from './bit-reader.ts';
import { createByteWindow } from './byte-window.ts';
import { readSubframe } from './flac-subframe.ts';
import { oggPackets } from './ogg-packets.ts';
import { readBy, type ReadAt } from './read-at.ts';

/** Headers, and what a frame has besides its samples. */
const besidesBytes = 1_024;
const windowBytesLeast = 64 * 1_024;
const [leftSide, sideRight, midSide] = [8, 9, 10];

/** @returns null where nothing says how it is to be read */
export function flacSamples(
  { soundFrom, sizeBytes }: Pick<CodedSound, 'soundFrom' | 'sizeBytes'>,
  readAt: ReadAt,
): SampleBlocks | null {
  const info = new Uint8Array(34);
  const stream = readAt(soundFrom + 8, info) === info.length ? flacStreamOf(info) : null;
  const first = readBy(firstFrame(createFileBytes(sizeBytes), soundFrom + 4), readAt);
  if (stream === null || first === null) return null;
  return blocksOf(stream, { from: first, to: sizeBytes }, readAt);
}

function* blocksOf(
  stream: FlacStream,
  { from, to }: { readonly from: number; readonly to: number },
  readAt: ReadAt,
): SampleBlocks {
  const decode = createFlacDecoder(stream);
  const wanted = flacFrameBytesMost(stream);
  const size = Math.max(windowBytesLeast, 2 * wanted);
  const window = createByteWindow(readAt, { from, to, size });
  window.advance(0, wanted);
  while (window.bytes.length > 0) {
    const { bytes } = window;
    const frame = decode(bytes);
    if (frame) yield frame.block;
    window.advance(frame?.length ?? toNextFrame(bytes, stream), wanted);
  }
}

/** @returns how far it is to where another frame may begin, all of it where none does */
function toNextFrame(bytes: Uint8Array, stream: FlacStream): number {
  for (let at = bytes.indexOf(0xff, 1); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const isTorn = at + flacHeaderBytes > bytes.length;
    if (isTorn || flacBlockAt(bytes, at, stream) !== null) return at;
  }
  return bytes.length;
}

/** What a frame takes when nothing can be saved. */
const flacFrameBytesMost = ({ largestBlock, channels, bitsPerSample }: FlacStream): number =>
  Math.ceil((largestBlock * (channels * bitsPerSample + 1)) / 8) + besidesBytes;

/** @returns a decoder of the frame that begins with the bytes; null where none does */
function createFlacDecoder(stream: FlacStream) {
  const { channels, bitsPerSample, largestBlock } = stream;
  const bits = new BitReader();
  const exact = Array.from({ length: channels }, () => new Float64Array(largestBlock));
  const heard = exact.map(() => new Float32Array(largestBlock));

  const readChannels = ({ headerBytes, channelCode }: FlacBlock, samples: Float64Array[]) => {
    bits.at = headerBytes * 8;
    const side = channelCode === sideRight ? 0 : channelCode >= leftSide ? 1 : -1;
    return samples.every((channel, index) =>
      readSubframe(bits, bitsPerSample + Number(index === side), channel),
    );
  };

  return (bytes: Uint8Array): { readonly block: SampleBlock; readonly length: number } | null => {
    const block = flacBlockAt(bytes, 0, stream);
    const frames = block ? block.to - block.from : 0;
    if (!block || frames > largestBlock) return null;
    const samples = exact.map((channel) => channel.subarray(0, frames));
    bits.reset(bytes);
    const isRead = readChannels(block, samples);
    const length = Math.ceil(bits.at / 8) + 2;
    if (isRead && length <= bytes.length && crc16(0, bytes.subarray(0, length)) === 0) {
      join(samples, block.channelCode);
      toFullScale(samples, heard, 2 ** (1 - bitsPerSample));
      return { block: { frames, channels: heard }, length };
    }
    for (const channel of heard) channel.fill(0, 0, frames);
    return { block: { frames, channels: heard }, length: toNextFrame(bytes, stream) };
  };
}

/** Two channels that were coded by what they have in common. */
function join([one, two]: readonly Float64Array[], code: number): void {
  if (!one || !two || code < leftSide) return;
  for (let at = 0; at < one.length; at += 1) {
    const a = one[at] ?? 0;
    const b = two[at] ?? 0;
    if (code === leftSide) two[at] = a - b;
    else if (code === sideRight) one[at] = a + b;
    else if (code === midSide) {
      const double = 2 * a + Math.abs(b % 2);
      one[at] = (double + b) / 2;
      two[at] = (double - b) / 2;
    }
  }
}

function toFullScale(
  samples: readonly Float64Array[],
  heard: readonly Float32Array[],
  scale: number,
): void {
  samples.forEach((channel, index) => {
    const into = heard[index];
    if (into) for (let at = 0; at < channel.length; at += 1) into[at] = (channel[at] ?? 0) * scale;
  });
}

/** FLAC in Ogg, of which each packet but the first ones is a frame. */
export function* oggFlacSamples(sizeBytes: number, readAt: ReadAt): SampleBlocks {
  let decode: ReturnType<typeof createFlacDecoder> | null = null;
  const isHead = (packet: Uint8Array) => isTextAt(packet, 0, '\u007fFLAC');
  for (const packet of oggPackets(readAt, sizeBytes, isHead)) {
    const stream = isHead(packet) ? flacStreamOf(packet.subarray(17, 51)) : null;
    if (stream) decode = createFlacDecoder(stream);
    const frame = decode?.(packet);
    if (frame) yield frame.block;
  }
}
