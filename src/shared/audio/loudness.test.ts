/** Against the values that EBU Tech 3341 publishes for signals that anybody can make. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutUp, hostileFloats, noise, soundPieces } from '../../../tests/support/sample-blocks.ts';
import { highPassOf, shelfOf } from './k-weighting.ts';
import { createLoudness } from './loudness.ts';
import type { SampleBlock } from './sample-block.ts';
import { oggWeightsOf, weightsOf } from './speakers.ts';

/** So many seconds of a sine of 1 kHz, in each channel at its level. */
interface Part {
  readonly seconds: number;
  readonly dbfs: readonly number[];
}

/** A second of it is so many whole waves, and so is each tenth. */
function* sines(sampleRate: number, parts: readonly Part[]): Generator<SampleBlock> {
  const wave = Float64Array.from({ length: sampleRate }, (_, index) =>
    Math.sin((2 * Math.PI * 1_000 * index) / sampleRate),
  );
  for (const { seconds, dbfs } of parts) {
    const channels = dbfs.map((level) =>
      Float32Array.from(wave, (size) => size * 10 ** (level / 20)),
    );
    for (let left = Math.round(seconds * sampleRate); left > 0; left -= sampleRate) {
      yield { frames: Math.min(left, sampleRate), channels };
    }
  }
}

function loudnessOf(
  sampleRate: number,
  blocks: Iterable<SampleBlock>,
  weights: readonly number[],
): number | null {
  const loudness = createLoudness(sampleRate, weights);
  for (const block of blocks) loudness.add(block);
  return loudness.integrated();
}

const stereo = (seconds: number, level: number): Part => ({ seconds, dbfs: [level, level] });

const cases: readonly (readonly [name: string, lufs: number, parts: readonly Part[]])[] = [
  ['1: a sine at −23', -23, [stereo(20, -23)]],
  ['2: a sine at −33', -33, [stereo(20, -33)]],
  ['3: quiet ends', -23, [stereo(10, -36), stereo(60, -23), stereo(10, -36)]],
  [
    '4: quiet and silent ends',
    -23,
    [stereo(10, -72), stereo(10, -36), stereo(60, -23), stereo(10, -36), stereo(10, -72)],
  ],
  ['5: a louder middle', -23, [stereo(20, -26), stereo(20.1, -20), stereo(20, -26)]],
  ['6: five channels', -23, [{ seconds: 20, dbfs: [-28, -28, -24, -30, -30] }]],
];

describe.each([44_100, 48_000, 96_000])('at %d Hz', (sampleRate) => {
  it.each(cases)('AU21 measures what EBU Tech 3341 says, case %s', (_, lufs, parts) => {
    const weights = weightsOf(parts[0]?.dbfs.length ?? 0, null);
    const measured = loudnessOf(sampleRate, sines(sampleRate, parts), weights);
    expect(Math.abs((measured ?? NaN) - lufs)).toBeLessThanOrEqual(0.1);
  });
});

it('AU21 filters as BS.1770 tabulates it for 48 kHz', () => {
  const shelf = shelfOf(48_000);
  expect(shelf.b0).toBeCloseTo(1.53512485958697, 12);
  expect(shelf.b1).toBeCloseTo(-2.69169618940638, 12);
  expect(shelf.b2).toBeCloseTo(1.19839281085285, 12);
  expect(shelf.a1).toBeCloseTo(-1.69065929318241, 12);
  expect(shelf.a2).toBeCloseTo(0.73248077421585, 12);
  const pass = highPassOf(48_000);
  expect(pass.a1).toBeCloseTo(-1.99004745483398, 12);
  expect(pass.a2).toBeCloseTo(0.99007225036621, 12);
});

it('AU21 weighs the sides more, and low effects not at all', () => {
  expect(weightsOf(1, null)).toEqual([1]);
  expect(weightsOf(6, null)).toEqual([1, 1, 1, 0, 1.41, 1.41]);
  expect(weightsOf(8, null)).toEqual([1, 1, 1, 0, 1, 1, 1.41, 1.41]);
  expect(weightsOf(4, 0x603)).toEqual([1, 1, 1.41, 1.41]);
  expect(weightsOf(2, 0x8000_0008)).toEqual([0, 1]);
  expect(weightsOf(12, null)).toEqual(Array.from({ length: 12 }, () => 1));
  expect(oggWeightsOf(6)).toEqual([1, 1, 1, 1.41, 1.41, 0]);
});

it('AU21 says nothing of what is silent, or shorter than a block', () => {
  const of = (seconds: number, level: number) =>
    loudnessOf(48_000, sines(48_000, [stereo(seconds, level)]), [1, 1]);
  expect(of(20, -Infinity)).toBe(null);
  expect(of(20, -75)).toBe(null);
  expect(of(0.39, -20)).toBe(null);
  expect(of(0.4, -20)).not.toBe(null);
  expect(loudnessOf(4_000, sines(4_000, [stereo(20, -20)]), [1, 1])).toBe(null);
});

it('AU22 measures the same, whatever the pieces are that a sound comes in', () => {
  fc.assert(
    fc.property(soundPieces(20_000), ({ whole, cuts }) => {
      const weights = whole.channels.map(() => 1);
      const inPieces = loudnessOf(8_000, cutUp(whole, cuts), weights);
      expect(inPieces).toBe(loudnessOf(8_000, [whole], weights));
    }),
  );
});

it('AU22 takes what is no number for silence, and measures a number or nothing', () => {
  fc.assert(
    fc.property(fc.array(hostileFloats, { minLength: 1, maxLength: 200 }), (samples) => {
      const hostile = Float32Array.from(samples);
      const channels = [
        noise(8_000, 1),
        Float32Array.from({ length: 8_000 }, (_, n) => hostile[n % hostile.length] ?? 0),
      ];
      const measured = loudnessOf(8_000, [{ frames: 8_000, channels }], [1, 1]);
      expect(Number.isFinite(measured)).toBe(true);
    }),
  );
  const none = new Float32Array(8_000).fill(NaN);
  expect(loudnessOf(8_000, [{ frames: 8_000, channels: [none] }], [1])).toBe(null);
});
