/**
 * Vorbis in Ogg as it is heard, packet by packet. A packet that makes no sense is left out.
 */
import { isTextAt, uintAt } from '../bytes.ts';
import type { SampleBlock, SampleBlocks } from '../sample-block.ts';
import { createImdct } from './imdct.ts';
import { bitLength, LowBitReader } from './low-bit-reader.ts';
import { oggPackets } from './ogg-packets.ts';
import type { ReadAt } from './read-at.ts';
import { createFloorShape, type FloorShape } from './vorbis-floor.ts';
import { addResidue } from './vorbis-residue.ts';
import { readSetup, type Mapping, type VorbisSetup } from './vorbis-setup.ts';

interface VorbisHead {
  readonly channels: number;
  /** Of a short block, and of a long one. */
  readonly sizes: readonly [number, number];
}

const nameBytes = 7;
const headBytes = 30;
const [sizeLeast, sizeMost] = [64, 8_192];

const isHead = (packet: Uint8Array): boolean => isTextAt(packet, 0, '\u0001vorbis');
const isSetup = (packet: Uint8Array): boolean => isTextAt(packet, 0, '\u0005vorbis');

/** All that is decoded; nothing where the stream says nothing that makes sense of itself. */
export function* vorbisSamples(sizeBytes: number, readAt: ReadAt): SampleBlocks {
  let head: VorbisHead | null = null;
  let decode: ((packet: Uint8Array) => SampleBlock | null) | null = null;
  for (const packet of oggPackets(readAt, sizeBytes, isHead)) {
    if (isHead(packet)) head ??= headOf(packet);
    if (decode === null && head !== null && isSetup(packet)) {
      const setup = readSetup(new LowBitReader(packet, 8 * nameBytes), head.channels);
      if (setup === null) return;
      decode = createVorbisDecoder(head, setup);
    }
    const block = decode?.(packet) ?? null;
    if (block !== null) yield block;
  }
}

function headOf(packet: Uint8Array): VorbisHead | null {
  const [channels, sizes] = [uintAt(packet, 11, 1, 'little'), uintAt(packet, 28, 1, 'little')];
  const [short, long] = [2 ** (sizes & 15), 2 ** (sizes >>> 4)];
  const isSound = short >= sizeLeast && long >= short && long <= sizeMost;
  return packet.length < headBytes || !isSound ? null : { channels, sizes: [short, long] };
}

function createVorbisDecoder({ channels: count, sizes }: VorbisHead, setup: VorbisSetup) {
  const { codebooks, mappings, modes, residues } = setup;
  const [short, long] = sizes;
  const imdcts = sizes.map(createImdct);
  const slopes = sizes.map(slopeOf);
  const floors = setup.floors.map((floor) =>
    Array.from({ length: count }, () => createFloorShape(floor, codebooks)),
  );
  const spectra = Array.from({ length: count }, () => new Float64Array(long / 2));
  const samples = new Float64Array(long);
  const tails = Array.from({ length: count }, () => new Float64Array(long / 2));
  const heard = Array.from({ length: count }, () => new Float32Array(long / 2));
  const modeBits = bitLength(modes.length - 1);
  /** Of the block before, whose second half is kept; 0 where there is none. */
  let sizeBefore = 0;

  const readSpectra = (bits: LowBitReader, mapping: Mapping, lines: Float64Array[]) => {
    const shapes = mapping.submapOf.map((submap, channel): FloorShape | null => {
      const shape = floors[mapping.submaps[submap]?.floor ?? 0]?.[channel];
      return shape?.read(bits) ? shape : null;
    });
    const isCoded = shapes.map((shape) => shape !== null);
    for (const { size, angle } of mapping.couplings) {
      if (isCoded[size] || isCoded[angle]) isCoded[size] = isCoded[angle] = true;
    }
    mapping.submaps.forEach(({ residue: index }, submap) => {
      const residue = residues[index];
      const own = lines.filter((_, channel) => mapping.submapOf[channel] === submap);
      const coded = lines.filter(
        (_, channel) => mapping.submapOf[channel] === submap && isCoded[channel],
      );
      if (!residue || coded.length === 0) return;
      addResidue(bits, residue, codebooks, residue.kind === 2 ? own : coded);
    });
    for (const { size, angle } of mapping.couplings.toReversed()) {
      uncouple(lines[size] ?? samples, lines[angle] ?? samples);
    }
    shapes.forEach((shape, channel) => {
      if (shape === null) lines[channel]?.fill(0);
      else shape.apply(lines[channel] ?? samples);
    });
  };

  /** Joins what a block begins with to what the one before ended with. */
  const overlap = (size: number, channel: number) => {
    const [tail, into] = [tails[channel], heard[channel]];
    if (!tail || !into) return 0;
    const frames = sizeBefore === 0 ? 0 : (sizeBefore + size) / 4;
    const shift = (size - sizeBefore) / 4;
    for (let at = 0; at < frames; at += 1) {
      const own = at + shift < 0 ? 0 : (samples[at + shift] ?? 0);
      into[at] = own + (at < sizeBefore / 2 ? (tail[at] ?? 0) : 0);
    }
    tail.set(samples.subarray(size / 2, size));
    return frames;
  };

  return (packet: Uint8Array): SampleBlock | null => {
    const bits = new LowBitReader(packet);
    const mode = bits.bits(1) === 0 ? modes[bits.bits(modeBits)] : undefined;
    const mapping = mode && mappings[mode.mapping];
    if (!mode || !mapping || packet.length === 0) return null;
    const size = mode.isLong ? long : short;
    const isLongBefore = mode.isLong && bits.flag();
    const isLongNext = mode.isLong && bits.flag();
    const lines = spectra.map((spectrum) => spectrum.subarray(0, size / 2).fill(0));
    readSpectra(bits, mapping, lines);
    let frames = 0;
    lines.forEach((spectrum, channel) => {
      imdcts[Number(mode.isLong)]?.transform(spectrum, samples);
      shapeSide(samples, size, slopes[Number(isLongBefore)] ?? samples, false);
      shapeSide(samples, size, slopes[Number(isLongNext)] ?? samples, true);
      frames = overlap(size, channel);
    });
    sizeBefore = size;
    return frames === 0 ? null : { frames, channels: heard };
  };
}

/** The rising side of a window. */
const slopeOf = (size: number): Float64Array =>
  Float64Array.from({ length: size / 2 }, (_, at) =>
    Math.sin((Math.PI / 2) * Math.sin(((at + 0.5) / size) * Math.PI) ** 2),
  );

/** Between a long block and a short one, the slope is that of the short one, in the middle of the side. */
function shapeSide(samples: Float64Array, size: number, slope: Float64Array, isEnd: boolean): void {
  const from = size / 4 - slope.length / 2;
  for (let at = 0; at < size / 2; at += 1) {
    const gain = at < from ? 0 : at < from + slope.length ? (slope[at - from] ?? 0) : 1;
    const place = isEnd ? size - 1 - at : at;
    samples[place] = (samples[place] ?? 0) * gain;
  }
}

/** From a size and an angle to two channels, which were put on a square instead of a circle. */
function uncouple(one: Float64Array, two: Float64Array): void {
  for (let at = 0; at < one.length; at += 1) {
    const size = one[at] ?? 0;
    const angle = two[at] ?? 0;
    const other = size > 0 === angle > 0 ? size - angle : size + angle;
    one[at] = angle > 0 ? size : other;
    two[at] = angle > 0 ? other : size;
  }
}
