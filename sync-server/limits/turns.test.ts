import { expect, test, vi } from 'vitest';
import { createTurns } from './turns.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('OP29 one of each client has a turn after the other, however many one of them asks for', async () => {
  const turns = createTurns({ atOnce: 1, longestMs: 1_000 });
  const order: string[] = [];
  const ask = async (whose: string) => {
    const turn = await turns.take(whose);
    order.push(whose);
    await settled();
    turn.end();
  };
  await Promise.all([...Array.from({ length: 5 }, () => ask('mal')), ask('ana'), ask('ben')]);
  expect(order.slice(0, 4)).toEqual(['mal', 'mal', 'ana', 'ben']);
  expect(order).toHaveLength(7);
});

test('OP29 whoever waits for something else has no turn meanwhile, and then another', async () => {
  const turns = createTurns({ atOnce: 1, longestMs: 1_000 });
  const { promise: news, resolve: tell } = Promise.withResolvers<string>();
  const mal = await turns.take('mal');
  const waiting = mal.whileWaiting(() => news);
  const ana = await turns.take('ana');
  tell('news');
  const late = vi.fn<(told: string) => void>();
  const heard = waiting.then(late);
  await settled();
  expect(late).not.toHaveBeenCalled();
  ana.end();
  await heard;
  expect(late).toHaveBeenCalledWith('news');
  mal.end();
});

test('OP29 what takes longer than a turn goes on without one', async () => {
  vi.useFakeTimers();
  try {
    const turns = createTurns({ atOnce: 1, longestMs: 50 });
    const mal = await turns.take('mal');
    const next = turns.take('ana');
    await vi.advanceTimersByTimeAsync(50);
    (await next).end();
    mal.end();
    (await turns.take('ben')).end();
  } finally {
    vi.useRealTimers();
  }
});
