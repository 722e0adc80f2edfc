/** What an operator does about accounts, beside a running server. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeCodes } from '#shared/workspace/refusals.ts';
import { connectRaw } from '../protocol/support/raw-client.ts';
import { runAdmin } from '../support/admin.ts';
import { createTestServer, signUpPerson, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
  await server.start({ TRUST_PROXY: '1' });
});
afterAll(() => server.dispose());

const old = 'correct horse battery';
let addresses = 0;
const post = (path: string, body: object, from = `10.0.0.${(addresses += 1)}`) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url, 'x-forwarded-for': from },
    body: JSON.stringify(body),
  });
const signIn = async (email: string, password: string) =>
  (await post('/api/auth/sign-in/email', { email, password })).status;
const reset = async (token: string, password: string) =>
  (await post('/api/account/reset', { token, password })).status;
const admin = (...words: readonly string[]) =>
  runAdmin(server.dataDir, words, { environment: { PORT: String(server.port) } });
const linkFor = async (email: string) => {
  const { code, said } = await admin('account', 'reset', email);
  expect(code).toBe(0);
  return /\/new-password#([\w-]{43})$/mu.exec(said)?.[1] ?? '';
};

it('AC23 a link sets a new password once, ends every session, and lets the owner in', async () => {
  const ana = await signUpPerson(server.url, 'Ana Reyes');
  const socket = await connectRaw(`${server.url.replace('http', 'ws')}/api/sync`, ana.cookie);
  const first = await linkFor(ana.email);
  const token = await linkFor(ana.email.toUpperCase());
  const db = new DatabaseSync(join(server.dataDir, 'feed.db'), { timeout: 60_000 });
  expect(JSON.stringify(db.prepare('select * from verification').all())).not.toContain(token);
  db.close();
  // Only the newest of an account holds.
  expect(await reset(first, 'another horse battery')).toBe(404);
  expect(await reset(token, 'short')).toBe(400);
  expect(await signIn(ana.email, old)).toBe(200);
  const both = await Promise.all([reset(token, 'another horse'), reset(token, 'another horse')]);
  expect(both.sort()).toEqual([200, 404]);
  expect(await socket.closed).toBe(closeCodes.signIn);
  const changes = await fetch(`${server.url}/api/changes`, { headers: { cookie: ana.cookie } });
  expect(changes.status).toBe(401);
  expect(await signIn(ana.email, old)).toBe(401);
  expect(await signIn(ana.email, 'another horse')).toBe(200);
});

it('AC23 a link is for a day, and goes with its account', async () => {
  const ben = await signUpPerson(server.url, 'Ben Okafor');
  const token = await linkFor(ben.email);
  const db = new DatabaseSync(join(server.dataDir, 'feed.db'), { timeout: 60_000 });
  const count = db.prepare('select count(*) as n from verification');
  const until = db.prepare('select expiresAt from verification').get()?.['expiresAt'];
  const hours = (Date.parse(String(until)) - Date.now()) / 3_600_000;
  expect(Math.round(hours)).toBe(24);
  db.prepare('update verification set expiresAt = ?').run(new Date(Date.now() - 1).toISOString());
  expect(await reset(token, 'another horse battery')).toBe(404);
  const remove = await fetch(`${server.url}/api/account/delete`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url, cookie: ben.cookie },
    body: JSON.stringify({ password: old }),
  });
  expect(remove.status).toBe(200);
  expect(count.get()).toEqual({ n: 0 });
  db.close();
});

it('AC23 links are tried ten times from one address, then one in twelve seconds', async () => {
  const statuses = [];
  for (let tries = 0; tries < 11; tries += 1) {
    const body = { token: `guess ${tries}`, password: 'another horse battery' };
    statuses.push((await post('/api/account/reset', body, '10.9.9.9')).status);
  }
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 404), 429]);
});

it('AC24 an account is given another address, and the one it had is free', async () => {
  const cleo = await signUpPerson(server.url, 'Cleo Marsh');
  const dora = await signUpPerson(server.url, 'Dora Lind');
  expect((await admin('account', 'move', cleo.email, dora.email)).code).toBe(1);
  expect((await admin('account', 'move', cleo.email, 'nonsense')).code).toBe(1);
  expect((await admin('account', 'move', 'nobody@x.test', 'free@x.test')).code).toBe(1);
  expect((await admin('account', 'move', cleo.email, 'Cleo@label.example')).code).toBe(0);
  expect(await signIn('cleo@label.example', old)).toBe(200);
  expect((await signUpPerson(server.url, 'Cleo Marsh')).userId).not.toBe(cleo.userId);
});

it.each([['reset', 'nobody@x.test'], ['reset'], ['what', 'a@x.test'], ['move', 'a@x.test']])(
  'AC23 says what is wrong: account %s %s',
  async (...words) => {
    expect(await admin('account', ...words)).toMatchObject({
      code: 1,
      said: expect.stringMatching(/\S/u),
    });
  },
);
