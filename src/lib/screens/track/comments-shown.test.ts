import { expect, test } from 'vitest';
import { firstShown, split } from './comments-shown.ts';

const ids = ['a', 'b', 'c', 'd', 'e'];

test('CM44 the latest are shown', () => {
  expect(firstShown(ids, 2, null)).toBe(3);
  expect(firstShown(ids, 5, null)).toBe(0);
  expect(firstShown(ids, 9, null)).toBe(0);
  expect(firstShown([], 2, null)).toBe(0);
});

test('CM44 the list goes back to the one a link leads to', () => {
  expect(firstShown(ids, 2, 'b')).toBe(1);
  expect(firstShown(ids, 2, 'e')).toBe(3);
  expect(firstShown(ids, 2, 'gone')).toBe(3);
});

test('CM28 of the earlier ones, what is being written in stays', () => {
  expect(split(ids, 3, (id) => id === 'b')).toEqual({
    shown: ['b', 'd', 'e'],
    left: ['a', 'c'],
  });
  expect(split(ids, 0, () => false)).toEqual({ shown: ids, left: [] });
});
