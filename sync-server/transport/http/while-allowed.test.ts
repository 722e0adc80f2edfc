import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { whileAllowed } from './while-allowed.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch(isAllowed: () => Promise<boolean>) {
  const { promise: work, resolve } = Promise.withResolvers<string>();
  const faults: unknown[] = [];
  let asked = 0;
  const done = whileAllowed(work, {
    isAllowed() {
      asked += 1;
      return isAllowed();
    },
    onLost: () => resolve('lost'),
    report: (error) => faults.push(error),
  });
  return { done, end: resolve, faults, asked: () => asked };
}

it('FI6 FI10 asks each second, and ends what is not allowed any more at once', async () => {
  let isOn = true;
  const { done, asked } = watch(() => Promise.resolve(isOn));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(asked()).toBe(3);
  isOn = false;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await done).toEqual({ value: 'lost', wasAllowed: false });
  expect(vi.getTimerCount()).toBe(0);
});

it('FI10 asks nothing any more once the work is done', async () => {
  const { done, end, asked } = watch(() => Promise.resolve(true));
  end('whole');
  expect(await done).toEqual({ value: 'whole', wasAllowed: true });
  expect([asked(), vi.getTimerCount()]).toEqual([0, 0]);
});

it('FI6 whoever cannot be asked for is not allowed, and it is reported', async () => {
  const fault = new Error('no database');
  const { done, faults } = watch(() => Promise.reject(fault));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await done).toEqual({ value: 'lost', wasAllowed: false });
  expect(faults).toEqual([fault]);
});
