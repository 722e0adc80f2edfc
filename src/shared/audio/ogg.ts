/**
 * Ogg with Vorbis, Opus or FLAC in it. The last page of the stream says how many frames there were up to
 * its end, and a mark on it that it is the last one. Streams that follow upon one another (a radio's
 * songs), and such as were not recorded from their beginning, have a length that only decoding tells.
 */
import { isTextAt, uintAt } from './bytes.ts';
import { flacSound } from './flac.ts';
import { flacStreamOf } from './flac-frame.ts';
import { windowBytes, type FileBytes, type Reading } from './reading.ts';
import { broken, codedSound, cutAfter, type CodedSound, type SoundFacts } from './sound.ts';

const fixedBytes = 27;
/** A header, and 255 parts of 255 bytes. */
export const pageBytesMost = 65_307;
const headerBytesMost = fixedBytes + 255;
/** Some pages behind each other may end no packet. */
const tailWindowsMost = 4;
/** Sound, pictures and subtitles that go on together; each begins with a page of its own. */
const streamsMost = 16;
/** A picture among the tags of Vorbis may take a dozen pages. */
const hopsMost = 64;
/** No packet of Vorbis or FLAC decodes to more frames, none of Opus to nearly as many. */
const framesPerPacketMost = 65_535;
const opusRate = 48_000;

export interface OggPage {
  readonly to: number;
  /** How long the parts of its content are; one of less than 255 bytes is the last of a packet. */
  readonly lacing: Uint8Array;
  /** It begins with the rest of a packet. */
  readonly isContinued: boolean;
  readonly serial: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly packets: number;
  readonly contentFrom: number;
  /** How many frames there were up to here; null where no packet ends on the page. */
  readonly granule: number | null;
}

interface OggStream {
  readonly sound: CodedSound;
  readonly serial: number;
  /** What a player leaves out at the beginning. */
  readonly preSkip: number;
  /** FLAC says how long it is; null where nothing does. */
  readonly claimedFrames: number | null;
}

/** How the sound ends, by the last pages. */
interface OggEnd {
  readonly granule: number;
  readonly isWhole: boolean;
}

export const isOgg = (head: Uint8Array): boolean => isTextAt(head, 0, 'OggS');

export function* readOgg(file: FileBytes): Reading<SoundFacts> {
  const serials = new Set<number>();
  let found: OggStream | null = null;
  let page = yield* pageAt(file, 0);
  for (let left = streamsMost; left > 0 && page !== null && page.isFirst; left -= 1) {
    serials.add(page.serial);
    const content = yield* file.at(page.contentFrom, 64);
    found ??= streamOf(content, page.serial, file.size);
    page = yield* pageAt(file, page.to);
  }
  if (serials.size === 0) return broken('ogg', 'no-format');
  if (found === null) return codedSound('ogg', 'unknown', file.size);
  const isFromStart = yield* beginsAtZero(file, page, found.serial);
  const end = yield* endOf(file, serials, found.serial);
  return end === null || !isFromStart ? found.sound : withEnd(found, end);
}

/** @returns the page whose header lies there, whether or not its content does; null without one */
function* pageAt(file: FileBytes, at: number): Reading<OggPage | null> {
  return oggPageOf(yield* file.at(at, headerBytesMost), 0, at);
}

/** @param from where in the file the bytes begin */
export function oggPageOf(bytes: Uint8Array, at: number, from: number): OggPage | null {
  const [version, flags = 0, segments = 0] = [bytes[at + 4], bytes[at + 5], bytes[at + 26]];
  const lacing = bytes.subarray(at + fixedBytes, at + fixedBytes + segments);
  if (!isTextAt(bytes, at, 'OggS') || version !== 0 || flags > 7) return null;
  if (at + fixedBytes > bytes.length || lacing.length < segments) return null;
  const contentFrom = from + at + fixedBytes + segments;
  const granule = uintAt(bytes, at + 6, 8, 'little');
  return {
    to: contentFrom + lacing.reduce((sum, length) => sum + length, 0),
    lacing,
    serial: uintAt(bytes, at + 14, 4, 'little'),
    isContinued: (flags & 1) !== 0,
    isFirst: (flags & 2) !== 0,
    isLast: (flags & 4) !== 0,
    packets: lacing.filter((length) => length < 255).length,
    contentFrom,
    granule: granule > Number.MAX_SAFE_INTEGER ? null : granule,
  };
}

