import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLoop, type LoopResult } from '#shared/base/loop.ts';
import { second } from '#shared/base/time.ts';
import { createHolding, holdAfter, longestHold, type Hold } from './holding.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const cut = (hold: Hold, ms: number) => holdAfter(hold, { isThrough: false, ms });
const answered = (hold: Hold, ms: number) => holdAfter(hold, { isThrough: true, ms });

test('SY32 what is cut is held for a shorter time, and for a longer one again after a while', () => {
  let hold = cut(longestHold, 5 * second);
  for (let times = 0; times < 10; times += 1) {
    expect(hold.seconds).toBe(4);
    hold = answered(hold, 4.1 * second);
  }
  expect(hold.seconds).toBe(6);
  for (let times = 0; times < 200; times += 1) hold = answered(hold, hold.seconds * second);
  expect(hold.seconds).toBe(longestHold.seconds);
});

test('SY32 news that come show nothing of how long a question may be held', () => {
  const hold = { seconds: 4, quiet: 9 };
  expect(answered(hold, 300)).toBe(hold);
});

test('SY32 whatever ends questions, hardly one in ten is cut once it is known', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30 * second }), (livesMs) => {
      let hold = longestHold;
      let cuts = 0;
      for (let times = 0; times < 400; times += 1) {
        const isThrough = hold.seconds * second <= livesMs;
        if (!isThrough && times >= 50) cuts += 1;
        hold = holdAfter(hold, { isThrough, ms: Math.min(hold.seconds * second, livesMs) });
      }
      expect(cuts).toBeLessThan(35);
      expect(hold.seconds).toBeGreaterThanOrEqual(0);
      expect(hold.seconds).toBeLessThanOrEqual(longestHold.seconds);
    }),
  );
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The loop of a device whose questions are cut after so long. */
async function listen(livesMs: number, forMs: number) {
  const holding = createHolding();
  const end = new AbortController();
  const asked: number[] = [];
  let [mayHold, freeAt, deafMs] = [false, performance.now(), 0];
  const pull = async (seconds: number): Promise<LoopResult> => {
    asked.push(seconds);
    deafMs = Math.max(deafMs, performance.now() - freeAt);
    await pause(Math.min(seconds * second, livesMs) + 50);
    freeAt = performance.now();
    return seconds * second <= livesMs ? 'done' : { retry: 0 };
  };
  const loop = createLoop({
    async work() {
      const result = await holding.ask(mayHold, pull, end.signal);
      if (result === 'done') {
        mayHold = true;
        loop.poke();
      }
      return result;
    },
    backoff: { baseMs: second, capMs: 60 * second },
    report: vi.fn(),
  });
  loop.poke();
  await vi.advanceTimersByTimeAsync(forMs);
  const over = loop.dispose();
  await vi.advanceTimersByTimeAsync(30 * second);
  await over;
  return { asked, deafMs };
}

test.each([
  ['at once', 0],
  ['after a second and a half', 1.5 * second],
  ['after five', 5 * second],
  ['after twenty', 20 * second],
])('SY32 cut %s, news are asked for all the while, and not all the time', async (_, livesMs) => {
  const { asked, deafMs } = await listen(livesMs, 600 * second);
  expect(deafMs).toBeLessThanOrEqual(5 * second);
  expect(asked.length).toBeLessThan(700);
});

test.each([
  [1.5 * second, 1],
  [20 * second, 16],
])(
  'SY32 cut after %i ms, it is asked again at once, and held for %i s',
  async (livesMs, shorter) => {
    const { asked } = await listen(livesMs, 120 * second);
    expect(asked.slice(0, 4)).toEqual([0, longestHold.seconds, 0, shorter]);
  },
);

function createAsked(result: LoopResult) {
  let ms = 0;
  const holding = createHolding(() => ms);
  const waits: number[] = [];
  const pull = (seconds: number) => {
    waits.push(seconds);
    ms += 3 * second;
    return Promise.resolve(result);
  };
  const ask = (end = new AbortController().signal) => holding.ask(true, pull, end);
  return { ask, waits };
}

test('SY32 where a line is gone, it is asked for as any other that is', async () => {
  const { ask, waits } = createAsked({ retry: 0 });
  expect(await ask()).toEqual({ again: 0 });
  for (let times = 0; times < 3; times += 1) expect(await ask()).toEqual({ retry: 0 });
  expect(waits).toEqual([longestHold.seconds, 0, 0, 0]);
});

test.each<LoopResult>([{ retry: 9 }, 'rest', 'done'])(
  'SY32 one that is answered with %j shows nothing',
  async (result) => {
    const { ask, waits } = createAsked(result);
    for (let times = 0; times < 2; times += 1) expect(await ask()).toEqual(result);
    expect(waits).toEqual([longestHold.seconds, longestHold.seconds]);
  },
);

test('SY32 one that is taken back shows nothing', async () => {
  const { ask, waits } = createAsked({ retry: 0 });
  for (let times = 0; times < 2; times += 1) {
    expect(await ask(AbortSignal.abort())).toEqual({ retry: 0 });
  }
  expect(waits).toEqual([longestHold.seconds, longestHold.seconds]);
});
