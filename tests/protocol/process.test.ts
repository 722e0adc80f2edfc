/**
 * This file tests the server as a process: how it starts, what it says when it cannot, how it
 * stops.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import type { ChangesAnswer } from '#shared/protocol/messages.ts';
import { demoPeople } from '../../sync-server/demo/people.ts';
import {
  cookieOf,
  createTestServer,
  sendCommands,
  signUpPerson,
  type TestServer,
} from '../support/server.ts';
import { programEnvironment } from '../support/program-environment.ts';

let server: TestServer;
beforeEach(async () => {
  server = await createTestServer();
});
afterEach(() => server.dispose());

/** Runs a program of the server to its end. */
const run = (
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly said: string }> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: resolve(import.meta.dirname, '../..'),
      env: { ...programEnvironment, ...environment },
    });
    let said = '';
    child.stdout.on('data', (data) => (said += String(data)));
    child.stderr.on('data', (data) => (said += String(data)));
    child.once('close', (code) => done({ code, said }));
  });
const main = 'sync-server/main.ts';

test('says every wrong setting, and does not start', async () => {
  const { code, said } = await run(main, [], { PORT: 'x', DEMO: 'maybe' });
  expect(code).toBe(1);
  expect(said).toContain('PORT');
  expect(said).toContain('DEMO');
});

test('says that the port is taken, and how to take another', async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(server.port, '127.0.0.1', done));
  const environment = { PORT: String(server.port), DATA_DIR: server.dataDir };
  const { code, said } = await run(main, [], environment);
  other.close();
  expect(code).toBe(1);
  expect(said).toMatch(/Port \d+ is taken.*PORT=4700/);
});

test('says that the data folder cannot be written', async () => {
  const file = join(server.dataDir, 'file');
  await writeFile(file, '');
  const { code, said } = await run(main, [], { PORT: '0', DATA_DIR: join(file, 'inside') });
  expect(code).toBe(1);
  expect(said).toMatch(/data folder .* cannot be written.*DATA_DIR/);
});

test('stops in order: a waiting question is answered, and the exit is clean', async () => {
  await server.start();
  const { cookie } = await signUpPerson(server.url, 'Ana Reyes');
  const first = await fetch(`${server.url}/api/changes?after=0`, { headers: { cookie } });
  const { head } = await first.json();
  const waiting = fetch(`${server.url}/api/changes?after=${head}&wait=25`, { headers: { cookie } });
  // Another request has been answered, so the server has read the waiting one before it.
  await fetch(`${server.url}/api/health`);
  expect(await server.kill('SIGTERM')).toBe(0);
  await waiting.then(
    (response) => expect(response.status).toBe(200),
    () => undefined,
  );
});

test('keeps accounts and sessions over a kill', async () => {
  await server.start();
  const { cookie } = await signUpPerson(server.url, 'Ana Reyes');
  await server.kill('SIGKILL');
  await server.start();
  const response = await fetch(`${server.url}/api/changes?after=0`, { headers: { cookie } });
  expect(response.status).toBe(200);
});

test('makes a support account beside a running server, and says what is wrong', async () => {
  await server.start();
  await signUpPerson(server.url, 'Sam Lindqvist');
  const admin = (...args: string[]) =>
    run('sync-server/ops/admin.ts', args, { DATA_DIR: server.dataDir });
  const added = await admin('support', 'add', 'Sam.Lindqvist@studio.example');
  expect(added.code).toBe(0);
  expect(added.said).toContain('sam.lindqvist@studio.example is a support account now.\n');
  expect((await admin('support', 'add', 'who@studio.example')).said).toContain('No account');
  expect((await admin('support')).said).toContain('Usage');
});

