/**
 * The third packet of a Vorbis stream, which says how all packets of sound are coded: codebooks, and of
 * them floors (the rough shape of a spectrum), residues (what remains of it), mappings (which channel has
 * which) and modes.
 */
import { bitLength, type LowBitReader } from './low-bit-reader.ts';
import { numbersMost, readCodebook, type Codebook } from './vorbis-codebook.ts';

interface FloorClass {
  readonly dimensions: number;
  readonly subclassBits: number;
  readonly masterBook: number;
  /** −1 for none. */
  readonly books: readonly number[];
}

export interface Floor {
  readonly partitions: readonly FloorClass[];
  readonly multiplier: number;
  /** Where the shape is said, in the order of the packets; the first two are its ends. */
  readonly places: readonly number[];
}

export interface Residue {
  readonly kind: number;
  readonly begin: number;
  readonly end: number;
  readonly partitionSize: number;
  readonly classCount: number;
  readonly classBook: number;
  /** Of each class for each of eight passes; −1 for none. */
  readonly books: readonly (readonly number[])[];
}

export interface Mapping {
  /** Pairs of channels of which one says the size, the other the angle. */
  readonly couplings: readonly { readonly size: number; readonly angle: number }[];
  /** For each channel. */
  readonly submapOf: readonly number[];
  readonly submaps: readonly { readonly floor: number; readonly residue: number }[];
}

export interface Mode {
  readonly isLong: boolean;
  readonly mapping: number;
}

export interface VorbisSetup {
  readonly codebooks: readonly Codebook[];
  readonly floors: readonly Floor[];
  readonly residues: readonly Residue[];
  readonly mappings: readonly Mapping[];
  readonly modes: readonly Mode[];
}

const passes = 8;
const placesMost = 65;

/**
 * @param bits from behind the name of the packet on
 * @returns null where it makes no sense, or has floors of the first kind, which nobody has made since 2001
 */
export function readSetup(bits: LowBitReader, channels: number): VorbisSetup | null {
  let held = 0;
  const codebooks = several(bits, 8, () => {
    const book = readCodebook(bits);
    held += book ? book.tree.length + (book.vectors?.length ?? 0) : 0;
    return held > numbersMost ? null : book;
  });
  if (codebooks === null) return null;
  const times = several(bits, 6, () => (bits.bits(16) === 0 ? 0 : null));
  const bookCount = codebooks.length;
  const floors = times && several(bits, 6, () => readFloor(bits, bookCount));
  const residues = floors && several(bits, 6, () => readResidue(bits, codebooks));
  if (floors === null || residues === null) return null;
  const counts = { floors: floors.length, residues: residues.length };
  const mappings = several(bits, 6, () => readMapping(bits, channels, counts));
  const modes = mappings && several(bits, 6, () => readMode(bits, mappings.length));
  if (mappings === null || modes === null || !bits.flag() || bits.isOver) return null;
  return { codebooks, floors, residues, mappings, modes };
}

/** @returns null where one of them is */
function several<T>(bits: LowBitReader, width: number, read: () => T | null): T[] | null {
  const all: T[] = [];
  for (let left = bits.bits(width) + 1; left > 0; left -= 1) {
    const one = read();
    if (one === null) return null;
    all.push(one);
  }
  return all;
}

function readFloor(bits: LowBitReader, bookCount: number): Floor | null {
  if (bits.bits(16) !== 1) return null;
  const classOf = Array.from({ length: bits.bits(5) }, () => bits.bits(4));
  const classes = Array.from({ length: Math.max(-1, ...classOf) + 1 }, () => readClass(bits));
  const multiplier = bits.bits(2) + 1;
  const width = bits.bits(4);
  const places = [0, 2 ** width];
  const partitions: FloorClass[] = [];
  for (const index of classOf) {
    const one = classes[index];
    if (!one || one.masterBook >= bookCount || one.books.some((book) => book >= bookCount))
      return null;
    partitions.push(one);
    for (let left = one.dimensions; left > 0; left -= 1) places.push(bits.bits(width));
  }
  if (places.length > placesMost || new Set(places).size < places.length) return null;
  return { partitions, multiplier, places };
}

function readClass(bits: LowBitReader): FloorClass {
  const [dimensions, subclassBits] = [bits.bits(3) + 1, bits.bits(2)];
  const masterBook = subclassBits > 0 ? bits.bits(8) : 0;
  const books = Array.from({ length: 2 ** subclassBits }, () => bits.bits(8) - 1);
  return { dimensions, subclassBits, masterBook, books };
}

function readResidue(bits: LowBitReader, codebooks: readonly Codebook[]): Residue | null {
  const kind = bits.bits(16);
  const [begin, end, partitionSize] = [bits.bits(24), bits.bits(24), bits.bits(24) + 1];
  const [classCount, classBook] = [bits.bits(6) + 1, bits.bits(8)];
  const used = Array.from({ length: classCount }, () => {
    const low = bits.bits(3);
    return low + (bits.flag() ? bits.bits(5) * 8 : 0);
  });
  const books = used.map((passBits) =>
    Array.from({ length: passes }, (_, pass) => ((passBits >>> pass) & 1 ? bits.bits(8) : -1)),
  );
  const isSound = books.flat().every((book) => book === -1 || codebooks[book]?.vectors);
  const dimensions = codebooks[classBook]?.dimensions ?? 0;
  if (kind > 2 || end < begin || dimensions === 0 || !isSound) return null;
  return { kind, begin, end, partitionSize, classCount, classBook, books };
}

function readMapping(
  bits: LowBitReader,
  channels: number,
  counts: { readonly floors: number; readonly residues: number },
): Mapping | null {
  if (bits.bits(16) !== 0) return null;
  const submapCount = bits.flag() ? bits.bits(4) + 1 : 1;
  const width = bitLength(channels - 1);
  const couplings = Array.from({ length: bits.flag() ? bits.bits(8) + 1 : 0 }, () => ({
    size: bits.bits(width),
    angle: bits.bits(width),
  }));
  if (bits.bits(2) !== 0) return null;
  const submapOf = Array.from({ length: channels }, () => (submapCount > 1 ? bits.bits(4) : 0));
  const submaps = Array.from({ length: submapCount }, () => {
    bits.bits(8);
    return { floor: bits.bits(8), residue: bits.bits(8) };
  });
  const isSound =
    couplings.every(({ size, angle }) => size !== angle && Math.max(size, angle) < channels) &&
    submapOf.every((submap) => submap < submapCount) &&
    submaps.every(({ floor, residue }) => floor < counts.floors && residue < counts.residues);
  return isSound ? { couplings, submapOf, submaps } : null;
}

function readMode(bits: LowBitReader, mappingCount: number): Mode | null {
  const isLong = bits.flag();
  const isKnown = bits.bits(16) === 0 && bits.bits(16) === 0;
  const mapping = bits.bits(8);
  return isKnown && mapping < mappingCount ? { isLong, mapping } : null;
}
