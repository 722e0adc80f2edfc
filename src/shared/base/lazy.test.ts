import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lazy, observeLater, whenLoaded } from '#shared/base/lazy.ts';
import { createValue } from '#shared/base/observable.ts';
import { minute } from '#shared/base/time.ts';

test('makes it once, however many ask', async () => {
  const make = vi.fn(() => Promise.resolve({}));
  const ask = lazy(make);
  expect(make).not.toHaveBeenCalled();
  const [a, b] = await Promise.all([ask(), ask()]);
  expect(a).toBe(b);
  expect(await ask()).toBe(a);
  expect(make).toHaveBeenCalledOnce();
});

test('tells a failure to everybody who asked, and tries again for the next', async () => {
  const make = vi.fn().mockRejectedValueOnce(new Error('no network')).mockResolvedValue(7);
  const ask = lazy(make);
  const [first, second] = [ask(), ask()];
  await expect(first).rejects.toThrow('no network');
  await expect(second).rejects.toThrow('no network');
  expect(await ask()).toBe(7);
  expect(make).toHaveBeenCalledTimes(2);
});

describe('whenLoaded', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('IN11 loads until it is there, and uses it once, however that goes', async () => {
    const [report, use] = [vi.fn(), vi.fn()];
    const load = vi.fn().mockRejectedValue(new Error('the line broke'));
    whenLoaded(load, use, report);
    await vi.advanceTimersByTimeAsync(10 * minute);
    expect(load.mock.calls.length).toBeGreaterThan(15);
    expect(report).toHaveBeenCalledTimes(load.mock.calls.length);
    load.mockResolvedValue('part');
    await vi.advanceTimersByTimeAsync(minute);
    expect(use.mock.calls).toEqual([['part']]);
    const { length } = load.mock.calls;
    await vi.advanceTimersByTimeAsync(10 * minute);
    expect(load).toHaveBeenCalledTimes(length);
  });

  test('IN11 what nobody wants any more is neither loaded again nor used', async () => {
    const [report, use] = [vi.fn(), vi.fn()];
    const load = vi.fn().mockRejectedValueOnce(new Error('the line broke')).mockResolvedValue(1);
    const stop = whenLoaded(load, use, report);
    await vi.advanceTimersByTimeAsync(0);
    stop();
    await vi.advanceTimersByTimeAsync(10 * minute);
    expect(load).toHaveBeenCalledOnce();
    expect(use).not.toHaveBeenCalled();
  });
});

test('IN11 an observable whose making failed comes later', async () => {
  vi.useFakeTimers();
  const made = createValue(7);
  const make = vi.fn().mockRejectedValueOnce(new Error('the line broke')).mockResolvedValue(made);
  const heard: number[] = [];
  const stop = observeLater<number>(make, () => undefined).subscribe((value) => heard.push(value));
  await vi.advanceTimersByTimeAsync(minute);
  made.set(8);
  stop();
  made.set(9);
  expect(heard).toEqual([7, 8]);
  vi.useRealTimers();
});
