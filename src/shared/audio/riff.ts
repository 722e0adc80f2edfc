/**
 * WAV, and its kinds for more than 4 GiB: RF64 and BW64, whose `ds64` chunk holds the sizes. What lies
 * before the samples (JUNK, bext, LIST, acid, id3) is hopped over; of what lies behind only the shape counts.
 * How long the sound is, is the hard part: writers into pipes leave sizes open, writers of more than
 * 4 GiB let them wrap around, and crashed ones leave zero.
 */
import { isTextAt, textAt, uintAt, type ByteOrder } from './bytes.ts';
import { chunksFrom, iffForm, isChunkAt, isOpenSize, type Chunk } from './chunks.ts';
import { pcmSound } from './pcm.ts';
import type { FileBytes, Reading } from './reading.ts';
import {
  broken,
  codedSound,
  cutAfter,
  cutCoded,
  type CodedSound,
  type SoundFacts,
} from './sound.ts';
import { waveFormatBytes, waveFormatOf, type CodedWave } from './wave-format.ts';

const wrapAt = 2 ** 32;
/** Behind the samples there are notes and tags, one chunk each. */
const tailChunksMost = 16;

type RiffContainer = 'riff' | 'rf64' | 'bw64';

const containers: ReadonlyMap<string, RiffContainer> = new Map<string, RiffContainer>([
  ['RIFF', 'riff'],
  ['RIFX', 'riff'],
  ['RF64', 'rf64'],
  ['BW64', 'bw64'],
]);

/** What the file says of itself in its first bytes. */
interface Riff {
  readonly container: RiffContainer;
  readonly order: ByteOrder;
  readonly claimedSize: number;
}

export const isRiff = (head: Uint8Array): boolean =>
  containers.has(textAt(head, 0, 4)) && isTextAt(head, 8, 'WAVE');

export function* readRiff(file: FileBytes): Reading<SoundFacts> {
  const riff = riffOf(yield* file.at(0, 12));
  const { container, order } = riff;
  const { byId, isPadMissing } = yield* chunksFrom(file, 12, iffForm(order), ['data']);
  if (isPadMissing) return broken(container, 'missing-pad');
  const [formatChunk, data] = [byId.get('fmt '), byId.get('data')];
  if (formatChunk === undefined) return broken(container, 'no-format');
  const formatBytes = Math.min(formatChunk.size, waveFormatBytes);
  const format = waveFormatOf(yield* file.at(formatChunk.from, formatBytes), order);
  if (format === null) return broken(container, 'no-format');
  if (data === undefined) return broken(container, 'no-data');
  const claimedBytes = yield* claimOf(file, riff, data, byId.get('ds64'));
  if (format.kind === 'coded') {
    const told = yield* framesTold(file, byId.get('fact'), order);
    const sound = codedSound(container, format.coded.codec, file.size);
    return codedWave(sound, format.coded, file.size - data.from, claimedBytes, told);
  }
  return pcmSound(format.layout, {
    container,
    sizeBytes: file.size,
    dataFrom: data.from,
    claimedBytes,
    hasPlayableHeader:
      format.isPlayable &&
      !(data.size === 0 && claimedBytes === null) &&
      (claimedBytes === null || (yield* endsInChunks(file, data.from + claimedBytes, order))),
  });
}

/**
 * Tells whether the samples are the last, or whole chunks follow upon them up to the end. WebKitGTK takes
 * a file that ends in anything shorter than the header of a chunk for one of no length, in which nobody
 * can seek, and the pad byte of odd samples is such: every other WAV of 24 bits and one channel.
 */
function* endsInChunks(file: FileBytes, samplesTo: number, order: ByteOrder): Reading<boolean> {
  if (samplesTo >= file.size) return true;
  let at = samplesTo + (samplesTo % 2);
  for (let left = tailChunksMost; left > 0; left -= 1) {
    const header = yield* file.at(at, 8);
    if (header.length < 8) return false;
    const end = at + 8 + uintAt(header, 4, 4, order);
    at = end + (end % 2);
    if (at >= file.size) return true;
  }
  return false;
}

function riffOf(head: Uint8Array): Riff {
  const order: ByteOrder = isTextAt(head, 0, 'RIFX') ? 'big' : 'little';
  return {
    container: containers.get(textAt(head, 0, 4)) ?? 'riff',
    order,
    claimedSize: uintAt(head, 4, 4, order),
  };
}

/** @returns how many bytes of samples there should be; null where the file's end says it */
function* claimOf(
  file: FileBytes,
  riff: Riff,
  data: Chunk,
  ds64: Chunk | undefined,
): Reading<number | null> {
  const { container, order, claimedSize } = riff;
  if (container !== 'riff' && data.size === wrapAt - 1) {
    return ds64 === undefined ? null : yield* claimOfLarge(file, ds64);
  }
  if (data.size === 0) {
    const endsHere = claimedSize + 8 <= data.from || isOpenSize(claimedSize);
    return endsHere || !(yield* isChunkAt(file, data.from, order)) ? null : 0;
  }
  if (data.size === wrapAt - 1) return null;
  if (isOpenSize(data.size)) {
    const end = data.from + data.size + (data.size % 2);
    return (yield* isChunkAt(file, end, order)) ? data.size : null;
  }
  // Of a size that has wrapped around only the rest is left: as often as it fits, it has.
  const wraps = Math.floor((file.size - data.from - data.size) / wrapAt);
  return data.size + Math.max(0, wraps) * wrapAt;
}

/** The size of the samples is the second of three numbers of 64 bits; zero or absurd is none. */
function* claimOfLarge(file: FileBytes, ds64: Chunk): Reading<number | null> {
  const sizes = yield* file.at(ds64.from, Math.min(ds64.size, 24));
  const claimed = uintAt(sizes, 8, 8, 'little');
  return claimed === 0 || claimed > Number.MAX_SAFE_INTEGER ? null : claimed;
}

function* framesTold(
  file: FileBytes,
  fact: Chunk | undefined,
  order: ByteOrder,
): Reading<number | null> {
  if (fact === undefined || fact.size < 4) return null;
  const frames = uintAt(yield* file.at(fact.from, 4), 0, 4, order);
  return frames === 0 || isOpenSize(frames) ? null : frames;
}

/** @param told how many frames there are by the `fact` chunk, which is believed as far as there is room */
function codedWave(
  plain: CodedSound,
  { channels, sampleRate, bytesPerBlock, framesPerBlock }: CodedWave,
  presentBytes: number,
  claimedBytes: number | null,
  told: number | null,
): CodedSound {
  const sound = { ...plain, channels, sampleRate };
  const claimed = claimedBytes ?? presentBytes;
  if (framesPerBlock === null || bytesPerBlock === 0) {
    return claimed > presentBytes ? cutCoded(sound) : sound;
  }
  const framesIn = (bytes: number) => Math.ceil(bytes / bytesPerBlock) * framesPerBlock;
  const whole = told ?? framesIn(claimed);
  const frames = Math.min(whole, framesIn(Math.min(claimed, presentBytes)));
  return { ...sound, frames, cut: cutAfter(frames, whole, false) };
}
