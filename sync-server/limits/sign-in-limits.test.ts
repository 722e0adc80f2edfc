import { expect, test } from 'vitest';
import { minute, second } from '#shared/base/time.ts';
import { createSignInLimits, type SignInTry } from './sign-in-limits.ts';

function world() {
  let now = 0;
  const limits = createSignInLimits({ now: () => now });
  let addresses = 0;
  const stranger = (email = 'ana@studio.example'): SignInTry => ({
    email,
    address: `address-${(addresses += 1)}`,
    browser: null,
  });
  return { limits, stranger, pass: (ms: number) => (now += ms) };
}

test('AC5 ten wrong passwords for an account, wherever from, then one a minute', () => {
  const { limits, stranger, pass } = world();
  for (let tries = 0; tries < 10; tries += 1) expect(limits.begin(stranger())).toBe(0);
  expect(limits.begin(stranger())).toBe(60);
  expect(limits.begin(stranger('ANA@studio.example'))).toBe(60);
  expect(limits.begin(stranger('ben@studio.example'))).toBe(0);
  pass(minute);
  expect([limits.begin(stranger()), limits.begin(stranger())]).toEqual([0, 60]);
});

test('AC5 its own browsers are let in however many strangers guess, and are limited themselves', () => {
  const { limits, stranger } = world();
  for (let tries = 0; tries < 20; tries += 1) limits.begin(stranger());
  const owner = { ...stranger(), browser: 'b' };
  for (let tries = 0; tries < 10; tries += 1) expect(limits.begin(owner)).toBe(0);
  expect(limits.begin(owner)).toBe(10);
  expect(limits.begin({ ...owner, browser: 'c' })).toBe(0);
});

test('AC5 the right password uses nothing up', () => {
  const { limits, stranger } = world();
  for (let tries = 0; tries < 100; tries += 1) {
    const attempt = { ...stranger(), address: 'studio' };
    expect(limits.begin(attempt)).toBe(0);
    limits.succeeded(attempt);
  }
});

test('AC5 thirty wrong ones from one address, then one every two seconds, and no account pays for it', () => {
  const { limits, stranger, pass } = world();
  const from = (email: string) => ({ ...stranger(email), address: 'bot' });
  for (let tries = 0; tries < 30; tries += 1) expect(limits.begin(from(`${tries}@x.test`))).toBe(0);
  for (let tries = 0; tries < 20; tries += 1) expect(limits.begin(from('ana@x.test'))).toBe(2);
  expect(limits.begin(stranger('ana@x.test'))).toBe(0);
  pass(2 * second);
  expect(limits.begin(from('ben@x.test'))).toBe(0);
});
