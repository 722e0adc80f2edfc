/**
 * FLAC, also behind ID3v2 tags, which two of three engines do not skip. How long it is stands in
 * STREAMINFO; whether that is there, the last frame tells: its header says which samples it holds. An
 * encoder into a pipe leaves the length open, and then the last frame alone says it.
 */
import { isTextAt, uintAt } from './bytes.ts';
import {
  crc16,
  flacBlockAt,
  flacHeaderBytes,
  flacStreamOf,
  type FlacBlock,
  type FlacStream,
} from './flac-frame.ts';
import { beforeOldTag } from './id3.ts';
import { windowBytes, type FileBytes, type Reading } from './reading.ts';
import { broken, codedSound, cutAfter, type CodedSound, type SoundFacts } from './sound.ts';

/** A frame of 4,608 samples, 8 channels and 32 bits is 147 KB when nothing can be saved. */
const tailWindowsMost = 4;
/** A real file has a handful, of which one may be a picture of 16 MB. */
const blocksMost = 128;

/** @param soundFrom where the FLAC begins */
export function* readFlac(file: FileBytes, soundFrom: number): Reading<SoundFacts> {
  const head = yield* file.at(soundFrom, 42);
  const isInfo = isTextAt(head, 0, 'fLaC') && ((head[4] ?? 0) & 0x7f) === 0;
  const stream = isInfo ? flacStreamOf(head.subarray(8)) : null;
  if (stream === null) return broken('flac', 'no-format');
  const first = yield* firstFrame(file, soundFrom + 4);
  if (first === null) return broken('flac', 'no-data');
  const end = yield* endOfSound(file, stream, first);
  const sound = { ...flacSound('flac', stream, file.size), soundFrom };
  const claimed = stream.claimedFrames;
  if (end === null) return { ...sound, frames: claimed };
  const frames = Math.min(claimed ?? end.frames, end.frames);
  return { ...sound, frames, cut: cutAfter(frames, claimed, end.isTorn) };
}

/** What a stream says of itself, without how long it is. */
export const flacSound = (
  container: 'flac' | 'ogg',
  { channels, sampleRate, bitsPerSample }: FlacStream,
  sizeBytes: number,
): CodedSound => ({
  ...codedSound(container, 'flac', sizeBytes),
  channels,
  sampleRate,
  bitsPerSample,
});

/** Which frame the sound reaches to. */
interface FlacEnd {
  readonly frames: number;
  readonly isTorn: boolean;
}

/** Hops over the blocks in front of the sound: tags, pictures, padding. */
export function* firstFrame(file: FileBytes, firstBlock: number): Reading<number | null> {
  let at = firstBlock;
  for (let left = blocksMost; left > 0; left -= 1) {
    const header = yield* file.at(at, 4);
    if (header.length < 4) return null;
    const isLast = uintAt(header, 0, 1, 'big') >= 0x80;
    at += 4 + uintAt(header, 1, 3, 'big');
    if (isLast) return at <= file.size ? at : null;
  }
  return null;
}

/**
 * Looks for the last header from the end, by windows that overlap by one header.
 * @returns null where there is none near the end
 */
function* endOfSound(file: FileBytes, stream: FlacStream, first: number): Reading<FlacEnd | null> {
  const end = yield* beforeOldTag(file);
  let to = end;
  for (let left = tailWindowsMost; left > 0 && to > first; left -= 1) {
    const from = Math.max(first, to - windowBytes + flacHeaderBytes);
    const bytes = yield* file.at(from, Math.min(end, to + flacHeaderBytes) - from);
    for (let at = Math.min(to - from, bytes.length) - 1; at >= 0; at -= 1) {
      const block = flacBlockAt(bytes, at, stream);
      if (block !== null) return yield* endOf(file, block, from + at, end);
    }
    to = from;
  }
  return to > first ? null : { frames: 0, isTorn: end > first };
}

/**
 * A frame is there as a whole where its checksum comes out right: at the end, or shortly before it, where
 * the file ends within the next header.
 */
function* endOf(file: FileBytes, block: FlacBlock, from: number, end: number): Reading<FlacEnd> {
  const tailFrom = Math.max(from, end - flacHeaderBytes);
  let crc = 0;
  for (let at = from; at < tailFrom; at += windowBytes) {
    crc = crc16(crc, yield* file.at(at, Math.min(windowBytes, tailFrom - at)));
  }
  let isWhole = false;
  for (const byte of yield* file.at(tailFrom, end - tailFrom)) {
    crc = crc16(crc, [byte]);
    isWhole ||= crc === 0;
  }
  return { frames: isWhole ? block.to : block.from, isTorn: crc !== 0 };
}
