import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutUp, hostileFloats, soundPieces } from '../../../tests/support/sample-blocks.ts';
import { createPeaks, peakMost, peakPointsMost } from './peaks.ts';
import type { SampleBlock } from './sample-block.ts';

const peaksOf = (...blocks: readonly SampleBlock[]): number[] => {
  const peaks = createPeaks();
  for (const block of blocks) peaks.add(block);
  return peaks.points();
};
const mono = (samples: ArrayLike<number>): SampleBlock => ({
  frames: samples.length,
  channels: [Float32Array.from(samples)],
});

it('AU20 outlines a sound by how far it swings, over all channels', () => {
  const channels = [Float32Array.of(0.1, -0.5, 0.2), Float32Array.of(-1, 0.25, 0.1)];
  expect(peaksOf({ frames: 3, channels })).toEqual([127, 64, 25]);
  expect(peaksOf()).toEqual([]);
});

it('AU20 stands above full scale as at full scale', () => {
  expect(peaksOf(mono([1.5, -8, 0]))).toEqual([peakMost, peakMost, 0]);
});

it('AU20 puts two points together where there are as many as there may be', () => {
  const samples = Float32Array.from({ length: peakPointsMost + 1 }, (_, index) => (index % 2) / 2);
  const points = peaksOf(mono(samples));
  expect(points).toHaveLength(peakPointsMost / 2 + 1);
  expect(points.slice(0, -1).every((point) => point === 64)).toBe(true);
  expect(points.at(-1)).toBe(0);
});

it('AU20 keeps a click at its place, however long the sound is', () => {
  const peaks = createPeaks();
  const [block, click] = [new Float32Array(100_000), new Float32Array(100_000)];
  click[50_000] = -1;
  for (let index = 0; index < 100; index += 1) {
    peaks.add({ frames: 100_000, channels: [index === 30 ? click : block] });
  }
  const points = peaks.points();
  expect(points.length).toBeGreaterThan(peakPointsMost / 2);
  expect(points.length).toBeLessThanOrEqual(peakPointsMost);
  const at = points.indexOf(peakMost);
  expect(at / points.length).toBeCloseTo(3_050_000 / 10_000_000, 3);
  expect(points.filter((point) => point !== 0)).toEqual([peakMost]);
  expect(JSON.stringify(points.map(() => peakMost)).length).toBeLessThan(10_000);
});

it('AU22 gives the same outline, whatever the pieces are that a sound comes in', () => {
  fc.assert(
    fc.property(soundPieces(12_000), ({ whole, cuts }) => {
      expect(peaksOf(...cutUp(whole, cuts))).toEqual(peaksOf(whole));
    }),
  );
});

it('AU22 takes what is no number for silence', () => {
  fc.assert(
    fc.property(fc.array(hostileFloats, { maxLength: 500 }), (samples) => {
      for (const point of peaksOf(mono(samples))) {
        expect(Number.isInteger(point) && point >= 0 && point <= peakMost).toBe(true);
      }
    }),
  );
  expect(peaksOf(mono([NaN, Infinity, -Infinity]))).toEqual([0, 0, 0]);
});
