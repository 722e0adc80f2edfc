import { expect, test } from 'vitest';
import { firstShown } from './comments-shown.ts';

const ids = ['a', 'b', 'c', 'd', 'e'];

test('the latest are shown', () => {
  expect(firstShown(ids, 2, null)).toBe(3);
  expect(firstShown(ids, 5, null)).toBe(0);
  expect(firstShown(ids, 9, null)).toBe(0);
  expect(firstShown([], 2, null)).toBe(0);
});

test('the thread goes back to the one a link leads to', () => {
  expect(firstShown(ids, 2, 'b')).toBe(1);
  expect(firstShown(ids, 2, 'e')).toBe(3);
  expect(firstShown(ids, 2, 'gone')).toBe(3);
});
