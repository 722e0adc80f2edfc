import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLoop, type LoopResult } from './loop.ts';
import { day } from './time.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Makes work whose end the test decides. */
function createWork() {
  const ends: ((result: LoopResult) => void)[] = [];
  const work = vi.fn(() => new Promise<LoopResult>((resolve) => ends.push(resolve)));
  const end = async (result: LoopResult) => {
    ends.shift()?.(result);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { work, end };
}

const options = (work: () => Promise<LoopResult>) => ({
  work,
  backoff: { baseMs: 1_000, capMs: 60_000 },
  random: () => 0.999,
  report: vi.fn(),
});

test('pokes while it runs make it run once more', async () => {
  const { work, end } = createWork();
  const loop = createLoop(options(work));
  for (let poke = 0; poke < 5; poke += 1) loop.poke();
  expect(work).toHaveBeenCalledTimes(1);
  await end('done');
  expect(work).toHaveBeenCalledTimes(2);
  await end('done');
  expect(work).toHaveBeenCalledTimes(2);
});

test('a failure runs it again after a growing wait', async () => {
  const { work, end } = createWork();
  const loop = createLoop(options(work));
  loop.poke();
  await end({ retry: 0 });
  await vi.advanceTimersByTimeAsync(900);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(100);
  expect(work).toHaveBeenCalledTimes(2);
  await end({ retry: 0 });
  await vi.advanceTimersByTimeAsync(1_900);
  expect(work).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(100);
  expect(work).toHaveBeenCalledTimes(3);
});

test('waits as long as the other side asked for', async () => {
  const { work, end } = createWork();
  const loop = createLoop(options(work));
  loop.poke();
  await end({ retry: 30_000 });
  await vi.advanceTimersByTimeAsync(29_999);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(work).toHaveBeenCalledTimes(2);
});

test('a poke cuts the wait short', async () => {
  const { work, end } = createWork();
  const loop = createLoop(options(work));
  loop.poke();
  await end({ retry: 30_000 });
  loop.poke();
  expect(work).toHaveBeenCalledTimes(2);
  await end('done');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(work).toHaveBeenCalledTimes(2);
});

test('at rest it waits for a poke', async () => {
  const { work, end } = createWork();
  const loop = createLoop(options(work));
  loop.poke();
  await end('rest');
  await vi.advanceTimersByTimeAsync(120_000);
  expect(work).toHaveBeenCalledTimes(1);
  loop.poke();
  expect(work).toHaveBeenCalledTimes(2);
});

test('work that throws is told and tried again', async () => {
  const fault = new Error('disk');
  const work = vi.fn().mockRejectedValueOnce(fault).mockResolvedValue('done');
  const given = options(work);
  createLoop(given).poke();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(given.report).toHaveBeenCalledExactlyOnceWith(fault);
  expect(work).toHaveBeenCalledTimes(2);
});

test('what is done may run again after a while, or sooner when poked', async () => {
  const { work, end } = createWork();
  const loop = createLoop(options(work));
  loop.poke();
  await end({ again: 5_000 });
  await vi.advanceTimersByTimeAsync(4_999);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(work).toHaveBeenCalledTimes(2);
  await end({ again: 5_000 });
  loop.poke();
  expect(work).toHaveBeenCalledTimes(3);
  await end('done');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(work).toHaveBeenCalledTimes(3);
});

test('what runs again by itself is no failure', async () => {
  const { work, end } = createWork();
  createLoop(options(work)).poke();
  await end({ retry: 0 });
  await vi.advanceTimersByTimeAsync(1_000);
  await end({ again: 10 });
  await vi.advanceTimersByTimeAsync(10);
  await end({ retry: 0 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(work).toHaveBeenCalledTimes(4);
});

test('without a backoff, what failed waits for a poke', async () => {
  const fault = new Error('disk');
  const work = vi.fn().mockRejectedValueOnce(fault).mockResolvedValue('done');
  const report = vi.fn();
  const loop = createLoop({ work, report });
  loop.poke();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(report).toHaveBeenCalledExactlyOnceWith(fault);
  expect(work).toHaveBeenCalledTimes(1);
  loop.poke();
  expect(work).toHaveBeenCalledTimes(2);
});

test('is idle when all that was asked for has run', async () => {
  const { work, end } = createWork();
  const loop = createLoop(options(work));
  await loop.whenIdle();
  loop.poke();
  loop.poke();
  let isSettled = false;
  void loop.whenIdle().then(() => {
    isSettled = true;
  });
  await end('done');
  expect(isSettled).toBe(false);
  await end('done');
  expect(isSettled).toBe(true);
});

test('disposing waits for what is going on, and nothing runs afterwards', async () => {
  const { work, end } = createWork();
  const loop = createLoop(options(work));
  loop.poke();
  loop.poke();
  let isOver = false;
  void loop.dispose().then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(isOver).toBe(false);
  await end({ retry: 0 });
  expect(isOver).toBe(true);
  loop.poke();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(work).toHaveBeenCalledTimes(1);
});

test.each(['again', 'retry'] as const)(
  'SY27 waits for what no timer can hold, and does not run at once (%s)',
  async (kind) => {
    const { work, end } = createWork();
    const loop = createLoop(options(work));
    loop.poke();
    await end(kind === 'again' ? { again: 40 * day } : { retry: 40 * day });
    await vi.advanceTimersByTimeAsync(24 * day);
    expect(work).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(day);
    expect(work).toHaveBeenCalledTimes(2);
  },
);
