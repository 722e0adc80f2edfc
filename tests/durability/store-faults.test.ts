/** This file tests what is said while the disk is full, or a page of the database is damaged. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { databaseOf, openStudio, query, type Studio } from '../operation/support.ts';

const canLimit = (() => {
  try {
    execFileSync('prlimit', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.server.dispose());

const ask = (path: string, body?: object, cookie = studio.ana.cookie) =>
  fetch(`${studio.server.url}${path}`, {
    headers: { 'content-type': 'application/json', origin: studio.server.url, cookie },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
const device = uuid7(2);
const createTrack = (n: number, cookie?: string) => {
  const args = { trackId: uuid7(Date.now()), title: 'Night Bus '.repeat(10) };
  const command = { id: uuid7(Date.now()), device, n, name: 'track.create.v1', args };
  return ask('/api/commands', { commands: [{ ...command, at: Date.now() }] }, cookie);
};
async function expectUnavailable(answer: Response) {
  expect(await answer.json()).toMatchObject({ status: 503, code: 'unavailable' });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
}
async function health() {
  const answer = await ask('/api/health');
  const { status, fault } = await answer.json();
  return [answer.status, status, fault];
}
const soon = { timeout: 30_000, interval: 100 } as const;

/** @param bytes beyond what the log holds now; null for as much as there is */
function leaveRoom(bytes: number | null): void {
  const { server } = studio;
  const log = statSync(join(server.dataDir, 'feed.db-wal')).size;
  const most = bytes === null ? 'unlimited' : String(log + bytes);
  execFileSync('prlimit', ['--pid', String(server.pid()), `--fsize=${most}:`]);
}

test.runIf(canLimit)(
  'OP30 OP31 a full disk is no fault of what was asked: 503, health and the log say so, until there is room',
  async () => {
    expect(await health()).toEqual([200, 'ok', undefined]);
    leaveRoom(0);
    await expectUnavailable(await createTrack(1));
    const { email } = studio.ben;
    const signIn = { email, password: 'correct horse battery' };
    await expectUnavailable(await ask('/api/auth/sign-in/email', signIn, ''));
    expect((await ask('/api/changes?after=0')).status).toBe(200);
    // SQLite tells a file that may not grow from a disk without room only where some of it was written.
    const full = [503, 'failing', expect.stringMatching(/^(?:full|failing)$/u)];
    await expect.poll(health, soon).toEqual(full);
    expect(studio.server.log().match(/is full/gu)?.length).toBeGreaterThan(0);
    expect(studio.server.log().match(/"msg":"fault"/gu)).toBe(null);
    leaveRoom(null);
    await expect.poll(health, soon).toEqual([200, 'ok', undefined]);
    expect((await createTrack(1)).status).toBe(200);
    expect((await ask('/api/auth/sign-in/email', signIn, '')).status).toBe(200);
  },
);

/** A disk of four megabytes in the place of the data folder, where this user may do that. */
function mountSmallDisk(): boolean {
  try {
    const { dataDir } = studio.server;
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', dataDir], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('OP30 OP31 a disk without room is told as such, and nothing is set aside', async (context) => {
  const { server } = studio;
  await server.kill('SIGTERM');
  if (!mountSmallDisk()) return context.skip();
  try {
    await server.start();
    const { email, ...ana } = { email: 'ana@small.example', name: 'Ana', password: 'small disk' };
    const signedUp = await ask('/api/auth/sign-up/email', { email, ...ana }, '');
    const cookie = signedUp.headers
      .getSetCookie()
      .map((set) => set.split(';')[0])
      .join('; ');
    const filler = join(server.dataDir, 'filler');
    try {
      writeFileSync(filler, Buffer.alloc(4 * 1_024 * 1_024));
    } catch {
      // What fits is written.
    }
    let n = 0;
    let answer: Response;
    // Room that the log has is used up first.
    do answer = await createTrack((n += 1), cookie);
    while (answer.ok && n < 200);
    await expectUnavailable(answer);
    await expect.poll(health, soon).toEqual([503, 'failing', 'full']);
    expect(server.log()).toContain(`"msg":"the disk is full`);
    rmSync(filler);
    await expect.poll(health, soon).toEqual([200, 'ok', undefined]);
    expect(await (await createTrack(n, cookie)).json()).toMatchObject({
      outcomes: [{ status: 'done' }],
    });
  } finally {
    await server.kill('SIGKILL');
    execFileSync('umount', [server.dataDir]);
  }
});

/** Destroys a page: the first of a table, or of all. */
function damage(table?: string): void {
  const path = databaseOf(studio.server.dataDir);
  const [size] = query(path, 'pragma page_size');
  const [root] = query(path, `select rootpage from sqlite_master where name = '${table}'`);
  const bytes = Number(size?.['page_size']);
  const file = openSync(path, 'r+');
  const at = (Number(root?.['rootpage'] ?? 1) - 1) * bytes;
  writeSync(file, Buffer.alloc(bytes, 0xa5), 0, bytes, at);
  closeSync(file);
}

test('OP30 OP31 OP32 a damaged page is noticed at the start, and is no fault of what was asked', async () => {
  await studio.server.kill('SIGTERM');
  damage('track');
  await studio.server.start();
  await expect.poll(health, soon).toEqual([503, 'failing', 'damaged']);
  expect(studio.server.log()).toMatch(/damaged.*[Rr]estore/u);
  await expectUnavailable(await createTrack(1));
  // Who needs nothing of it goes on.
  expect((await ask('/api/sessions')).status).toBe(200);
});

test('OP32 a damaged first page is told in words at the start', async () => {
  await studio.server.kill('SIGTERM');
  damage();
  await expect(studio.server.start()).rejects.toThrow(
    /is damaged .*npm run admin -- restore FILE/u,
  );
  expect(studio.server.log()).not.toContain('    at ');
});

test('OP33 where another file has the name of the database, nothing is promised until it is back', async () => {
  const path = databaseOf(studio.server.dataDir);
  renameSync(path, `${path}.away`);
  await expect.poll(health, soon).toEqual([503, 'failing', 'replaced']);
  expect(studio.server.log()).toContain('put the one back that was there');
  await expectUnavailable(await createTrack(1));
  renameSync(`${path}.away`, path);
  await expect.poll(health, soon).toEqual([200, 'ok', undefined]);
  expect((await createTrack(1)).status).toBe(200);
});
