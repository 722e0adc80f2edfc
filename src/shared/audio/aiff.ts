/**
 * AIFF and AIFF-C. COMM says what the samples are and how many frames, SSND holds them, in whichever
 * order. AIFF-C names its codec by four letters, of which those that mean plain samples are read here.
 */
import { extendedAt, isTextAt, textAt, uintAt, type ByteOrder } from './bytes.ts';
import { chunksFrom, iffForm, isChunkAt, isChunkCut, isOpenSize, type Chunk } from './chunks.ts';
import { isSampleRate, isSampleSize, pcmSound } from './pcm.ts';
import type { FileBytes, Reading } from './reading.ts';
import {
  broken,
  codedSound,
  cutCoded,
  type CodedCodec,
  type CodedSound,
  type PcmCodec,
  type SampleLayout,
  type SoundFacts,
} from './sound.ts';

interface Common {
  readonly channels: number;
  readonly claimedFrames: number;
  readonly bits: number;
  readonly sampleRate: number;
  readonly compression: string;
}

/** How the samples of a compression lie; bits are null where the chunk says them. */
interface Compression {
  readonly codec: PcmCodec;
  readonly byteOrder: ByteOrder;
  readonly bits: number | null;
}

const integer = (byteOrder: ByteOrder, bits: number | null): Compression => ({
  codec: 'pcm-integer',
  byteOrder,
  bits,
});
const float = (bits: number): Compression => ({ codec: 'pcm-float', byteOrder: 'big', bits });

const compressions: ReadonlyMap<string, Compression> = new Map([
  ['NONE', integer('big', null)],
  ['twos', integer('big', null)],
  ['sowt', integer('little', null)],
  ['raw ', integer('big', 8)],
  ['in16', integer('big', 16)],
  ['in24', integer('big', 24)],
  ['in32', integer('big', 32)],
  ['23ni', integer('little', 32)],
  ['fl32', float(32)],
  ['FL32', float(32)],
  ['fl64', float(64)],
  ['FL64', float(64)],
  ['ulaw', { codec: 'mulaw', byteOrder: 'big', bits: 8 }],
  ['ULAW', { codec: 'mulaw', byteOrder: 'big', bits: 8 }],
  ['alaw', { codec: 'alaw', byteOrder: 'big', bits: 8 }],
  ['ALAW', { codec: 'alaw', byteOrder: 'big', bits: 8 }],
]);
/** IMA ADPCM counts blocks of 64 frames where others count frames. */
const imaFramesPerBlock = 64;
/** Offset and block size stand before the samples. */
const soundHeaderBytes = 8;

const codedCodecs: ReadonlyMap<string, CodedCodec> = new Map<string, CodedCodec>([
  ['ima4', 'adpcm'],
  ['alac', 'alac'],
]);

export const isAiff = (head: Uint8Array): boolean =>
  isTextAt(head, 0, 'FORM') && (isTextAt(head, 8, 'AIFF') || isTextAt(head, 8, 'AIFC'));

export function* readAiff(file: FileBytes): Reading<SoundFacts> {
  const container = isTextAt(yield* file.at(8, 4), 0, 'AIFC') ? 'aifc' : 'aiff';
  const wanted = ['COMM', 'SSND'];
  const { byId, isPadMissing } = yield* chunksFrom(file, 12, iffForm('big'), wanted);
  if (isPadMissing) return broken(container, 'missing-pad');
  const [commonChunk, data] = [byId.get('COMM'), byId.get('SSND')];
  if (commonChunk === undefined) return broken(container, 'no-format');
  const common = commonOf(
    yield* file.at(commonChunk.from, Math.min(commonChunk.size, 22)),
    container === 'aifc',
  );
  if (common === null) return broken(container, 'no-format');
  if (data === undefined) return broken(container, 'no-data');
  const compression = compressions.get(common.compression);
  if (compression === undefined) return codedAiff(common, data, file.size);
  const layout = layoutOf(common, compression);
  if (layout === null) return broken(container, 'no-format');
  const head = yield* file.at(data.from, soundHeaderBytes);
  const offset = soundHeaderBytes + uintAt(head, 0, 4, 'big');
  if (data.from + offset > file.size) return broken(container, 'no-data');
  return pcmSound(layout, {
    container,
    sizeBytes: file.size,
    dataFrom: data.from + offset,
    claimedBytes: yield* claimOf(file, data, offset, common.claimedFrames * layout.bytesPerFrame),
    hasPlayableHeader: true,
  });
}

function commonOf(bytes: Uint8Array, isCompressed: boolean): Common | null {
  if (bytes.length < (isCompressed ? 22 : 18)) return null;
  const common = {
    channels: uintAt(bytes, 0, 2, 'big'),
    claimedFrames: uintAt(bytes, 2, 4, 'big'),
    bits: uintAt(bytes, 6, 2, 'big'),
    sampleRate: extendedAt(bytes, 8),
    compression: isCompressed ? textAt(bytes, 18, 4) : 'NONE',
  };
  return common.channels === 0 || !isSampleRate(common.sampleRate) ? null : common;
}

function layoutOf(common: Common, { codec, byteOrder, bits }: Compression): SampleLayout | null {
  const bitsPerSample = bits ?? common.bits;
  if (!isSampleSize(bitsPerSample)) return null;
  const bytesPerSample = Math.ceil(bitsPerSample / 8);
  return {
    codec,
    channels: common.channels,
    sampleRate: common.sampleRate,
    bitsPerSample,
    bytesPerSample,
    bytesPerFrame: common.channels * bytesPerSample,
    byteOrder,
    isSigned: codec === 'pcm-integer' && common.compression !== 'raw ',
    channelMask: null,
  };
}

/**
 * COMM and SSND both say how much there is; the lesser is true, as a chunk may be padded. A writer into a
 * pipe leaves both open, or at nothing. Above 4 GiB the size wraps around, and COMM alone is right.
 */
function* claimOf(
  file: FileBytes,
  data: Chunk,
  offset: number,
  claimedByFrames: number,
): Reading<number | null> {
  const present = file.size - data.from - offset;
  const isEmpty = claimedByFrames === 0 && data.size <= soundHeaderBytes;
  if (isEmpty) return (yield* isChunkAt(file, data.from + data.size, 'big')) ? 0 : null;
  if (isOpenSize(data.size) && (claimedByFrames === 0 || claimedByFrames > present)) return null;
  if (file.size > 2 ** 32 || data.size < offset) return claimedByFrames;
  return claimedByFrames === 0 ? data.size - offset : Math.min(claimedByFrames, data.size - offset);
}

function codedAiff(common: Common, data: Chunk, sizeBytes: number): CodedSound {
  const { channels, sampleRate, compression, claimedFrames } = common;
  const codec = codedCodecs.get(compression) ?? 'unknown';
  const frames = compression === 'ima4' ? claimedFrames * imaFramesPerBlock : null;
  const sound = { ...codedSound('aifc', codec, sizeBytes), channels, sampleRate, frames };
  return isChunkCut(data, sizeBytes) ? cutCoded(sound) : sound;
}
