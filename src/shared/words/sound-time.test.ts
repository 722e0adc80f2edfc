import { expect, it } from 'vitest';
import { soundTime, spanTime } from './sound-time.ts';

it.each([
  [0, '0:00'],
  [999, '0:00'],
  [83_000, '1:23'],
  [83_999, '1:23'],
  [600_000, '10:00'],
  [3_723_000, '1:02:03'],
  [86_400_000, '24:00:00'],
])('CM40 %i ms into a sound is %s', (ms, words) => {
  expect(soundTime(ms)).toBe(words);
});

it('CM40 a range says both of its ends, where they differ', () => {
  expect(spanTime({ from: 83_000, to: 100_000 })).toBe('1:23–1:40');
  expect(spanTime({ from: 83_000, to: null })).toBe('1:23');
  expect(spanTime({ from: 83_100, to: 83_900 })).toBe('1:23');
});
