import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSame } from './is-same.ts';

it('says of facts what a deep comparison says', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      expect(isSame(one, other)).toBe(isDeepStrictEqual(one, other));
      expect(isSame(one, structuredClone(one))).toBe(true);
    }),
  );
});

it.each<[string, unknown, unknown, boolean]>([
  ['fields in another order', { on: 1, time: null }, { time: null, on: 1 }, true],
  ['a field that is missing', { on: 1, time: undefined }, { on: 1 }, false],
  ['a list and what looks like one', [1], { 0: 1 }, false],
  ['nothing and an object', null, {}, false],
])('compares %s', (_, one, other, expected) => {
  expect([isSame(one, other), isSame(other, one)]).toEqual([expected, expected]);
});
