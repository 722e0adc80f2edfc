import { expect, test } from 'vitest';
import { hour, minute, second } from '#shared/base/time.ts';
import { createSignInLimits, type SignInTry } from './sign-in-limits.ts';

function world() {
  let now = 0;
  const limits = createSignInLimits({ now: () => now });
  let addresses = 0;
  const stranger = (email = 'ana@studio.example'): SignInTry => ({
    email,
    address: `address-${(addresses += 1)}`,
    insider: null,
  });
  const wait = (attempt: SignInTry) => {
    const begun = limits.begin(attempt);
    return begun.ok ? 0 : begun.error;
  };
  return { limits, wait, stranger, pass: (ms: number) => (now += ms) };
}

test('AC5 AC20 ten wrong passwords for an account from one address, then one a minute', () => {
  const { wait, stranger, pass } = world();
  const bot = stranger();
  for (let tries = 0; tries < 10; tries += 1) expect(wait(bot)).toBe(0);
  expect(wait(bot)).toBe(60);
  expect(wait({ ...bot, email: 'ANA@studio.example' })).toBe(60);
  expect(wait({ ...bot, email: 'ben@studio.example' })).toBe(0);
  pass(minute);
  expect([wait(bot), wait(bot)]).toEqual([0, 60]);
});

test('AC20 strangers use up nothing of anybody elsewhere: neither five a second from one address…', () => {
  const { wait, stranger, pass } = world();
  const bot = stranger();
  for (let tries = 0; tries < 5 * 60 * 10; tries += 1) {
    wait(bot);
    pass(second / 5);
    if (tries % 50 === 0) expect(wait(stranger())).toBe(0);
  }
});

test('AC20 …nor thousands of addresses, and each of those is left a few tries a day', () => {
  const { limits, wait, stranger, pass } = world();
  for (let tries = 0; tries < 3_000; tries += 1) wait(stranger());
  const owner = stranger();
  for (let tries = 0; tries < 50; tries += 1) {
    const begun = limits.begin(owner);
    expect(begun.ok).toBe(true);
    if (begun.ok) begun.value();
  }
  const network = { ...stranger(), address: '2001:db8:77:0::' };
  let guesses = 0;
  for (let at = 0; at < 24 * 60; at += 1) {
    for (let other = 0; other < 3; other += 1) wait(stranger());
    if (wait({ ...network, address: `2001:db8:77:${at.toString(16)}::` }) === 0) guesses += 1;
    pass(minute);
  }
  expect(guesses).toBeLessThanOrEqual(3 + 24);
  expect(wait(stranger('ben@studio.example'))).toBe(0);
  pass(2 * hour);
});

test('AC5 AC20 its own browsers are let in however many strangers guess, and are limited themselves', () => {
  const { wait, stranger, pass } = world();
  for (let tries = 0; tries < 200; tries += 1) wait(stranger());
  const owner = { ...stranger(), insider: 'b' };
  for (let tries = 0; tries < 10; tries += 1) expect(wait(owner)).toBe(0);
  expect(wait(owner)).toBe(300);
  expect(wait({ ...owner, insider: 'c' })).toBe(0);
  pass(24 * hour);
  let guesses = 0;
  for (let at = 0; at < 24 * 60; at += 1) {
    if (wait(owner) === 0) guesses += 1;
    pass(minute);
  }
  expect(guesses).toBeLessThanOrEqual(10 + 288);
});

test('AC5 the right password uses nothing up', () => {
  const { limits, stranger } = world();
  for (let tries = 0; tries < 100; tries += 1) {
    const begun = limits.begin({ ...stranger(), address: 'studio' });
    expect(begun.ok).toBe(true);
    if (begun.ok) begun.value();
  }
});

test('AC5 thirty wrong ones from one address, then one every two seconds, and no account pays for it', () => {
  const { wait, stranger, pass } = world();
  const from = (email: string) => ({ ...stranger(email), address: 'bot' });
  for (let tries = 0; tries < 30; tries += 1) expect(wait(from(`${tries}@x.test`))).toBe(0);
  for (let tries = 0; tries < 200; tries += 1) expect(wait(from('ana@x.test'))).toBe(2);
  expect(wait(stranger('ana@x.test'))).toBe(0);
  pass(2 * second);
  expect(wait(from('ben@x.test'))).toBe(0);
});
