/**
 * The 576 lines of one part of a granule, from their Huffman codes: at first pairs of sizes, then fours
 * of at most one, then nothing. Sizes are raised to 4/3 and multiplied by what their band was made
 * smaller.
 */
import type { BitReader } from './bit-reader.ts';
import {
  extraBits,
  isEmptyTable,
  pairTrees,
  quadTrees,
  symbolOf,
  type CodeTree,
} from './mp3-huffman-tables.ts';
import type { GranulePart } from './mp3-side-info.ts';

export const lineCount = 576;

/** A size has at most 13 bits of its own beyond 15. */
const powers = Float64Array.from({ length: 15 + 2 ** 13 }, (_, size) => size ** (4 / 3));

/**
 * @param gains of the bands
 * @param end where the bits of this part end
 */
export function readLines(
  bits: BitReader,
  part: GranulePart,
  gains: Float64Array,
  end: number,
  lines: Float32Array,
): void {
  lines.fill(0);
  const at = readPairs(bits, part, gains, lines);
  readQuads(bits, part, gains, end, lines, at);
  bits.at = end;
}

/** @returns behind the last line that was read */
function readPairs(
  bits: BitReader,
  { widths, bigPairs, tables, regionBands }: GranulePart,
  gains: Float64Array,
  lines: Float32Array,
): number {
  const to = Math.min(lineCount, 2 * bigPairs);
  let [at, band, bandTo, region] = [0, 0, widths[0] ?? 0, 0];
  let bandsLeft = regionBands[0] ?? 0;
  let table = tables[0] ?? 0;
  while (at < to) {
    if (at >= bandTo) {
      band += 1;
      bandTo += widths[band] ?? lineCount;
      bandsLeft -= 1;
      if (bandsLeft === 0) {
        region += 1;
        bandsLeft = regionBands[region] ?? Infinity;
        table = tables[region] ?? 0;
      }
    }
    const gain = gains[band] ?? 0;
    const sizes = readPair(bits, table);
    const extra = extraBits[table] ?? 0;
    lines[at] = readSize(bits, sizes & 15, extra) * gain;
    lines[at + 1] = readSize(bits, (sizes >>> 4) & 15, extra) * gain;
    at += 2;
  }
  return at;
}

/** The sizes of a pair, four bits each. */
function readPair(bits: BitReader, table: number): number {
  const tree = pairTrees[table];
  return tree === undefined || isEmptyTable(tree) ? 0 : readCode(bits, tree);
}

function readCode(bits: BitReader, tree: CodeTree): number {
  let ahead = bits.peek();
  let node = 0;
  let length = 0;
  do {
    node = tree[2 * node + (ahead >>> 31)] ?? -1;
    ahead = (ahead << 1) >>> 0;
    length += 1;
  } while (node >= 0);
  bits.at += length;
  return symbolOf(node);
}

function readSize(bits: BitReader, short: number, extra: number): number {
  if (short === 0) return 0;
  const size = short === 15 && extra > 0 ? short + bits.bits(extra) : short;
  const power = powers[size] ?? 0;
  return bits.bits(1) === 1 ? -power : power;
}

/** What reaches behind the end is none. */
function readQuads(
  bits: BitReader,
  { widths, quadTable }: GranulePart,
  gains: Float64Array,
  end: number,
  lines: Float32Array,
  from: number,
): void {
  const tree = quadTrees[quadTable] ?? quadTrees[0];
  let [band, bandTo] = [0, widths[0] ?? 0];
  for (let at = from; at < lineCount;) {
    const ones = readCode(bits, tree);
    if (bits.at > end) return;
    for (let bit = 8; bit >= 1 && at < lineCount; bit >>>= 1, at += 1) {
      while (at >= bandTo) {
        band += 1;
        bandTo += widths[band] ?? lineCount;
      }
      if ((ones & bit) !== 0) lines[at] = (bits.bits(1) === 1 ? -1 : 1) * (gains[band] ?? 0);
    }
  }
}
