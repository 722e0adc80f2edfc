/** Sounds whose pitch and level are known, in any layout that samples have. */
import { filled, wavOf, type Order, type Samples } from './audio-samples.ts';

export interface Tone {
  readonly seconds: number;
  /** Hz; one for each channel. */
  readonly pitches: readonly number[];
  /** Of full level. */
  readonly level: number;
}

export interface ToneLayout extends Pick<Samples, 'codec' | 'bits' | 'sampleRate'> {
  readonly order?: Order;
  /** Samples of one byte: AIFF and CAF have a sign, WAV has none. */
  readonly isSigned?: boolean;
}

/** What the writers of audio-samples.ts take, with the tone in it. */
export function toneOf({ seconds, pitches, level }: Tone, layout: ToneLayout = {}): Samples {
  const { order = 'little', isSigned = false, ...asked } = layout;
  const samples = { ...asked, channels: pitches.length };
  const { codec, bits, sampleRate } = filled(samples);
  const frames = Math.round(seconds * sampleRate);
  const width = Math.ceil(bits / 8);
  const data = new Uint8Array(frames * pitches.length * width);
  const view = new DataView(data.buffer);
  for (let index = 0; index < frames * pitches.length; index += 1) {
    const pitch = pitches[index % pitches.length] ?? 0;
    const time = Math.floor(index / pitches.length) / sampleRate;
    const value = level * Math.sin(2 * Math.PI * pitch * time);
    const at = index * width;
    if (codec === 'pcm-float') view.setFloat32(at, value, order === 'little');
    else if (codec === 'mulaw') view.setUint8(at, muLaw(value));
    else if (codec === 'alaw') view.setUint8(at, aLaw(value));
    else if (width === 1) view.setUint8(at, Math.round(value * 127) + (isSigned ? 0 : 128));
    else putInteger(data, at, Math.round(value * (2 ** (bits - 1) - 1)), width, order);
  }
  return { ...samples, frames, data };
}

export const toneWav = (tone: Tone, layout: ToneLayout = {}): Uint8Array =>
  wavOf(toneOf(tone, layout));

function putInteger(
  data: Uint8Array,
  at: number,
  value: number,
  width: number,
  order: Order,
): void {
  for (let index = 0; index < width; index += 1) {
    const place = order === 'little' ? index : width - 1 - index;
    data[at + place] = (value >> (8 * index)) & 255;
  }
}

/** ITU-T G.711, µ-law. */
function muLaw(value: number): number {
  const magnitude = Math.min(32_635, Math.round(Math.abs(value) * 32_767)) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 15;
  return ~((value < 0 ? 128 : 0) | (exponent << 4) | mantissa) & 255;
}

/** ITU-T G.711, A-law. */
function aLaw(value: number): number {
  const magnitude = Math.min(32_767, Math.round(Math.abs(value) * 32_767)) >> 3;
  const exponent = magnitude < 32 ? 0 : Math.floor(Math.log2(magnitude)) - 4;
  const mantissa = (exponent === 0 ? magnitude >> 1 : magnitude >> exponent) & 15;
  return ((value < 0 ? 0 : 128) | (exponent << 4) | mantissa) ^ 0x55;
}
