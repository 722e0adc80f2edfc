import fc from 'fast-check';
import { expect, it } from 'vitest';
import { soundRoute } from '#shared/protocol/routes.ts';
import {
  heldBytes,
  heldIn,
  lengthOfPart,
  missingPart,
  partBytes,
  partKey,
  partsIn,
  slicesOf,
  wholeKey,
} from './kept-parts.ts';

/** Around the borders of parts, where mistakes are. */
const place = fc
  .record({ part: fc.nat(6), off: fc.integer({ min: -2, max: 2 }) })
  .map(({ part, off }) => Math.max(0, part * partBytes + off));
const sized = fc.oneof(
  place.map((size) => size + 1),
  fc.integer({ min: 1, max: 7 * partBytes }),
);
const ranged = sized.chain((size) =>
  fc
    .tuple(fc.oneof(place, fc.nat(size - 1)), fc.oneof(place, fc.nat(size - 1)))
    .map((ends) => ends.map((end) => Math.min(end, size - 1)).sort((one, other) => one - other))
    .map(([start = 0, end = 0]) => ({ size, start, end })),
);

it('FI52 the slices of a range are its very bytes, in order, each within its part', () => {
  fc.assert(
    fc.property(ranged, ({ size, start, end }) => {
      let at = start;
      for (const { part, from, to } of slicesOf({ start, end })) {
        expect(part * partBytes + from).toBe(at);
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThanOrEqual(lengthOfPart(part, size));
        at += to - from;
      }
      expect(at).toBe(end + 1);
    }),
  );
});

it('FI51 the parts of a sound are all of it, none is empty, and none is longer than a part', () => {
  fc.assert(
    fc.property(sized, (size) => {
      const lengths = Array.from({ length: partsIn(size) }, (_, part) => lengthOfPart(part, size));
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(size);
      expect(Math.min(...lengths)).toBeGreaterThan(0);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(partBytes);
    }),
  );
});

const origin = 'https://feed.example';
const at = (key: string) => `${origin}${key}`;
const [one, other] = [soundRoute('v1'), soundRoute('v2')];

it('FI51 what lies here is read from the addresses alone, in whatever order they come', () => {
  const size = 2.5 * partBytes;
  const keys = [
    wholeKey(one),
    ...[0, 1, 2].map((part) => partKey(one, part, size)),
    partKey(other, 1, size),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(keys, { minLength: keys.length }), (shuffled) => {
      const held = heldIn(shuffled.map(at));
      expect(held.get('v1')).toEqual({ size, parts: new Set([0, 1, 2]), isWhole: true });
      expect(held.get('v2')).toEqual({ size, parts: new Set([1]), isWhole: false });
    }),
  );
});

it('FI51 a mark without all its parts says nothing', () => {
  const size = 2 * partBytes;
  expect(heldIn([wholeKey(one), partKey(one, 0, size)].map(at)).get('v1')?.isWhole).toBe(false);
  expect(heldIn([at(wholeKey(one))]).size).toBe(0);
});

it('FI51 the first part that is missing is fetched next', () => {
  const size = 2 * partBytes + 10;
  const holding = (...parts: readonly number[]) => ({
    size,
    parts: new Set(parts),
    isWhole: false,
  });
  expect(missingPart(holding())).toBe(0);
  expect(missingPart(holding(0, 2))).toBe(1);
  expect(missingPart(holding(0, 1, 2))).toBeNull();
  expect(heldBytes(holding(0, 2))).toBe(partBytes + 10);
});
