/**
 * MP3 has no length but the number of its frames, so they are counted, from the first to the last. What
 * encoders write of it is compared and never believed: players believe it, or guess by the first frames,
 * and are wrong by minutes. The walk goes through the file once, by windows that overlap by less than a
 * frame, and gives up where for a megabyte nothing is sound.
 */
import { beforeOldTag, tagBytesAt, tagHeaderBytes } from './id3.ts';
import { mp3FrameAt, mp3InfoBytes, mp3InfoOf, type Mp3Frame, type Mp3Info } from './mp3-frame.ts';
import { windowBytes, type FileBytes, type Reading } from './reading.ts';
import { codedSound, cutAfter, type CodedSound } from './sound.ts';

/** A header is four bytes that also occur by chance; three in a row do not. */
const rowWanted = 3;
/** Behind the last frame there may be tags with pictures; nothing else separates frames so far. */
const junkMost = 1_024 * 1_024;
const headerBytes = 4;
/** A tag of its own between two frames is told by this much. */
const lookBytes = tagHeaderBytes;

interface Walk {
  /** Where the next frame should begin. */
  readonly at: number;
  readonly frames: number;
  /** Since the last frame; 0 where the frame just read says where the next one begins. */
  readonly junk: number;
  readonly isTorn: boolean;
}

/** @returns null where there is no MP3 behind the tags */
export function* readMp3(file: FileBytes, soundFrom: number): Reading<CodedSound | null> {
  const end = yield* beforeOldTag(file);
  const head = yield* file.at(soundFrom, windowBytes);
  const first = firstFrameIn(
    head.subarray(0, Math.max(0, end - soundFrom)),
    soundFrom + head.length >= end,
  );
  if (first === null) return null;
  const { at, frame } = first;
  const info = mp3InfoOf(head.subarray(at, at + mp3InfoBytes), frame);
  const from = soundFrom + at + (info === null ? 0 : frame.lengthBytes);
  const walk = yield* walkFrames(file, from, end, frame.stream);
  return mp3Sound(file.size, frame, info, walk);
}

/** @param isAll whether the bytes reach to the end of the sound */
export function firstFrameIn(
  bytes: Uint8Array,
  isAll: boolean,
): { readonly at: number; readonly frame: Mp3Frame } | null {
  for (let at = bytes.indexOf(0xff); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const frame = mp3FrameAt(bytes, at);
    if (frame === null) continue;
    const row = rowFrom(bytes, at, frame);
    const isShort = isAll && at === 0 && row.frames > 0 && row.end === bytes.length;
    const isTorn = isAll && at === 0 && row.frames > 1 && row.end > bytes.length;
    if (row.frames >= rowWanted || isShort || isTorn) return { at, frame };
  }
  return null;
}

/** How many frames follow upon one another, as far as that has to be known. */
function rowFrom(
  bytes: Uint8Array,
  from: number,
  { stream }: Mp3Frame,
): { readonly frames: number; readonly end: number } {
  let at = from;
  for (let frames = 0; frames < rowWanted; frames += 1) {
    const frame = mp3FrameAt(bytes, at);
    if (frame?.stream !== stream) return { frames, end: at };
    at += frame.lengthBytes;
  }
  return { frames: rowWanted, end: at };
}

function* walkFrames(file: FileBytes, from: number, end: number, stream: number): Reading<Walk> {
  let walk: Walk = { at: from, frames: 0, junk: 0, isTorn: false };
  while (!walk.isTorn && walk.junk < junkMost && walk.at < end) {
    const rest = end - walk.at;
    const bytes = (yield* file.window(walk.at)).subarray(0, rest);
    const isLast = bytes.length < windowBytes || bytes.length === rest;
    walk = walkWindow(bytes, walk, isLast ? bytes.length : rest, stream);
    if (isLast) break;
  }
  return walk;
}

/** Goes as far as this window allows. @param rest how much there is from its beginning */
function walkWindow(bytes: Uint8Array, before: Walk, rest: number, stream: number): Walk {
  let { frames, junk } = before;
  let at = 0;
  const isLast = rest === bytes.length;
  const until = bytes.length - (isLast ? headerBytes : lookBytes);
  while (at <= until && junk < junkMost) {
    const next = nextInStream(bytes, at, stream);
    if (next !== null && junk === 0 && next > rest) {
      return { at: before.at + at, frames, junk, isTorn: true };
    }
    // What follows upon a frame after junk lies in the next window, which begins with that frame.
    if (next !== null && junk > 0 && !isLast && at > 0 && next > until) break;
    if (next !== null && (junk === 0 || isFollowed(bytes, next, stream))) {
      [at, frames, junk] = [next, frames + 1, 0];
      continue;
    }
    const tag = junk === 0 ? tagBytesAt(bytes, at) : 0;
    const to = tag > 0 ? at + tag : nextCandidate(bytes, at, until);
    [at, junk] = [to, tag > 0 ? 0 : junk + to - at];
  }
  // Less than a header is left, and it begins as one.
  const isTorn = isLast && junk === 0 && at < bytes.length && bytes[at] === 0xff;
  return { at: before.at + at, frames, junk, isTorn };
}

/** @returns where the frame of this stream that lies there ends; null where none does */
function nextInStream(bytes: Uint8Array, at: number, stream: number): number | null {
  const frame = mp3FrameAt(bytes, at);
  return frame?.stream === stream ? at + frame.lengthBytes : null;
}

const isFollowed = (bytes: Uint8Array, next: number, stream: number): boolean =>
  next === bytes.length || nextInStream(bytes, next, stream) !== null;

/** @returns the next byte with which a frame can begin, at most the first one of the next window */
function nextCandidate(bytes: Uint8Array, at: number, until: number): number {
  const found = bytes.indexOf(0xff, at + 1);
  return found === -1 ? Math.max(at, until) + 1 : found;
}

function mp3Sound(
  sizeBytes: number,
  { layer, samples, sampleRate, channels }: Mp3Frame,
  info: Mp3Info | null,
  walk: Walk,
): CodedSound {
  const [delay, padding] = [info?.delay ?? 0, info?.padding ?? 0];
  const heard = (count: number) => Math.max(0, count * samples - delay - padding);
  const claimedFrames = claimOf(info, walk);
  // What was put behind is missing first, so that a sound may be there as a whole without it.
  const frames =
    claimedFrames === null
      ? heard(walk.frames)
      : Math.min(heard(claimedFrames), Math.max(0, walk.frames * samples - delay));
  return {
    ...codedSound('mp3', layer === 3 ? 'mp3' : 'unknown', sizeBytes),
    channels,
    sampleRate,
    frames,
    cut: cutAfter(frames, claimedFrames === null ? null : heard(claimedFrames), walk.isTorn),
    encoderDelay: info?.delay ?? null,
  };
}

/**
 * How many frames an encoder says there are, where there are fewer. Others than LAME count the frame in
 * which they say it, or do not.
 */
function claimOf(info: Mp3Info | null, { frames, isTorn }: Walk): number | null {
  if (info === null || info.claimed === null) return null;
  const slack = info.delay === null && !isTorn ? 1 : 0;
  return info.claimed > frames + slack ? info.claimed : null;
}
