/** This file tests what is answered while another program holds the database, a second process's lock. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { uuid7 } from '#shared/base/ids.ts';
import { writeExcess } from '#shared/marks/doc.ts';
import { emptyMarks } from '#shared/marks/marks.ts';
import type { ChangesAnswer } from '#shared/protocol/messages.ts';
import { openOtherProgram, type OtherProgram } from '../support/other-program.ts';
import {
  createTestServer,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';
import { joinRaw, openRaw } from './support/raw-client.ts';

let server: TestServer;
let ana: TestPerson;
let other: OtherProgram;
beforeEach(async () => {
  server = await createTestServer();
  await server.start();
  ana = await signUpPerson(server.url, 'Ana Reyes');
  other = openOtherProgram(join(server.dataDir, 'feed.db'));
});
afterEach(async () => {
  other.close();
  await server.dispose();
});

const password = 'correct horse battery';
const ask = (path: string, body?: object, cookie = ana.cookie) =>
  fetch(`${server.url}${path}`, {
    headers: { 'content-type': 'application/json', origin: server.url, cookie },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
const device = uuid7(1);
let n = 0;
const command = (name: string, args: object) => {
  const sent = { id: uuid7(Date.now()), device, n: (n += 1), name, args };
  return ask('/api/commands', { commands: [{ ...sent, at: Date.now() }] });
};
const createTrack = () =>
  command('track.create.v1', { trackId: uuid7(Date.now()), title: 'Night Bus' });
const held = /another program holds the database/gu;
async function expectHeld(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await response.json()).toMatchObject({ status: 503, code: 'unavailable' });
  expect(response.status).toBe(503);
}

test('OP15 who needs the database is told to come again, and nobody else waits', async () => {
  await ask('/api/changes?after=0');
  other.hold();
  let isAnswered = false;
  const waiting = createTrack().finally(() => (isAnswered = true));
  for (let asked = 0; asked < 3; asked += 1) {
    expect((await ask('/api/health')).status).toBe(200);
    expect(isAnswered).toBe(false);
  }
  await expectHeld(await waiting);
  // Nobody queues behind a lock that is known: told at once, however many come.
  const many = await Promise.all(Array.from({ length: 20 }, createTrack));
  for (const answer of many) await expectHeld(answer);
  expect((await ask('/api/changes?after=0')).status).toBe(200);
  expect((await ask('/api/sessions')).status).toBe(200);
  other.letGo();
  expect((await createTrack()).status).toBe(200);
  expect(server.log().match(held)).toHaveLength(1);
  expect(server.log()).not.toContain('"level":50');
});

test('OP15 a lock that goes soon is waited for', async () => {
  other.hold();
  const waiting = [
    createTrack(),
    ask('/api/auth/sign-in/email', { email: ana.email, password }, ''),
  ];
  await ask('/api/health');
  other.letGo();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
});

test('OP15 nobody is signed in, signed out or told of a wrong password by half', async () => {
  other.hold();
  await expectHeld(await ask('/api/auth/sign-out', {}));
  await expectHeld(await ask('/api/auth/sign-in/email', { email: ana.email, password }, ''));
  const account = { name: 'Ben', email: 'ben@studio.example', password };
  await expectHeld(await ask('/api/auth/sign-up/email', account, ''));
  const changed = { currentPassword: password, newPassword: 'another horse battery' };
  await expectHeld(await ask('/api/auth/change-password', changed));
  await expectHeld(await ask('/api/sessions/end', { others: true }));
  await expectHeld(await ask('/api/account/name', { name: 'Ana R' }));
  other.letGo();
  expect((await ask('/api/changes?after=0')).status).toBe(200);
  const signedIn = await ask('/api/auth/sign-in/email', { email: ana.email, password }, '');
  expect(signedIn.status).toBe(200);
  expect((await ask('/api/auth/sign-up/email', account, '')).status).toBe(200);
  expect((await ask('/api/auth/sign-out', {})).status).toBe(200);
  expect((await ask('/api/changes?after=0')).status).toBe(401);
});

const said = (ordinal: number) => {
  const doc = new Y.Doc();
  writeExcess(doc, `device-${ordinal}`, { ...emptyMarks, read: [[ordinal, ordinal, 4]] });
  return Y.encodeStateAsUpdate(doc);
};

test('OP15 SY13 marks that cannot be stored are not acknowledged, and come again', async () => {
  const url = `${server.url.replace('http', 'ws')}/api/sync`;
  const client = await joinRaw(url, ana.cookie);
  client.sendUpdate(said(1));
  await client.next('durable');
  other.hold();
  client.sendUpdate(said(2));
  expect(await client.closed).toBe(1013);
  expect(client.received.filter(({ type }) => type === 'durable')).toHaveLength(2);
  const refused = openRaw(url, { cookie: ana.cookie });
  expect(await refused.closed).toBe(1006);
  other.letGo();
  const again = await joinRaw(url, ana.cookie);
  again.sendUpdate(said(2));
  await again.next('durable');
  await again.close();
});

test('OP15 TM1 what is due meanwhile is told as soon as the lock has gone', async () => {
  const before = (await (await ask('/api/changes?after=0')).json()) as ChangesAnswer;
  const args = { reminderId: uuid7(Date.now()), at: Date.now() + 1_000 };
  expect((await command('reminder.set.v1', args)).status).toBe(200);
  other.hold();
  // The timer is the only one that wants to write.
  await expect.poll(() => server.log(), { timeout: 60_000 }).toMatch(held);
  other.letGo();
  const from = performance.now();
  let ordinal = 0;
  for (let after = before.head; ordinal === 0;) {
    const page = (await (await ask(`/api/changes?after=${after}&wait=25`)).json()) as ChangesAnswer;
    ({ to: after, ordinalHead: ordinal } = page);
  }
  // A fault would have put it off by half a minute, and the next look by a whole one.
  expect(performance.now() - from).toBeLessThan(20_000);
});
