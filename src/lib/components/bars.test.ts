import fc from 'fast-check';
import { expect, it } from 'vitest';
import { barsOf } from './bars.ts';

it('IN13 a bar is as high as the loudest part of it', () => {
  expect(barsOf([0, 127, 64, 0], 2)).toEqual({ path: 'M0.5 0v100M1.5 25v50', count: 2 });
});

it('IN13 silence is a line', () => {
  expect(barsOf([0], 10)).toEqual({ path: 'M0.5 49v2', count: 1 });
});

it('IN13 no peak is left out, and no bar is higher than there is room', () => {
  const peaks = fc.array(fc.integer({ min: 0, max: 127 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(peaks, fc.integer({ min: 1, max: 120 }), (all, most) => {
      const { path, count } = barsOf(all, most);
      const halves = [...path.matchAll(/v(\d+)/gu)].map(([, height]) => Number(height) / 2);
      expect(halves).toHaveLength(count);
      const highest = Math.max(1, Math.round((Math.max(...all) / 127) * 50));
      expect(Math.max(...halves)).toBe(highest);
    }),
  );
});
