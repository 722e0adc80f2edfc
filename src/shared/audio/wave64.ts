/**
 * Sony Wave64: a WAV whose names are GUIDs, whose sizes have 64 bits and count their own header, and
 * whose chunks begin at multiples of 8.
 */
import { isBytesAt, textAt, uintAt } from './bytes.ts';
import { chunksFrom, isChunkCut, type ChunkForm } from './chunks.ts';
import { pcmSound } from './pcm.ts';
import type { FileBytes, Reading } from './reading.ts';
import { broken, codedSound, cutCoded, type SoundFacts } from './sound.ts';
import { waveFormatBytes, waveFormatOf } from './wave-format.ts';

const riffTail = [0x2e, 0x91, 0xcf, 0x11, 0xa5, 0xd6, 0x28, 0xdb, 0x04, 0xc1, 0, 0];
const waveTail = [0xf3, 0xac, 0xd3, 0x11, 0x8c, 0xd1, 0, 0xc0, 0x4f, 0x8e, 0xdb, 0x8a];

const headerBytes = 24;

/** Names are told by their first four letters, as all have the same tail. */
const form: ChunkForm = {
  headerBytes,
  alignment: 8,
  parse: (header) => ({
    id: isBytesAt(header, 4, waveTail) ? textAt(header, 0, 4) : '',
    size: Math.max(0, uintAt(header, 16, 8, 'little') - headerBytes),
  }),
};

export const isWave64 = (head: Uint8Array): boolean =>
  textAt(head, 0, 4) === 'riff' &&
  isBytesAt(head, 4, riffTail) &&
  textAt(head, 24, 4) === 'wave' &&
  isBytesAt(head, 28, waveTail);

export function* readWave64(file: FileBytes): Reading<SoundFacts> {
  const { byId } = yield* chunksFrom(file, 40, form, ['data']);
  const [formatChunk, data] = [byId.get('fmt '), byId.get('data')];
  if (formatChunk === undefined) return broken('wave64', 'no-format');
  const formatBytes = Math.min(formatChunk.size, waveFormatBytes);
  const format = waveFormatOf(yield* file.at(formatChunk.from, formatBytes), 'little');
  if (format === null) return broken('wave64', 'no-format');
  if (data === undefined) return broken('wave64', 'no-data');
  if (format.kind === 'coded') {
    const { codec, channels, sampleRate } = format.coded;
    const sound = { ...codedSound('wave64', codec, file.size), channels, sampleRate };
    return isChunkCut(data, file.size) ? cutCoded(sound) : sound;
  }
  const isOpen = data.size === 0 || data.size > Number.MAX_SAFE_INTEGER;
  return pcmSound(format.layout, {
    container: 'wave64',
    sizeBytes: file.size,
    dataFrom: data.from,
    claimedBytes: isOpen ? null : data.size,
    hasPlayableHeader: format.isPlayable,
  });
}
