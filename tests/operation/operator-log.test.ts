/** What the operator does by the command line leaves its lines, without addresses, paths and links. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runAdmin } from '../support/admin.ts';
import {
  createTestServer,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';

let server: TestServer;
let ana: TestPerson;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feed-operator-'));
  server = await createTestServer();
  await server.start();
  ana = await signUpPerson(server.url, 'Ana Reyes');
});
afterAll(async () => {
  await server.dispose();
  await rm(folder, { recursive: true, force: true });
});

interface Line {
  readonly level: number;
  readonly time: number;
  readonly msg: string;
}
const [info, warn] = [30, 40];
const linesIn = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): Line => JSON.parse(line));

async function admin(...words: readonly string[]) {
  const environment = { PORT: String(server.port) };
  const { said, errors } = await runAdmin(server.dataDir, words, { environment });
  for (const secret of [ana.email, 'x.test', folder, server.dataDir, '#'])
    expect(JSON.stringify(linesIn(errors))).not.toContain(secret);
  const lines = linesIn(errors);
  expect(lines.every(({ time }) => time > 0)).toBe(true);
  return { said, lines: lines.map(({ time: _, ...line }) => line) };
}

test('OP44 roles, links and addresses that the operator gives stand in a line each, with the id', async () => {
  const { userId, email } = ana;
  const line = async (...words: readonly string[]) => (await admin(...words)).lines;
  const role = { userId, role: 'support' };
  expect(await line('support', 'add', email)).toEqual([
    { level: info, ...role, msg: 'role given' },
  ]);
  expect(await line('support', 'remove', email)).toEqual([
    { level: info, ...role, msg: 'role taken' },
  ]);
  expect(await line('support', 'remove', email)).toEqual([{ level: warn, msg: 'role not taken' }]);
  expect(await line('support', 'add', 'nobody@x.test')).toEqual([
    { level: warn, msg: 'role not given' },
  ]);
  expect(await line('account', 'reset', 'nobody@x.test')).toEqual([
    { level: warn, msg: 'link for a password not made' },
  ]);
  expect(await line('account', 'move', 'nobody@x.test', 'free@x.test')).toEqual([
    { level: warn, msg: 'address not moved' },
  ]);
  expect(await line('account', 'reset')).toEqual([]);

  const { said, lines } = await admin('account', 'reset', email);
  expect(lines).toEqual([{ level: info, userId, msg: 'link for a password made' }]);
  const [, token = ''] = /#([\w-]{43})$/mu.exec(said) ?? [];
  const use = () =>
    fetch(`${server.url}/api/account/reset`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify({ token, password: 'another horse battery' }),
    });
  expect([(await use()).status, (await use()).status]).toEqual([200, 404]);
  await expect
    .poll(() => linesIn(server.log()).filter(({ msg }) => /link/u.test(msg)))
    .toMatchObject([
      { level: info, userId, msg: 'password set by a link' },
      { level: warn, msg: 'link for a password refused' },
    ]);
  expect(server.log()).not.toContain(token);

  expect(await line('account', 'move', email, 'ana@x.test')).toEqual([
    { level: info, userId, msg: 'address moved' },
  ]);
});

test('OP44 a backup, a restore, and what became of neither stand in a line each', async () => {
  const file = join(folder, 'monday.db');
  const backup = { level: info, bytes: expect.any(Number), files: 0, msg: 'backup made' };
  expect((await admin('backup', file)).lines).toEqual([backup]);
  expect((await admin('backup', file)).lines).toEqual([{ level: warn, msg: 'backup failed' }]);
  // While the server runs.
  expect((await admin('restore', file)).lines).toEqual([{ level: warn, msg: 'restore failed' }]);
  await server.kill('SIGTERM');
  const restored = { level: info, bytes: expect.any(Number), msg: 'backup restored' };
  expect((await admin('restore', file)).lines).toEqual([restored]);
});
