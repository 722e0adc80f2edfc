import { afterEach, expect, it, vi } from 'vitest';
import { day, minute } from '#shared/base/time.ts';
import { createTicks } from './ticks.ts';

afterEach(() => vi.useRealTimers());

it('goes by the clock of the server once it is known, and tells who watches at once', () => {
  const start = Date.UTC(2026, 10, 25);
  vi.useFakeTimers({ now: start });
  const ticks = createTicks();
  const told: number[] = [];
  const stop = ticks.minutes().subscribe((at) => told.push(at));
  ticks.correct(400);
  ticks.correct(-day);
  expect(ticks.now()).toBe(start - day);
  expect(told).toEqual([start, start - day]);
  vi.advanceTimersByTime(minute);
  expect(told.at(-1)).toBe(start - day + minute);
  stop();
  ticks.correct(0);
  expect(told.at(-1)).toBe(start - day + minute);
});
