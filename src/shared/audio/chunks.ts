/**
 * RIFF, AIFF, Wave64 and CAF are all rows of chunks: a name, a size, the content. This file walks such
 * a row. It hops over what nobody wants, however large, and takes no size for granted: a chunk that
 * claims to reach behind the end of the file is the last one.
 */
import { textAt, uintAt, type ByteOrder } from './bytes.ts';
import type { FileBytes, Reading } from './reading.ts';

export interface Chunk {
  readonly id: string;
  /** Where its content begins. */
  readonly from: number;
  /** How long its content claims to be. */
  readonly size: number;
}

export interface ChunkForm {
  readonly headerBytes: number;
  /** Chunks begin at multiples of this. */
  readonly alignment: number;
  /** @returns name, and the size of the content */
  parse(header: Uint8Array): { readonly id: string; readonly size: number };
}

export interface Chunks {
  /** The first of each name. */
  readonly byId: ReadonlyMap<string, Chunk>;
  readonly isPadMissing: boolean;
}

/** Tags and notes of a real file are a dozen chunks. */
const chunksMost = 512;

/** Which chunks follow upon one another in real files, to notice where a pad byte was left out. */
const knownIds = new Set(
  [
    'fmt data fact LIST JUNK junk FLLR PAD bext iXML axml chna ds64 cue smpl inst acid id3 ID3 cart',
    'PEAK DISP afsp strc umid minf elm1 regn levl _PMX aXML',
    'COMM SSND FVER NAME AUTH ANNO MARK INST APPL COMT CHAN MIDI',
  ]
    .flatMap((line) => line.split(' '))
    .map((id) => id.padEnd(4)),
);

/** The row of RIFF (little) and of AIFF and RIFX (big). */
export const iffForm = (order: ByteOrder): ChunkForm => ({
  headerBytes: 8,
  alignment: 2,
  parse: (header) => ({ id: textAt(header, 0, 4), size: uintAt(header, 4, 4, order) }),
});

/** Walks until each of the wanted was met. */
export function* chunksFrom(
  file: FileBytes,
  first: number,
  form: ChunkForm,
  wanted: readonly string[],
): Reading<Chunks> {
  const byId = new Map<string, Chunk>();
  let at = first;
  for (let left = chunksMost; left > 0; left -= 1) {
    const header = yield* file.at(at, form.headerBytes);
    if (header.length < form.headerBytes) break;
    const { id, size } = form.parse(header);
    const from = at + form.headerBytes;
    if (!byId.has(id)) byId.set(id, { id, from, size });
    if (wanted.every((one) => byId.has(one))) break;
    const end = from + size;
    if (yield* lacksPad(file, form, end)) return { byId, isPadMissing: true };
    at = Math.ceil(end / form.alignment) * form.alignment;
  }
  return { byId, isPadMissing: false };
}

function* lacksPad(file: FileBytes, form: ChunkForm, end: number): Reading<boolean> {
  if (form.alignment !== 2 || end % 2 === 0) return false;
  const next = yield* file.at(end, 4);
  return knownIds.has(textAt(next, 0, 4));
}

/** @returns whether what lies there can be a chunk: a name that can be read, and room for its content */
export function* isChunkAt(file: FileBytes, at: number, order: ByteOrder): Reading<boolean> {
  const header = yield* file.at(at, 8);
  const isNamed = /^[ -~]{4}$/u.test(textAt(header, 0, 4));
  return header.length === 8 && isNamed && at + 8 + uintAt(header, 4, 4, order) <= file.size;
}

/**
 * Tells the sizes that a writer into a pipe leaves behind, who cannot go back and say how much it was:
 * the largest number with or without its sign, and what SoX takes instead (0x7FFFF000, 0x7F000000).
 */
export const isOpenSize = (size: number): boolean =>
  (size >= 0xffff_f000 && size <= 0xffff_ffff) ||
  (size >= 0x7fff_f000 && size <= 0x8000_0000) ||
  (size >= 0x7eff_ff00 && size <= 0x7f00_0100);

/** @returns whether the file ends within a chunk, although its size was known to who wrote it */
export const isChunkCut = ({ from, size }: Chunk, fileSize: number): boolean =>
  from + size > fileSize && !isOpenSize(size) && size <= Number.MAX_SAFE_INTEGER;