test('makes and shows the demo where it should, everybody with a feed', async () => {
  await server.start({ DEMO: 'auto' });
  const { accounts } = await (await fetch(`${server.url}/api/demo`)).json();
  expect(accounts).toHaveLength(4);
  for (const { email, password, role } of accounts) {
    const entered = await fetch(`${server.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify({ email, password }),
    });
    const cookie = entered.headers.getSetCookie().join('; ');
    const changes = await fetch(`${server.url}/api/changes?after=0`, { headers: { cookie } });
    const { ordinalHead } = await changes.json();
    if (role === 'producer') expect(ordinalHead).toBeGreaterThan(8);
  }
  await server.kill('SIGTERM');
  await server.start({ DEMO: '0' });
  expect((await fetch(`${server.url}/api/demo`)).status).toBe(404);
});

test('OP38 the demo is for a loopback origin, and where it is not shown nobody is let in by its accounts', async () => {
  const open = { DEMO: 'auto', ORIGIN: 'https://feed.example.org' };
  const shown = async () => (await fetch(`${server.url}/api/demo`)).status;
  const support = demoPeople.sam;
  const signIn = (origin: string) =>
    fetch(`${server.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify(support),
    });
  await server.start(open);
  expect([await shown(), (await signIn(open.ORIGIN)).status]).toEqual([404, 401]);
  await server.kill('SIGTERM');
  await rm(join(server.dataDir, 'feed.db'));

  await server.start({ DEMO: 'auto' });
  const entered = await signIn(server.url);
  expect([await shown(), entered.status]).toEqual([200, 200]);
  const cookie = cookieOf(entered);
  const isIn = async () =>
    (await fetch(`${server.url}/api/changes?after=0`, { headers: { cookie } })).status;
  expect(await isIn()).toBe(200);
  for (const environment of [open, { DEMO: '0' }]) {
    await server.kill('SIGTERM');
    await server.start(environment);
    const origin = 'ORIGIN' in environment ? environment.ORIGIN : server.url;
    expect([await shown(), (await signIn(origin)).status, await isIn()]).toEqual([404, 401, 401]);
  }
  // Where it is shown again, it is as it was.
  await server.kill('SIGTERM');
  await server.start({ DEMO: 'auto' });
  expect([await shown(), (await signIn(server.url)).status]).toEqual([200, 200]);
});

test('OP39 a support account becomes an account like others again, and sees its own tickets only', async () => {
  await server.start();
  const [ana, sam] = [
    await signUpPerson(server.url, 'Ana Reyes'),
    await signUpPerson(server.url, 'Sam Lindqvist'),
  ];
  for (const who of [ana, sam]) {
    const ticketId = uuid7(Date.now());
    await sendCommands(server.url, who, [
      'ticket.open.v1',
      { ticketId, subject: `By ${who.name}`, text: 'Hello.' },
    ]);
  }
  await server.admin(['support', 'add', sam.email]);
  const seen = async () => {
    const answer = await fetch(`${server.url}/api/changes?after=0`, {
      headers: { cookie: sam.cookie },
    });
    const { changes }: ChangesAnswer = await answer.json();
    const bodies = changes.flatMap((change) => ('body' in change ? [change.body] : []));
    const subjects = bodies.flatMap((body) => ('subject' in body ? [body.subject] : []));
    const roles = bodies.flatMap((body) => ('role' in body ? [body.role] : []));
    return { subjects: [...new Set(subjects)].sort(), role: roles.at(-1) };
  };
  expect(await seen()).toEqual({ subjects: ['By Ana Reyes', 'By Sam Lindqvist'], role: 'support' });
  await server.admin(['support', 'remove', sam.email]);
  expect(await seen()).toEqual({ subjects: ['By Sam Lindqvist'], role: 'producer' });
  await expect(server.admin(['support', 'remove', sam.email])).rejects.toThrow(
    'no support account',
  );
});

test('makes the demo where the process ended before it had decided on one', async () => {
  const path = join(server.dataDir, 'feed.db');
  const first = server.start({ DEMO: 'auto' }).catch(() => null);
  await expect.poll(() => existsSync(path), { interval: 1 }).toBe(true);
  await server.kill('SIGKILL');
  await first;
  await server.start({ DEMO: 'auto' });
  const { accounts } = await (await fetch(`${server.url}/api/demo`)).json();
  expect(accounts).toHaveLength(4);
});

test('makes no demo where the first start was without one', async () => {
  await server.start({ DEMO: '0' });
  await server.kill('SIGTERM');
  await server.start({ DEMO: '1' });
  expect((await fetch(`${server.url}/api/demo`)).status).toBe(404);
});

test('makes the demo again where the process ended in the middle of making it', async () => {
  const path = join(server.dataDir, 'feed.db');
  const settingOf = () => {
    const sqlite = new DatabaseSync(path, { readOnly: true });
    try {
      return sqlite.prepare(`select value from setting where name = 'demo'`).get()?.['value'];
    } catch {
      return undefined; // no such table yet
    } finally {
      sqlite.close();
    }
  };
  const first = server.start({ DEMO: 'auto' }).catch(() => null);
  const beginning = { interval: 5 };
  await expect.poll(() => existsSync(path) && settingOf(), beginning).toBe('making');
  await server.kill('SIGKILL');
  await first;
  await server.start({ DEMO: 'auto' });
  expect(settingOf()).toBe('1');
  const { accounts } = await (await fetch(`${server.url}/api/demo`)).json();
  for (const { email, password } of accounts) {
    const entered = await fetch(`${server.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify({ email, password }),
    });
    expect(entered.status).toBe(200);
  }
});
