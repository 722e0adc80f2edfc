/**
 * MP4, of which only the codec of its first sound is read: one browser refuses AAC, all play FLAC and
 * Opus, none plays ALAC. Its length is left to the player, as lists of edits decide about it.
 */
import { isTextAt, textAt, uintAt } from './bytes.ts';
import type { ByteRange, FileBytes, Reading } from './reading.ts';
import {
  broken,
  codedSound,
  cutCoded,
  type CodedCodec,
  type CodedSound,
  type SoundFacts,
} from './sound.ts';

/** Boxes beside one another; a file cut into fragments has more, behind what is looked for. */
const boxesMost = 64;
const smallHeaderBytes = 8;
const largeHeaderBytes = 16;

const codecs: ReadonlyMap<string, CodedCodec> = new Map<string, CodedCodec>([
  ['mp4a', 'aac'],
  ['alac', 'alac'],
  ['fLaC', 'flac'],
  ['Opus', 'opus'],
]);

export const isMp4 = (head: Uint8Array): boolean => isTextAt(head, 4, 'ftyp');

export function* readMp4(file: FileBytes): Reading<SoundFacts> {
  const movie = yield* boxIn(file, { from: 0, to: file.size }, 'moov');
  if (movie === null) return broken('mp4', 'no-format');
  let rest = movie;
  for (let left = boxesMost; left > 0; left -= 1) {
    const track = yield* boxIn(file, rest, 'trak');
    if (track === null) break;
    const entry = yield* sampleEntryIn(file, track);
    if (entry !== null) {
      const sound = soundOf(entry, file.size);
      return (yield* isMediaCut(file)) ? cutCoded(sound) : sound;
    }
    rest = { from: track.to, to: movie.to };
  }
  return codedSound('mp4', 'unknown', file.size);
}

interface Box {
  readonly name: string;
  readonly from: number;
  /** Behind its last byte, as it claims. */
  readonly to: number;
}

/** @returns null where no box begins; one that has no size goes on to the end of the range */
function* boxAt(file: FileBytes, at: number, end: number): Reading<Box | null> {
  const header = yield* file.at(at, largeHeaderBytes);
  if (header.length < smallHeaderBytes || at + smallHeaderBytes > end) return null;
  const small = uintAt(header, 0, 4, 'big');
  const size = small === 1 ? uintAt(header, 8, 8, 'big') : small === 0 ? end - at : small;
  const headerBytes = small === 1 ? largeHeaderBytes : smallHeaderBytes;
  if (size < headerBytes) return null;
  return { name: textAt(header, 4, 4), from: at + headerBytes, to: at + size };
}

/** @returns the content of the first box of that name in a range, null where there is none */
function* boxIn(file: FileBytes, range: ByteRange, name: string): Reading<ByteRange | null> {
  let at = range.from;
  for (let left = boxesMost; left > 0; left -= 1) {
    const box = yield* boxAt(file, at, range.to);
    if (box === null) return null;
    at = Math.min(range.to, box.to);
    if (box.name === name) return { from: box.from, to: at };
  }
  return null;
}

/** What lies behind the last box, such as an old tag, is no box that is cut. */
function* isMediaCut(file: FileBytes): Reading<boolean> {
  let at = 0;
  for (let left = boxesMost; left > 0; left -= 1) {
    const box = yield* boxAt(file, at, file.size);
    if (box === null) return false;
    if (box.to > file.size) return box.name === 'mdat';
    at = box.to;
  }
  return false;
}

/** @returns how a track of sound begins to describe its samples; null for any other track */
function* sampleEntryIn(file: FileBytes, track: ByteRange): Reading<Uint8Array | null> {
  const media = yield* boxIn(file, track, 'mdia');
  const handler = media && (yield* boxIn(file, media, 'hdlr'));
  if (media === null || handler === null) return null;
  if (!isTextAt(yield* file.at(handler.from + 8, 4), 0, 'soun')) return null;
  let inner: ByteRange | null = media;
  for (const name of ['minf', 'stbl', 'stsd']) inner = inner && (yield* boxIn(file, inner, name));
  const entry = inner === null ? new Uint8Array() : yield* file.at(inner.from + 8, 36);
  return entry.length < 36 ? null : entry;
}

function soundOf(entry: Uint8Array, sizeBytes: number): CodedSound {
  const codec = codecs.get(textAt(entry, 4, 4)) ?? 'unknown';
  const [channels, sampleRate] = [uintAt(entry, 24, 2, 'big'), uintAt(entry, 32, 2, 'big')];
  return {
    ...codedSound('mp4', codec, sizeBytes),
    channels: channels || null,
    sampleRate: sampleRate || null,
  };
}
