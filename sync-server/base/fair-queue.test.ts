import { expect, test } from 'vitest';
import { createFairQueue, NoTurn, type FairQueue } from './fair-queue.ts';

/** Everybody who asks, in the order of their turns; each turn ends when `end` is called. */
function world(queue: FairQueue) {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  return {
    begun,
    async ask(whose: string, name: string) {
      ends.push(await queue.take(whose));
      begun.push(name);
    },
    async endAll() {
      for (let end = ends.shift(); end; end = ends.shift()) {
        end();
        end();
        await Promise.resolve().then(() => undefined);
      }
    },
  };
}

test('OP22 it is one of each person in turn, and of one person in order', async () => {
  const { begun, ask, endAll } = world(createFairQueue({ atOnce: 1 }));
  const asked = ['a1', 'a2', 'a3', 'b1', 'a4', 'c1', 'b2'].map((name) => ask(name.charAt(0), name));
  await asked[0];
  await endAll();
  await Promise.all(asked);
  expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
});

test('OP22 somebody new waits for no more than one turn of each who is there', async () => {
  const { begun, ask, endAll } = world(createFairQueue({ atOnce: 1 }));
  const asked = Array.from({ length: 1_000 }, (_, index) => ask('mal', `mal ${index}`));
  await asked[0];
  asked.push(ask('ana', 'ana'));
  await endAll();
  await Promise.all(asked);
  expect(begun.indexOf('ana')).toBeLessThanOrEqual(2);
});

test('OP21 where it is full, whoever has most in it gives way, and nobody else', async () => {
  const { begun, ask, endAll } = world(createFairQueue({ atOnce: 2, waitingMost: 3 }));
  const outcomes = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'a1', 'b1', 'c1'].map((name) =>
    ask(name.charAt(0), name).then(
      () => name,
      (error: unknown) => error instanceof NoTurn && `no ${name}`,
    ),
  );
  await outcomes[0];
  await outcomes[1];
  await endAll();
  expect(await Promise.all(outcomes)).toEqual(
    // Of three places three people have one each, so a fourth is told to come again.
    ['m1', 'm2', 'm3', 'no m4', 'no m5', 'no m6', 'a1', 'b1', 'no c1'],
  );
  expect(begun).toEqual(['m1', 'm2', 'm3', 'a1', 'b1']);
});
