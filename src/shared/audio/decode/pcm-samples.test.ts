import { describe, expect, it } from 'vitest';
import * as files from '../../../../tests/support/audio-samples.ts';
import type { PcmSound, SampleLayout } from '../sound.ts';
import { pcmSamples } from './pcm-samples.ts';
import { heardOf, readerOf } from '../../../../tests/support/sample-blocks.ts';

type Width = Pick<SampleLayout, 'codec' | 'bytesPerSample' | 'byteOrder'> & {
  readonly isSigned?: boolean;
};

const soundOf = (layout: Width, bytes: Uint8Array, gap = 0): PcmSound => ({
  kind: 'pcm',
  container: 'caf',
  isSigned: true,
  ...layout,
  channels: 2,
  sampleRate: 48_000,
  bitsPerSample: layout.bytesPerSample * 8,
  bytesPerFrame: layout.bytesPerSample * 2 + gap,
  channelMask: null,
  sizeBytes: bytes.length,
  frames: bytes.length / (layout.bytesPerSample * 2 + gap),
  cut: null,
  dataFrom: 0,
  dataTo: bytes.length,
  hasPlayableHeader: true,
});

const heard = (sound: PcmSound, bytes: Uint8Array): number[][] =>
  heardOf(pcmSamples(sound, readerOf(bytes)) ?? []).map((samples) => [...samples]);

const values = [0, 0.5, -0.5, -1, 0.25, 0.125];
const left = [0, -0.5, 0.25];
const right = [0.5, -1, 0.125];

const orders = ['little', 'big'] as const;

describe.each(orders)('with the bytes in %s order', (byteOrder) => {
  it.each([2, 3, 4, 5, 8])('AU23 hears whole numbers of %d bytes', (bytesPerSample) => {
    const bytes = files.joined(
      ...values.map((value) => {
        const whole = BigInt(value * 2 ** 15) * 2n ** BigInt(8 * bytesPerSample - 16);
        const scaled = BigInt.asUintN(8 * bytesPerSample, whole);
        const digits = Array.from({ length: bytesPerSample }, (_, n) =>
          Number((scaled >> BigInt(8 * n)) & 255n),
        );
        return Uint8Array.from(byteOrder === 'little' ? digits : digits.toReversed());
      }),
    );
    const sound = soundOf({ codec: 'pcm-integer', bytesPerSample, byteOrder }, bytes);
    expect(heard(sound, bytes)).toEqual([left, right]);
  });

  it.each([4, 8])('AU23 hears fractions of %d bytes', (bytesPerSample) => {
    const bytes = new Uint8Array(values.length * bytesPerSample);
    const view = new DataView(bytes.buffer);
    values.forEach((value, index) => {
      const at = index * bytesPerSample;
      if (bytesPerSample === 4) view.setFloat32(at, value, byteOrder === 'little');
      else view.setFloat64(at, value, byteOrder === 'little');
    });
    const sound = soundOf({ codec: 'pcm-float', bytesPerSample, byteOrder }, bytes);
    expect(heard(sound, bytes)).toEqual([left, right]);
  });
});

it('AU23 hears single bytes, with a sign and without', () => {
  const bytes = Uint8Array.from(values, (value) => 128 + value * 128);
  const layout = { codec: 'pcm-integer', bytesPerSample: 1, byteOrder: 'little' } as const;
  expect(heard(soundOf({ ...layout, isSigned: false }, bytes), bytes)).toEqual([left, right]);
  const signed = bytes.map((byte) => byte ^ 0x80);
  expect(heard(soundOf(layout, signed), signed)).toEqual([left, right]);
});

it.each([
  ['mulaw', [0xff, 0x7f, 0x80, 0x00, 0xf0, 0x8f], [0, -0, 32_124, -32_124, 120, 16_764]],
  ['alaw', [0xd5, 0x55, 0xaa, 0x2a, 0xc5, 0xa5], [8, -8, 32_256, -32_256, 264, 16_896]],
] as const)('AU23 hears the curve of %s', (codec, told, sizes) => {
  const bytes = Uint8Array.from(told);
  const sound = soundOf({ codec, bytesPerSample: 1, byteOrder: 'little' }, bytes);
  const [one = [], other = []] = heard(sound, bytes).map((samples) =>
    samples.map((x) => x * 2 ** 15),
  );
  expect(one.flatMap((sample, index) => [sample, other[index]])).toEqual([...sizes]);
});

it('AU23 hears frames that have gaps between them, and more than fit into a piece', () => {
  const frames = 40_000;
  const bytes = new Uint8Array(frames * 6);
  const view = new DataView(bytes.buffer);
  for (let frame = 0; frame < frames; frame += 1) {
    view.setInt16(frame * 6, (frame % 65_536) - 32_768, true);
    view.setInt16(frame * 6 + 4, -1, true);
  }
  const sound = soundOf({ codec: 'pcm-integer', bytesPerSample: 2, byteOrder: 'little' }, bytes, 2);
  const [samples = []] = heard(sound, bytes);
  expect(samples).toHaveLength(frames);
  expect(samples.every((sample, frame) => sample === (frame - 32_768) / 32_768)).toBe(true);
});

it('AU23 hears of a file that has become shorter what is there', () => {
  const bytes = new Uint8Array(1_000);
  const sound = soundOf({ codec: 'pcm-integer', bytesPerSample: 2, byteOrder: 'little' }, bytes);
  expect(heard({ ...sound, dataTo: 4_000_000 }, bytes)[0]).toHaveLength(250);
});

it('AU23 hears nothing of fractions that nobody writes', () => {
  const sound = soundOf(
    { codec: 'pcm-float', bytesPerSample: 2, byteOrder: 'little' },
    new Uint8Array(4),
  );
  expect(pcmSamples(sound, readerOf(new Uint8Array(4)))).toBe(null);
});
