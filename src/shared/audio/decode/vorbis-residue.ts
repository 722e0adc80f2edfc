/**
 * What remains of a spectrum beside its rough shape, in one packet of Vorbis: in partitions, each of a
 * class, and in up to eight passes that each add to the ones before. A packet may end anywhere in it.
 */
import type { LowBitReader } from './low-bit-reader.ts';
import { readEntry, type Codebook } from './vorbis-codebook.ts';
import type { Residue } from './vorbis-setup.ts';

const passes = 8;

/**
 * Adds it to the lines.
 * @param channels those that have a residue, as many lines each
 */
export function addResidue(
  bits: LowBitReader,
  residue: Residue,
  codebooks: readonly Codebook[],
  channels: readonly Float64Array[],
): void {
  const lineCount = channels[0]?.length ?? 0;
  if (residue.kind !== 2) {
    addPasses(bits, residue, codebooks, channels);
    return;
  }
  // All channels in one, by turns.
  const joined = new Float64Array(lineCount * channels.length);
  addPasses(bits, residue, codebooks, [joined]);
  channels.forEach((lines, channel) => {
    for (let at = 0; at < lineCount; at += 1) {
      lines[at] = (lines[at] ?? 0) + (joined[at * channels.length + channel] ?? 0);
    }
  });
}

function addPasses(
  bits: LowBitReader,
  residue: Residue,
  codebooks: readonly Codebook[],
  channels: readonly Float64Array[],
): void {
  const { partitionSize, classCount, begin, end, books } = residue;
  const classBook = codebooks[residue.classBook];
  const length = channels[0]?.length ?? 0;
  const count = Math.floor((Math.min(end, length) - Math.min(begin, length)) / partitionSize);
  if (!classBook || count <= 0) return;
  const classes = channels.map(() => new Uint8Array(count + classBook.dimensions));
  for (let pass = 0; pass < passes; pass += 1) {
    for (let first = 0; first < count; first += classBook.dimensions) {
      const isRead = pass > 0 || readClasses(bits, classBook, classCount, classes, first);
      if (!isRead) return;
      const last = Math.min(count, first + classBook.dimensions);
      for (let partition = first; partition < last; partition += 1) {
        for (let channel = 0; channel < channels.length; channel += 1) {
          const lines = channels[channel];
          const book = codebooks[books[classes[channel]?.[partition] ?? 0]?.[pass] ?? -1];
          const from = begin + partition * partitionSize;
          if (lines && book && !addPartition(bits, residue, book, lines, from)) return;
        }
      }
    }
  }
}

/** One entry says the classes of several partitions. @returns false where the packet ends */
function readClasses(
  bits: LowBitReader,
  book: Codebook,
  classCount: number,
  classes: readonly Uint8Array[],
  first: number,
): boolean {
  for (const channel of classes) {
    let entry = readEntry(bits, book);
    if (entry < 0) return false;
    for (let index = book.dimensions - 1; index >= 0; index -= 1) {
      channel[first + index] = entry % classCount;
      entry = Math.floor(entry / classCount);
    }
  }
  return true;
}

/** @returns false where the packet ends */
function addPartition(
  bits: LowBitReader,
  { kind, partitionSize }: Residue,
  book: Codebook,
  lines: Float64Array,
  from: number,
): boolean {
  const { dimensions, vectors } = book;
  if (vectors === null || dimensions === 0) return true;
  const vectorCount = Math.floor(partitionSize / dimensions);
  /** Of the first kind, the numbers of a vector lie far from each other. */
  const [stride, next] = kind === 0 ? [vectorCount, 1] : [1, dimensions];
  for (let vector = 0; vector < vectorCount; vector += 1) {
    const entry = readEntry(bits, book);
    if (entry < 0) return false;
    let at = from + vector * next;
    const end = (entry + 1) * dimensions;
    for (let index = entry * dimensions; index < end; index += 1, at += stride) {
      lines[at] = (lines[at] ?? 0) + (vectors[index] ?? 0);
    }
  }
  return true;
}
