import { expect, test } from 'vitest';
import { hashOf, toneCount, toneOf } from './tone.ts';

test('the same id wears the same tone', () => {
  expect(toneOf('ana')).toBe(toneOf('ana'));
  expect(hashOf('')).toBeGreaterThanOrEqual(0);
});

test('ids made one after the other spread over all tones', () => {
  const prefix = '019aae2b-7c00-7000-8000-0000000';
  const worn = Array.from({ length: 1200 }, (_, n) => toneOf(`${prefix}${10_000 + n}`));
  const counts = Array.from({ length: toneCount }, (_, t) => worn.filter((w) => w === t).length);
  // An even spread is 100 each; 60 is four standard deviations below.
  expect(Math.min(...counts)).toBeGreaterThan(60);
});
