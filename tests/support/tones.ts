/** Sounds whose pitch and level are known, as WAV of 16 bits. */
import { chunk, formatContent, joined, ascii, number } from './audio-samples.ts';

export interface Tone {
  readonly seconds: number;
  /** Hz; one for each channel. */
  readonly pitches: readonly number[];
  /** Of full level. */
  readonly level: number;
  readonly sampleRate?: number;
}

export function toneSamples({ seconds, pitches, level, sampleRate = 48_000 }: Tone): Int16Array {
  const frames = Math.round(seconds * sampleRate);
  return Int16Array.from({ length: frames * pitches.length }, (_, index) => {
    const pitch = pitches[index % pitches.length] ?? 0;
    const at = Math.floor(index / pitches.length) / sampleRate;
    return Math.round(32_767 * level * Math.sin(2 * Math.PI * pitch * at));
  });
}

export function toneWav(tone: Tone): Uint8Array {
  const { pitches, sampleRate = 48_000 } = tone;
  const samples = new Uint8Array(toneSamples(tone).buffer);
  const content = joined(
    ascii('WAVE'),
    chunk('fmt ', formatContent({ bits: 16, channels: pitches.length, sampleRate })),
    chunk('data', samples),
  );
  return joined(ascii('RIFF'), number(content.length, 4, 'little'), content);
}
