import { expect, test } from 'vitest';
import { BoundedMap } from './bounded-map.ts';

test('OP51 what is remembered to spare looking it up is bounded, and begins anew', () => {
  const map = new BoundedMap<number, string>(3);
  for (let key = 0; key < 3; key += 1) map.set(key, 'a');
  map.set(1, 'b');
  expect([...map]).toEqual([
    [0, 'a'],
    [1, 'b'],
    [2, 'a'],
  ]);
  map.set(3, 'c');
  expect([...map]).toEqual([[3, 'c']]);
});
