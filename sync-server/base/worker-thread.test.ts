import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createWorkerThread, goesOn, type WorkerThread } from './worker-thread.ts';

/** Does what the test tells it through the port that is its job, and says through it when it has. */
const obedient = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ port }) => {
    port.on('message', (told) => {
      if (told === 'throw') throw new Error('hostile bytes');
      if (told === 'fill the memory') for (const held = []; ; ) held.push(new Array(1e5).fill({}));
      parentPort.postMessage(told);
      port.postMessage('done');
    });
    port.postMessage('begun');
  });
`;
const limitMs = 1_000;

let thread: WorkerThread<{ readonly port: MessagePort }, { readonly answer: number }>;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  thread = createWorkerThread({
    program: new URL(`data:text/javascript,${encodeURIComponent(obedient)}`),
    resourceLimits: { maxOldGenerationSizeMb: 16 },
    limitMs,
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await thread.close();
});

async function begin() {
  const { port1, port2 } = new MessageChannel();
  const outcome = thread.run({ port: port2 }, [port2]);
  await once(port1, 'message');
  return {
    outcome,
    tell: (told: unknown) => port1.postMessage(told),
    async tellAndWait(told: unknown) {
      const said = once(port1, 'message');
      port1.postMessage(told);
      await said;
      // What the thread said before that arrives with it.
      await setImmediate();
      await setImmediate();
    },
  };
}

it('answers one job after the other', async () => {
  for (const answer of [1, 2]) {
    const { outcome, tell } = await begin();
    tell({ answer });
    expect(await outcome).toEqual({ answer });
  }
});

it('FI22 ends what says nothing for too long, counted from what it said last', async () => {
  const { outcome, tellAndWait } = await begin();
  let isOver = false;
  void outcome.then(() => (isOver = true));
  for (let round = 0; round < 3; round += 1) {
    await vi.advanceTimersByTimeAsync(limitMs - 1);
    await tellAndWait(goesOn);
  }
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(limitMs);
  expect(await outcome).toEqual({ fault: 'took too long' });
});

it.each([
  ['throw', /hostile bytes/u],
  ['fill the memory', /memory/u],
])(
  'FI22 survives a job that makes it %s, and has a new thread for the next',
  async (told, fault) => {
    const bad = await begin();
    bad.tell(told);
    expect(await bad.outcome).toEqual({ fault: expect.stringMatching(fault) });
    const good = await begin();
    good.tell({ answer: 1 });
    expect(await good.outcome).toEqual({ answer: 1 });
  },
);

it('gives up what it is at when it is closed, and begins nothing more', async () => {
  const { outcome } = await begin();
  await thread.close();
  expect(await outcome).toEqual({ fault: 'the thread ended' });
  const { port1, port2 } = new MessageChannel();
  expect(await thread.run({ port: port2 }, [port2])).toEqual({ fault: 'the thread ended' });
  port1.close();
});
