/**
 * This file guesses at passwords, against a real server behind a proxy that reports each address.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  cookieOf,
  createTestServer,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';

let server: TestServer;
let ana: TestPerson;
beforeAll(async () => {
  server = await createTestServer();
  await server.start({ TRUST_PROXY: '1' });
  ana = await signUpPerson(server.url, 'Ana Reyes');
});
afterAll(() => server.dispose());

const right = 'correct horse battery';
let addresses = 0;
const elsewhere = () => `10.0.${Math.floor((addresses += 1) / 250)}.${addresses % 250}`;

const signIn = (email: string, password: string, from = elsewhere(), cookie = '') =>
  fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: server.url,
      'x-forwarded-for': from,
      cookie,
    },
    body: JSON.stringify({ email, password }),
  });

it('AC5 AC20 slows down who guesses at one account, and lets its owner in from anywhere else', async () => {
  const guessed = async (email: string) => {
    const bot = elsewhere();
    const answers = [];
    for (let guess = 0; guess < 12; guess += 1) {
      answers.push(await signIn(email, `guess ${guess}`, bot));
    }
    const [first, last] = [answers[0], answers[11]];
    const wait = Number(last?.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    const statuses = answers.map(({ status }) => status);
    return { statuses, words: [await first?.json(), await last?.json()], bot };
  };
  const { bot, ...known } = await guessed(ana.email);
  expect(known.statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
  // What is answered says nothing about whether there is such an account.
  expect(await guessed('nobody@studio.example')).toMatchObject(known);
  // Others who guess as well keep nobody out either.
  for (let guess = 0; guess < 12; guess += 1) await signIn(ana.email, 'a guess');
  expect((await signIn(ana.email, right)).status).toBe(200);
  expect((await signIn(ana.email, right, bot)).status).toBe(429);
  const browser = ana.cookie.split('; ').find((cookie) => cookie.includes('.browser='));
  expect((await signIn(ana.email, right, bot, browser)).status).toBe(200);
  const made = browser?.replace(/=.*/u, `=${'x'.repeat(22)}`);
  expect((await signIn(ana.email, right, bot, made)).status).toBe(429);
  const asForm = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { origin: server.url, 'x-forwarded-for': bot },
    body: new URLSearchParams({ email: ana.email.toUpperCase(), password: right }),
  });
  expect(asForm.status).toBe(415);
});

it('AC21 every place that takes a password counts in one', async () => {
  const cleo = await signUpPerson(server.url, 'Cleo Marsh');
  const ask = (path: string, body: object) =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, cookie: cleo.cookie },
      body: JSON.stringify(body),
    });
  const change = (currentPassword: string) =>
    ask('/api/auth/change-password', { currentPassword, newPassword: `${right}!` });
  const statuses = [];
  for (let round = 0; round < 4; round += 1) {
    statuses.push((await signIn(cleo.email, 'a guess', elsewhere(), cleo.cookie)).status);
    statuses.push((await change('a guess')).status);
    statuses.push((await ask('/api/account/delete', { password: 'a guess' })).status);
  }
  const tried = [401, 400, 403];
  expect(statuses).toEqual([...tried, ...tried, ...tried, 401, 429, 429]);
  expect((await change(right)).status).toBe(429);
  // Where nobody guessed, its owner comes in.
  expect((await signIn(cleo.email, right)).status).toBe(200);
});

it('AC21 who was in before the password changed is a stranger from then on', async () => {
  const dora = await signUpPerson(server.url, 'Dora Lind');
  const here = elsewhere();
  const before = cookieOf(await signIn(dora.email, right, here));
  const changed = await fetch(`${server.url}/api/auth/change-password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url, cookie: dora.cookie },
    body: JSON.stringify({ currentPassword: right, newPassword: `${right}!` }),
  });
  expect(changed.status).toBe(200);
  const browserIn = (cookies: string) =>
    cookies.split('; ').find((cookie) => cookie.includes('.browser='));
  for (let guess = 0; guess < 10; guess += 1) await signIn(dora.email, 'a guess', here);
  const enter = (cookies: string) => signIn(dora.email, `${right}!`, here, browserIn(cookies));
  expect((await enter(before)).status).toBe(429);
  expect((await enter(dora.cookie)).status).toBe(200);
});

it('AC5 slows down an address that guesses at many accounts, and no other', async () => {
  const bot = elsewhere();
  const guesses = Array.from({ length: 40 }, (_, guess) =>
    signIn(`who${guess}@x.test`, 'guess', bot),
  );
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401).length).toBeLessThan(40);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  expect((await signIn('who0@x.test', 'guess')).status).toBe(401);
});

it('AC5 takes as long over an account that is not there', async () => {
  const ben = await signUpPerson(server.url, 'Ben Okafor');
  const took = async (email: string) => {
    const from = performance.now();
    expect((await signIn(email, 'guess')).status).toBe(401);
    return performance.now() - from;
  };
  const [there, missing] = [[Infinity], [Infinity]];
  for (let tries = 0; tries < 5; tries += 1) {
    there.push(await took(ben.email));
    missing.push(await took('no-one@studio.example'));
  }
  // Hashing a password is nearly all of it; without, a twentieth is left.
  expect(Math.min(...missing)).toBeGreaterThan(Math.min(...there) / 3);
});
