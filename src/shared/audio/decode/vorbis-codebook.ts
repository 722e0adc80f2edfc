/**
 * The codebooks of a Vorbis stream: which bits stand for which entry, and for which numbers an entry
 * stands. What a file may ask for is bounded, as all of it lies in memory.
 */
import { bitLength, type LowBitReader } from './low-bit-reader.ts';

export interface Codebook {
  readonly dimensions: number;
  /** By twos: where a 0 leads, and where a 1 does. Below zero it is an entry, by its complement; 0 is none. */
  readonly tree: Int32Array;
  /** As many as there are dimensions for each entry; null where entries are only counted. */
  readonly vectors: Float32Array | null;
}

const pattern = 0x564342;
/** Of one book, and of all books together; encoders make a tenth of it. */
const entriesMost = 2 ** 17;
export const numbersMost = 2 ** 20;
/** Far above any sound, and so far below what a float holds that no sum of them gets there. */
const valueMost = 2 ** 60;

/** @returns null where it makes no sense, or is larger than anybody needs */
export function readCodebook(bits: LowBitReader): Codebook | null {
  if (bits.bits(24) !== pattern) return null;
  const [dimensions, entries] = [bits.bits(16), bits.bits(24)];
  if (entries > entriesMost || entries * dimensions > numbersMost) return null;
  const lengths = bits.flag() ? orderedLengths(bits, entries) : plainLengths(bits, entries);
  const tree = lengths && treeOf(lengths);
  const vectors = readVectors(bits, entries, dimensions);
  if (tree === null || vectors === undefined || bits.isOver) return null;
  return { dimensions, tree, vectors };
}

function plainLengths(bits: LowBitReader, entries: number): Uint8Array {
  const isSparse = bits.flag();
  const lengths = new Uint8Array(entries);
  for (let entry = 0; entry < entries && !bits.isOver; entry += 1) {
    if (!isSparse || bits.flag()) lengths[entry] = bits.bits(5) + 1;
  }
  return lengths;
}

/** How many entries have each length, from the shortest on. */
function orderedLengths(bits: LowBitReader, entries: number): Uint8Array | null {
  const lengths = new Uint8Array(entries);
  let entry = 0;
  for (let length = bits.bits(5) + 1; entry < entries; length += 1) {
    const count = bits.bits(bitLength(entries - entry));
    if (length > 32 || entry + count > entries) return null;
    lengths.fill(length, entry, entry + count);
    entry += count;
  }
  return lengths;
}

/**
 * Each entry takes the first place that is free at its depth.
 * @returns null where there is none, or where places are left, but for a single entry
 */
function treeOf(lengths: Uint8Array): Int32Array | null {
  const used = lengths.reduce((count, length) => count + Number(length > 0), 0);
  const nodesMost = used + 32;
  const nodes = new Int32Array(2 * nodesMost);
  /** For each depth the first place that is free, as a number of so many bits. */
  const free = new Uint32Array(34);
  let nodeCount = 1;
  for (let entry = 0; entry < lengths.length; entry += 1) {
    const length = lengths[entry] ?? 0;
    if (length === 0) continue;
    const code = free[length] ?? 0;
    if (length < 32 && code >>> length !== 0) return null;
    take(free, length);
    let node = 0;
    for (let bit = length - 1; bit > 0; bit -= 1) {
      const way = 2 * node + ((code >>> bit) & 1);
      if (nodes[way] === 0) {
        if (nodeCount === nodesMost) return null;
        nodes[way] = nodeCount;
        nodeCount += 1;
      }
      node = nodes[way] ?? 0;
    }
    nodes[2 * node + (code & 1)] = ~entry;
  }
  // With a single entry, either bit stands for it.
  if (used === 1 && nodes[1] === 0) nodes[1] = nodes[0] ?? 0;
  return nodes.slice(0, 2 * nodeCount);
}

/** Passes the first free place of that depth, which also is part of places at all others. */
function take(free: Uint32Array, length: number): void {
  let code = free[length] ?? 0;
  for (let depth = length; depth > 0; depth -= 1) {
    const first = free[depth] ?? 0;
    if ((first & 1) === 1) {
      free[depth] = depth === 1 ? first + 1 : (free[depth - 1] ?? 0) << 1;
      break;
    }
    free[depth] = first + 1;
  }
  for (let depth = length + 1; depth < 33; depth += 1) {
    if ((free[depth] ?? 0) >>> 1 !== code) break;
    code = free[depth] ?? 0;
    free[depth] = (free[depth - 1] ?? 0) << 1;
  }
}

/** @returns null where there are none; undefined where they make no sense */
function readVectors(
  bits: LowBitReader,
  entries: number,
  dimensions: number,
): Float32Array | null | undefined {
  const kind = bits.bits(4);
  if (kind === 0) return null;
  if (kind > 2) return undefined;
  const [least, step] = [readFloat(bits), readFloat(bits)];
  const width = bits.bits(4) + 1;
  const isSum = bits.flag();
  const base = kind === 1 ? rootOf(entries, dimensions) : 0;
  const count = kind === 1 ? base : entries * dimensions;
  const factors = Float64Array.from({ length: count }, () => bits.bits(width));
  if (bits.isOver) return undefined;
  const vectors = new Float32Array(entries * dimensions);
  for (let entry = 0; entry < entries; entry += 1) {
    let [rest, last] = [entry, 0];
    for (let at = 0; at < dimensions; at += 1) {
      const factor = kind === 1 ? rest % base : entry * dimensions + at;
      const value = (factors[factor] ?? 0) * step + least + last;
      if (Math.abs(value) > valueMost) return undefined;
      vectors[entry * dimensions + at] = value;
      if (isSum) last = value;
      rest = Math.floor(rest / base);
    }
  }
  return vectors;
}

/** The largest number of which that many factors are no more than the entries. */
function rootOf(entries: number, dimensions: number): number {
  if (dimensions === 0) return 0;
  let root = Math.floor(entries ** (1 / dimensions));
  while ((root + 1) ** dimensions <= entries) root += 1;
  while (root ** dimensions > entries) root -= 1;
  return root;
}

/** 21 bits of mantissa, ten of exponent and a sign. */
function readFloat(bits: LowBitReader): number {
  const value = bits.bits(32);
  const size = (value % 2 ** 21) * 2 ** ((Math.floor(value / 2 ** 21) % 1_024) - 788);
  return value >= 2 ** 31 ? -size : size;
}

/** @returns the entry that the next bits stand for; −1 where they stand for none, or there are none left */
export function readEntry(bits: LowBitReader, { tree }: Codebook): number {
  let node = 0;
  let [ahead, left] = [bits.peek(), 24];
  for (let depth = 0; depth < 32; depth += 1) {
    const next = tree[2 * node + (ahead & 1)] ?? 0;
    bits.at += 1;
    if (next < 0) return bits.isOver ? -1 : ~next;
    if (next === 0) return -1;
    node = next;
    [ahead, left] = [ahead >>> 1, left - 1];
    if (left === 0) [ahead, left] = [bits.peek(), 24];
  }
  return -1;
}
