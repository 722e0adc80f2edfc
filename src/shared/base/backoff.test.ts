import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from '#shared/base/backoff.ts';

test('a wait lies between a tenth of the ceiling and the cap', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempt, random) => {
        const wait = backoffMs({ baseMs: 500, capMs: 30_000 }, attempt, random);
        expect(wait).toBeGreaterThanOrEqual(50);
        expect(wait).toBeLessThanOrEqual(30_000);
      },
    ),
  );
});

test('the ceiling doubles until the cap', () => {
  const at = (attempt: number) => backoffMs({ baseMs: 500, capMs: 4_000 }, attempt, 1);
  expect([1, 2, 3, 4, 5].map(at)).toEqual([500, 1_000, 2_000, 4_000, 4_000]);
});
