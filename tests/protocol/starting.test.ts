/** This file asks a server that is starting, whatever it is that takes it long. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeExcess } from '#shared/marks/doc.ts';
import { emptyMarks } from '#shared/marks/marks.ts';
import { leaveOldDatabase } from '../support/old-database.ts';
import { openOtherProgram } from '../support/other-program.ts';
import { createTestServer, signUpPerson, type TestServer } from '../support/server.ts';
import { joinRaw, openRaw } from './support/raw-client.ts';

let server: TestServer;
let databasePath: string;
beforeEach(async () => {
  server = await createTestServer();
  databasePath = join(server.dataDir, 'feed.db');
});
afterEach(() => server.dispose());

/** No answer within this time is none: whoever hangs would hang for minutes. */
const answerMs = 20_000;
const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${server.url}${path}`, { ...init, signal: AbortSignal.timeout(answerMs) });
const open = { interval: 5, timeout: 60_000 } as const;

/** From here on the port is open. */
async function untilOpen(): Promise<void> {
  await expect.poll(() => ask('/api/health').then(() => true, String), open).toBe(true);
}

async function expectStarting(): Promise<void> {
  const health = await ask('/api/health');
  expect(health.status).toBe(503);
  expect(Number(health.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await health.json()).toMatchObject({ status: 'starting', storage: 'sqlite' });
  const body = JSON.stringify({ email: 'ana@studio.example', password: 'correct horse battery' });
  const headers = { 'content-type': 'application/json', origin: server.url };
  const asked: [string, RequestInit][] = [
    ['/', { headers: { accept: 'text/html' } }],
    ['/service-worker.js', {}],
    ['/api/changes?after=0', {}],
    ['/api/auth/sign-in/email', { method: 'POST', headers, body }],
    ['/api/uploads/x', { method: 'PATCH', body: 'x'.repeat(300_000) }],
  ];
  for (const [path, init] of asked) {
    const answer = await ask(path, init);
    expect([path, answer.status]).toEqual([path, 503]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.headers.get('refresh')).toBe(path === '/' ? '2' : null);
    expect(await answer.json()).toMatchObject({ code: 'unavailable' });
  }
  const socket = openRaw(`${server.url.replace('http', 'ws')}/api/sync`);
  expect(await socket.closed).toBe(1006);
}

async function expectReady(started: Promise<void>): Promise<void> {
  await started;
  expect(await (await ask('/api/health')).json()).toMatchObject({ status: 'ok' });
}

test('OP9 while the one before still stores what came in', async () => {
  const before = new DatabaseSync(join(server.dataDir, 'in-use.lock'));
  before.exec('begin exclusive');
  const started = server.start();
  await untilOpen();
  await expectStarting();
  before.close();
  await expectReady(started);
});

test('OP9 OP15 while another program holds the database', async () => {
  await server.start();
  await server.kill('SIGKILL');
  const other = openOtherProgram(databasePath);
  other.hold();
  const started = server.start();
  await untilOpen();
  await expectStarting();
  await expect.poll(() => server.log(), open).toMatch(/another program holds the database .*feed/u);
  await expectStarting();
  other.close();
  await expectReady(started);
});

test('OP9 while the demo is made', async () => {
  const started = server.start({ DEMO: 'auto' });
  await expect.poll(() => existsSync(databasePath) && isMaking(), open).toBe(true);
  const other = openOtherProgram(databasePath);
  other.hold();
  await expectStarting();
  other.close();
  await expectReady(started);
  expect((await ask('/api/demo')).status).toBe(200);
});

function isMaking(): boolean {
  const sqlite = new DatabaseSync(databasePath, { readOnly: true });
  try {
    return (
      sqlite.prepare(`select value from setting where name = 'demo'`).get()?.['value'] === 'making'
    );
  } catch {
    return false; // no such table yet
  } finally {
    sqlite.close();
  }
}

test('OP9 OP10 while a database of an older program is brought to its shape', async () => {
  await leaveOldDatabase(databasePath);
  const other = openOtherProgram(databasePath);
  other.hold();
  const started = server.start();
  await untilOpen();
  await expectStarting();
  await expect.poll(() => server.log(), open).toMatch(/another program holds/u);
  other.close();
  await expectReady(started);
  expect((await ask('/api/changes?after=0')).status).toBe(401);
});

test('OP9 SY20 while what a killed server left is put in its place', async () => {
  await server.start();
  const { cookie } = await signUpPerson(server.url, 'Ana Reyes');
  const url = `${server.url.replace('http', 'ws')}/api/sync`;
  const client = await joinRaw(url, cookie);
  const doc = new Y.Doc();
  writeExcess(doc, 'device', { ...emptyMarks, read: [[1, 1, 4]] });
  client.sendUpdate(Y.encodeStateAsUpdate(doc));
  await client.next('durable');
  await server.kill('SIGKILL');
  const other = openOtherProgram(databasePath);
  other.hold();
  const started = server.start();
  await untilOpen();
  await expectStarting();
  other.close();
  await expectReady(started);
  const again = await joinRaw(url, cookie);
  expect(again.received.filter(({ type }) => type === 'step2')).toHaveLength(1);
  await again.close();
});