/** @returns what the first packet says of the stream; null where it is no sound that is known here */
function streamOf(packet: Uint8Array, serial: number, sizeBytes: number): OggStream | null {
  const told = (at: number, count: number) => uintAt(packet, at, count, 'little');
  const plain = { serial, preSkip: 0, claimedFrames: null };
  if (isTextAt(packet, 0, '\u0001vorbis') && packet.length >= 30) {
    const [channels, sampleRate] = [told(11, 1), told(12, 4)];
    const sound = { ...codedSound('ogg', 'vorbis', sizeBytes), channels, sampleRate };
    return channels === 0 || sampleRate === 0 ? null : { ...plain, sound };
  }
  if (isTextAt(packet, 0, 'OpusHead') && packet.length >= 19) {
    const channels = told(9, 1);
    const sound = { ...codedSound('ogg', 'opus', sizeBytes), channels, sampleRate: opusRate };
    return channels === 0 ? null : { ...plain, preSkip: told(10, 2), sound };
  }
  if (!isTextAt(packet, 0, '\u007fFLAC') || !isTextAt(packet, 9, 'fLaC')) return null;
  const stream = flacStreamOf(packet.subarray(17, 51));
  if (stream === null) return null;
  return {
    ...plain,
    claimedFrames: stream.claimedFrames,
    sound: flacSound('ogg', stream, sizeBytes),
  };
}

/** Looks at the first page of sound: were there more frames before it than it can hold, it is a part. */
function* beginsAtZero(file: FileBytes, after: OggPage | null, serial: number): Reading<boolean> {
  let [page, packets] = [after, 0];
  for (let left = hopsMost; left > 0 && page !== null; left -= 1) {
    if (page.serial === serial) packets += page.packets;
    if (page.serial === serial && page.granule !== null && page.granule > 0) {
      return page.granule <= Math.max(1, packets) * framesPerPacketMost;
    }
    page = yield* pageAt(file, page.to);
  }
  return true;
}

/** @returns null where the last pages do not tell; nothing at all where there is no page of the stream */
function* endOf(
  file: FileBytes,
  serials: ReadonlySet<number>,
  serial: number,
): Reading<OggEnd | null> {
  let to = file.size;
  let isWhole = false;
  for (let left = tailWindowsMost; left > 0 && to > 0; left -= 1) {
    const from = Math.max(0, to - windowBytes + headerBytesMost);
    const bytes = yield* file.at(from, to + headerBytesMost - from);
    for (let at = Math.min(to - from, bytes.length) - 1; at >= 0; at -= 1) {
      const page = bytes[at] === 0x4f ? oggPageOf(bytes, at, from) : null;
      if (page === null) continue;
      if (!serials.has(page.serial)) return null;
      if (page.serial !== serial || page.to > file.size) continue;
      isWhole ||= page.isLast;
      if (page.granule !== null) return { granule: page.granule, isWhole };
    }
    to = from;
  }
  return to > 0 ? null : { granule: 0, isWhole: false };
}

function withEnd(
  { sound, preSkip, claimedFrames }: OggStream,
  { granule, isWhole }: OggEnd,
): CodedSound {
  const heard = Math.max(0, granule - preSkip);
  const frames = Math.min(claimedFrames ?? heard, heard);
  return { ...sound, frames, cut: cutAfter(frames, claimedFrames, !isWhole) };
}
