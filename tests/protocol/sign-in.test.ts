/**
 * This file guesses at passwords, against a real server behind a proxy that reports each address.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
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

it('AC5 slows down who guesses at one account from many addresses, and lets its owner in', async () => {
  const guessed = async (email: string) => {
    const answers = [];
    for (let guess = 0; guess < 12; guess += 1) answers.push(await signIn(email, `guess ${guess}`));
    const [first, last] = [answers[0], answers[11]];
    const wait = Number(last?.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    const statuses = answers.map(({ status }) => status);
    return { statuses, words: [await first?.json(), await last?.json()] };
  };
  const known = await guessed(ana.email);
  expect(known.statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
  // What is answered says nothing about whether there is such an account.
  expect(await guessed('nobody@studio.example')).toEqual(known);
  expect((await signIn(ana.email, right)).status).toBe(429);
  const browser = ana.cookie.split('; ').find((cookie) => cookie.includes('.browser='));
  expect((await signIn(ana.email, right, elsewhere(), browser)).status).toBe(200);
  const made = browser?.replace(/=.*/u, `=${'x'.repeat(22)}`);
  expect((await signIn(ana.email, right, elsewhere(), made)).status).toBe(429);
  const asForm = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { origin: server.url, 'x-forwarded-for': elsewhere() },
    body: new URLSearchParams({ email: ana.email.toUpperCase(), password: right }),
  });
  expect(asForm.status).toBe(429);
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
