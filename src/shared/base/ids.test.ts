import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUuid, uuid7 } from '#shared/base/ids.ts';

test('uuid7 is a well-formed version 7 id', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 47 }), (now) => {
      const id = uuid7(now);
      expect(isUuid(id)).toBe(true);
      expect(id[14]).toBe('7');
    }),
  );
});

test('uuid7 sorts by the millisecond it was made in', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 47 }), (now) => {
      expect(uuid7(now) < uuid7(now + 1)).toBe(true);
    }),
  );
});

test('uuid7 of one millisecond does not repeat', () => {
  const ids = new Set(Array.from({ length: 10_000 }, () => uuid7(1)));
  expect(ids.size).toBe(10_000);
});

test('isUuid refuses other spellings', () => {
  const id = uuid7(1_700_000_000_000);
  for (const wrong of ['', id.toUpperCase(), ` ${id}`, id.replaceAll('-', ''), `${id}0`])
    expect(isUuid(wrong)).toBe(false);
});
