/**
 * The WAV header behind which plain samples play in every engine, whatever container they came in, and
 * the samples as WAV has them: the low byte first, and those of one byte without a sign. A server sends
 * the header and then `dataFrom` to `dataTo` of the file; nothing is encoded, so every place can be
 * reached at once.
 */
import type { PcmCodec, PcmSound } from './sound.ts';
import { usualMasks } from './speakers.ts';

const plainBytes = 44;
/** More than two channels have to say which loudspeaker each is for, and that takes the longer form. */
const extensibleBytes = 68;
const extensibleTag = 0xfffe;

const tags: Readonly<Record<PcmCodec, number>> = {
  'pcm-integer': 1,
  'pcm-float': 3,
  alaw: 6,
  mulaw: 7,
};
/** What the name of a sub-format has behind its tag. */
const subFormatTail = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
const most32 = 2 ** 32 - 1;

type Shape = Pick<PcmSound, 'channels'>;

export const wavHeaderBytes = ({ channels }: Shape): number =>
  channels > 2 ? extensibleBytes : plainBytes;

/** Sizes that WAV cannot say are the largest it can; such files are given to no player. */
export function wavHeaderOf(sound: PcmSound): Uint8Array {
  const { channels, sampleRate, bytesPerSample, bytesPerFrame, codec } = sound;
  const length = wavHeaderBytes(sound);
  const dataBytes = sound.dataTo - sound.dataFrom;
  const rate = Math.round(sampleRate);
  const isLong = length === extensibleBytes;
  const header = new Uint8Array(length);
  const view = new DataView(header.buffer);
  const text = (at: number, letters: string) => {
    for (let index = 0; index < 4; index += 1) header[at + index] = letters.charCodeAt(index);
  };
  const number32 = (at: number, value: number) => {
    view.setUint32(at, Math.min(value, most32), true);
  };
  text(0, 'RIFF');
  number32(4, length - 8 + dataBytes);
  text(8, 'WAVE');
  text(12, 'fmt ');
  number32(16, length - 28);
  view.setUint16(20, isLong ? extensibleTag : tags[codec], true);
  view.setUint16(22, channels, true);
  number32(24, rate);
  number32(28, rate * bytesPerFrame);
  view.setUint16(32, bytesPerFrame, true);
  view.setUint16(34, bytesPerSample * 8, true);
  if (isLong) {
    view.setUint16(36, 22, true);
    view.setUint16(38, sound.bitsPerSample, true);
    number32(40, sound.channelMask ?? usualMasks[channels] ?? 0);
    view.setUint16(44, tags[codec], true);
    header.set(subFormatTail, 46);
  }
  text(length - 8, 'data');
  number32(length - 4, dataBytes);
  return header;
}

/**
 * Samples of the file as WAV has them.
 * @param bytes whole samples; what is left of one at the end stays as it is
 */
export function wavSamplesOf(
  { byteOrder, bytesPerSample, isSigned }: PcmSound,
  bytes: Uint8Array,
): Uint8Array {
  if (bytesPerSample === 1) return isSigned ? bytes.map((byte) => byte ^ 0x80) : bytes;
  return byteOrder === 'big' ? swapBytes(bytes, bytesPerSample) : bytes;
}

/** Each sample's bytes the other way round. */
export function swapBytes(bytes: Uint8Array, bytesPerSample: number): Uint8Array {
  // Node's buffers share their bytes with what is sliced from them.
  const swapped = new Uint8Array(bytes);
  for (let at = 0; at + bytesPerSample <= bytes.length; at += bytesPerSample) {
    for (let index = 0; index < bytesPerSample; index += 1) {
      swapped[at + index] = bytes[at + bytesPerSample - 1 - index] ?? 0;
    }
  }
  return swapped;
}
