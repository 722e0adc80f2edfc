/**
 * Apple's Core Audio Format. `desc` says what the samples are, `data` holds them behind a counter of four
 * bytes, and for what is coded `pakt` says how many frames are heard. Only the size of `data` may be −1:
 * up to the end of the file.
 */
import { floatAt, isTextAt, textAt, uintAt } from './bytes.ts';
import { chunksFrom, isChunkCut, type Chunk, type ChunkForm } from './chunks.ts';
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

const form: ChunkForm = {
  headerBytes: 12,
  alignment: 1,
  parse: (header) => ({ id: textAt(header, 0, 4), size: uintAt(header, 4, 8, 'big') }),
};
const fileHeaderBytes = 8;
const descriptionBytes = 32;
const editCountBytes = 4;

const codedCodecs: ReadonlyMap<string, CodedCodec> = new Map<string, CodedCodec>([
  ['alac', 'alac'],
  ['aac ', 'aac'],
  ['aach', 'aac'],
  ['aacp', 'aac'],
  ['ima4', 'adpcm'],
  ['.mp3', 'mp3'],
  ['flac', 'flac'],
  ['opus', 'opus'],
]);

interface Description {
  readonly sampleRate: number;
  readonly codecName: string;
  readonly flags: number;
  readonly bytesPerPacket: number;
  readonly channels: number;
  readonly bits: number;
}

export const isCaf = (head: Uint8Array): boolean => isTextAt(head, 0, 'caff');

export function* readCaf(file: FileBytes): Reading<SoundFacts> {
  const { byId } = yield* chunksFrom(file, fileHeaderBytes, form, ['desc', 'data']);
  const [descriptionChunk, data] = [byId.get('desc'), byId.get('data')];
  if (descriptionChunk === undefined) return broken('caf', 'no-format');
  const description = descriptionOf(yield* file.at(descriptionChunk.from, descriptionBytes));
  if (description === null) return broken('caf', 'no-format');
  const codec = pcmCodecOf(description);
  const isThere = data !== undefined && data.from + editCountBytes <= file.size;
  if (!isThere) return broken('caf', 'no-data');
  if (codec === null) {
    const sound = yield* readCoded(file, description);
    return isChunkCut(data, file.size) ? cutCoded(sound) : sound;
  }
  const layout = layoutOf(description, codec);
  if (layout === null) return broken('caf', 'no-format');
  return pcmSound(layout, {
    container: 'caf',
    sizeBytes: file.size,
    dataFrom: data.from + editCountBytes,
    claimedBytes: claimOf(data),
    hasPlayableHeader: true,
  });
}

function descriptionOf(bytes: Uint8Array): Description | null {
  if (bytes.length < descriptionBytes) return null;
  const description = {
    sampleRate: floatAt(bytes, 0),
    codecName: textAt(bytes, 8, 4),
    flags: uintAt(bytes, 12, 4, 'big'),
    bytesPerPacket: uintAt(bytes, 16, 4, 'big'),
    channels: uintAt(bytes, 24, 4, 'big'),
    bits: uintAt(bytes, 28, 4, 'big'),
  };
  const hasSense = description.channels > 0 && isSampleRate(description.sampleRate);
  return hasSense ? description : null;
}

function pcmCodecOf({ codecName, flags }: Description): PcmCodec | null {
  if (codecName === 'ulaw') return 'mulaw';
  if (codecName === 'alaw') return 'alaw';
  if (codecName !== 'lpcm') return null;
  return flags % 2 === 1 ? 'pcm-float' : 'pcm-integer';
}

function layoutOf(description: Description, codec: PcmCodec): SampleLayout | null {
  const { channels, sampleRate, flags, bytesPerPacket } = description;
  const bitsPerSample = codec === 'mulaw' || codec === 'alaw' ? 8 : description.bits;
  if (!isSampleSize(bitsPerSample)) return null;
  const bytesPerSample = Math.ceil(bitsPerSample / 8);
  if (bytesPerPacket < channels * bytesPerSample) return null;
  const isLittle = (flags & 2) !== 0;
  return {
    codec,
    channels,
    sampleRate,
    bitsPerSample,
    bytesPerSample,
    bytesPerFrame: bytesPerPacket,
    byteOrder: isLittle ? 'little' : 'big',
    isSigned: codec === 'pcm-integer',
    channelMask: null,
  };
}

function claimOf(data: Chunk): number | null {
  if (data.size > Number.MAX_SAFE_INTEGER) return null;
  return Math.max(0, data.size - editCountBytes);
}

/** The table of packets mostly lies behind the data, so that it takes a walk of its own. */
function* readCoded(file: FileBytes, description: Description): Reading<CodedSound> {
  const { codecName, channels, sampleRate } = description;
  const codec = codedCodecs.get(codecName) ?? 'unknown';
  const sound = { ...codedSound('caf', codec, file.size), channels, sampleRate };
  const { byId } = yield* chunksFrom(file, fileHeaderBytes, form, ['pakt']);
  const packets = byId.get('pakt');
  if (packets === undefined) return sound;
  const bytes = yield* file.at(packets.from, 24);
  const frames = uintAt(bytes, 8, 8, 'big');
  const isTold = bytes.length === 24 && frames <= Number.MAX_SAFE_INTEGER;
  return isTold ? { ...sound, frames, encoderDelay: uintAt(bytes, 16, 4, 'big') } : sound;
}
