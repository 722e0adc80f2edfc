import { expect, test } from 'vitest';
import { watchReach } from './reach.ts';

/** A second passes with each question. */
const answers = (...words: readonly ('answer' | 'silence')[]) => {
  let backs = 0;
  let asked = 0;
  const fetch = watchReach(
    () => {
      const isSilent = words[asked] === 'silence';
      asked += 1;
      return isSilent
        ? Promise.reject(new TypeError('no network'))
        : Promise.resolve(new Response());
    },
    { now: () => asked * 1_000 },
    () => (backs += 1),
  );
  return { ask: () => fetch('/').catch(() => null), backs: () => backs };
};

test('the first answer after some silence is told, once', async () => {
  const { ask, backs } = answers('silence', 'silence', 'answer', 'answer');
  await ask();
  await ask();
  expect(backs()).toBe(0);
  await ask();
  expect(backs()).toBe(1);
  await ask();
  expect(backs()).toBe(1);
});

test('where every question is answered there is nothing to tell', async () => {
  const { ask, backs } = answers('answer', 'answer');
  await ask();
  await ask();
  expect(backs()).toBe(0);
});

test('one way that fails while the others work is not told again and again', async () => {
  const { ask, backs } = answers('silence', 'answer', 'silence', 'answer', 'silence', 'answer');
  for (let times = 0; times < 6; times += 1) await ask();
  expect(backs()).toBe(0);
});

test('an answer comes through as it is, and so does a fault', async () => {
  const fetch = watchReach(
    (input) =>
      input === '/lost' ? Promise.reject(new Error('lost')) : Promise.resolve(new Response('x')),
    { now: () => 0 },
    () => undefined,
  );
  await expect(fetch('/lost')).rejects.toThrow('lost');
  expect(await (await fetch('/')).text()).toBe('x');
});
