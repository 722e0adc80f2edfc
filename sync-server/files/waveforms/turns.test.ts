import { beforeEach, expect, it } from 'vitest';
import { asksAgainMs, createTurns, type Turns } from './turns.ts';

let now: number;
let turns: Turns;
beforeEach(() => {
  now = 0;
  turns = createTurns({ now: () => now });
});

const most = 1_000;
const enter = (userId: string, ...sounds: readonly string[]) =>
  sounds.map((sound) => turns.enter(userId, sound, most));
const waitFor = (userId: string, ...sounds: readonly string[]) => {
  for (const wish of enter(userId, ...sounds)) if (wish) wish.waiting += 1;
};
function order(): readonly string[] {
  const made: string[] = [];
  for (let next = turns.next(); next !== null; next = turns.next()) {
    made.push(next);
    turns.done(next);
  }
  return made;
}

it('FI21 takes one of each person in turn, in the order in which they came', () => {
  waitFor('ana', 'a1', 'a2', 'a3');
  waitFor('ben', 'b1', 'b2');
  waitFor('cara', 'c1');
  expect(order()).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
});

it('FI21 puts of a thousand of one person two before what another waits for', () => {
  waitFor('ana', ...Array.from({ length: most }, (_, index) => `a${index}`));
  const begun = turns.next();
  waitFor('ben', 'b');
  if (begun !== null) turns.done(begun);
  expect([begun, ...order().slice(0, 2)]).toEqual(['a0', 'a1', 'b']);
});

it('FI21 makes what is awaited first, whoever uploaded before', () => {
  enter('ana', 'a1', 'a2');
  waitFor('ben', 'b');
  waitFor('ana', 'a2');
  expect(order()).toEqual(['a2', 'b', 'a1']);
});

it('FI21 counts as awaited what was asked for a moment ago, and then no more', () => {
  const [asked] = enter('ben', 'asked');
  if (asked) asked.awaitedUntil = asksAgainMs;
  enter('ana', 'a');
  now = asksAgainMs - 1;
  waitFor('cara', 'c');
  expect(turns.next()).toBe('asked');
  now += 1;
  expect(turns.next()).toBe('c');
});

it('FI21 bounds what one person has waiting, and shuts nobody else out', () => {
  for (const sound of ['1', '2']) expect(turns.enter('ana', sound, 2)).not.toBe(null);
  expect(turns.enter('ana', '3', 2)).toBe(null);
  expect(turns.enter('ana', '2', 2)).not.toBe(null);
  expect(turns.enter('ben', '3', 2)).not.toBe(null);
});

it('FI21 makes once what two people wish for', () => {
  waitFor('ana', 'same');
  waitFor('ben', 'same', 'b');
  expect(order()).toEqual(['same', 'b']);
});
