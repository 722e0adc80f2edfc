import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pause } from './pause.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const isOver = async (waiting: Promise<void>) => {
  let over = false;
  void waiting.then(() => (over = true));
  await vi.advanceTimersByTimeAsync(0);
  return over;
};

it('waits so long', async () => {
  const waiting = pause(50, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(49);
  expect(await isOver(waiting)).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await isOver(waiting)).toBe(true);
});

it('is over with its reason, and leaves no timer', async () => {
  const reason = new AbortController();
  const waiting = pause(50, reason.signal);
  reason.abort();
  expect(await isOver(waiting)).toBe(true);
  expect(await isOver(pause(50, reason.signal))).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});
