import { expect, test } from 'vitest';
import { hour } from '#shared/base/time.ts';
import { boundedKey } from './bounded-key.ts';
import { keysMost } from './figures.ts';
import { createRateLimit } from './rate-limit.ts';

const budget = { perSecond: 1, burst: 3 } as const;

test('OP51 a name of any length is counted by a short key, and two long ones are told apart', () => {
  const long = 'x'.repeat(10_000);
  expect(boundedKey('2001:db8:1:2::')).toBe('2001:db8:1:2::');
  expect(boundedKey(long).length).toBeLessThan(64);
  expect(boundedKey(`${long}y`)).not.toBe(boundedKey(long));
  const limit = createRateLimit({ now: () => 0 }, budget);
  expect([1, 2, 3, 4].map(() => limit.take(long))).toEqual([0, 0, 0, 1]);
  limit.giveBack(long);
  expect([limit.take(long), limit.take(`${long}y`)]).toEqual([0, 0]);
});

test('OP51 keys that are as good as new are forgotten, and those in debt are not', () => {
  let now = 0;
  const limit = createRateLimit({ now: () => now }, budget);
  for (let times = 0; times < 4; times += 1) limit.take('mal');
  expect(limit.take('mal')).toBe(1);
  for (let index = 0; index < 1_000; index += 1) limit.take(`key ${index}`);
  expect(limit.keys()).toBe(1_001);
  expect(limit.take('mal')).toBe(1);
  now += hour;
  for (let index = 0; index < 1_000; index += 1) limit.take('ana');
  expect(limit.keys()).toBe(1);
});

test('OP51 a limit keeps so many keys: those that asked longest ago go first', () => {
  const limit = createRateLimit({ now: () => 0 }, budget);
  for (let times = 0; times < 4; times += 1) limit.take('mal');
  for (let index = 0; index < keysMost - 1; index += 1) limit.take(`key ${index}`);
  expect(limit.take('mal')).toBe(1);
  for (let index = 0; index < 2 * keysMost; index += 1) limit.take(`more ${index}`);
  expect(limit.keys()).toBe(keysMost);
});
