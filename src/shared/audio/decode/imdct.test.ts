import { expect, it } from 'vitest';
import { noise } from '../../../../tests/support/sample-blocks.ts';
import { createImdct } from './imdct.ts';

it.each([8, 64, 512, 8_192])(
  'AU28 makes %d samples of lines, as the sum of cosines says',
  (size) => {
    const lines = Float64Array.from(noise(size / 2, size));
    const samples = new Float64Array(size);
    createImdct(size).transform(lines, samples);
    // Some places are enough: each hangs on all lines.
    for (let at = 0; at < size; at += Math.max(1, Math.floor(size / 64) - 1)) {
      const sum = lines.reduce(
        (all, line, index) =>
          all + line * Math.cos((Math.PI / (2 * size)) * (2 * at + 1 + size / 2) * (2 * index + 1)),
        0,
      );
      expect(samples[at]).toBeCloseTo(sum, 8);
    }
  },
);
