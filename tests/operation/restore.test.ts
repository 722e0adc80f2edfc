/** This file restores by real processes: what comes back, what is refused, what a crash leaves. */
import {
  chmod,
  cp,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ordinalFloor } from '../../sync-server/domain/changes.ts';
import { runAdmin } from '../support/admin.ts';
import { cookieOf, createTestServer, type TestPerson, type TestServer } from '../support/server.ts';
import {
  createTrack,
  databaseOf,
  openStudio,
  query,
  send,
  titlesIn,
  type Studio,
} from './support.ts';

const year = 365 * 24 * 60 * 60 * 1_000;

let studio: Studio;
/** A backup of the studio, with one track. */
let backup: string;
/** The files the studio's server left when it was killed: a second track, most of it in the log. */
let left: string;
let folder: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feed-restore-'));
  studio = await openStudio();
  const { server, ana, ben } = studio;
  backup = join(folder, 'backup.db');
  expect(await runAdmin(server.dataDir, ['backup', backup])).toMatchObject({ code: 0 });
  const trackId = await createTrack(server, ana, 'After');
  const inviteId = trackId.replace(/^./, '1');
  await send(server, ana, 'invite.send.v1', { inviteId, trackId, email: ben.email });
  await post(server, '/api/auth/sign-out', ben);
  await server.kill('SIGKILL');
  left = server.dataDir;
});
afterAll(async () => {
  await studio.server.dispose();
  await rm(folder, { recursive: true });
});

const post = (server: TestServer, path: string, { cookie }: TestPerson) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, origin: server.url },
    body: '{}',
  });
const statusOf = async (server: TestServer, { cookie }: TestPerson) =>
  (await fetch(`${server.url}/api/changes?after=0`, { headers: { cookie } })).status;

/** A data folder as the killed server left it. */
async function copyOfLeft(): Promise<string> {
  const copy = join(folder, `data-${(count += 1)}`);
  await cp(left, copy, { recursive: true });
  return copy;
}

const restore = (dataDir: string, file = backup, options?: Parameters<typeof runAdmin>[2]) =>
  runAdmin(dataDir, ['restore', file], options);
const replacedIn = async (dataDir: string) =>
  (await readdir(dataDir)).filter((name) => /^feed\.db\.replaced-[-\dTZ]+$/.test(name));

test('OP2 a backup is all that another machine needs: sessions and push keys go on', async () => {
  const other = await createTestServer();
  await other.start();
  expect(await restore(other.dataDir)).toMatchObject({ code: 1 });
  await other.kill('SIGTERM');
  const { code, said } = await restore(other.dataDir);
  expect(code, said).toBe(0);
  await other.start({ ORIGIN: studio.server.url });

  expect(await statusOf(other, studio.ana)).toBe(200);
  const { publicKey } = JSON.parse(await readFile(join(left, 'push-keys.json'), 'utf8'));
  const { cookie } = studio.ana;
  const key = await fetch(`${other.url}/api/push/key`, { headers: { cookie } });
  expect(await key.text()).toContain(publicKey);
  for (const name of ['auth-secret', 'push-keys.json']) {
    const kept = await readFile(join(other.dataDir, name), 'utf8');
    expect(kept).toBe(await readFile(join(left, name), 'utf8'));
    expect((await stat(join(other.dataDir, name))).mode & 0o777).toBe(0o600);
    expect(said).not.toContain(kept.trim());
  }
  for (const name of ['feed.db', 'feed.db-wal']) {
    expect((await stat(join(left, name))).mode & 0o777).toBe(0o600);
  }
  // What this machine had before is kept, and no secret stays in the database.
  const names = await readdir(other.dataDir);
  for (const name of ['auth-secret', 'push-keys.json', 'feed.db']) {
    expect(names.filter((kept) => kept.startsWith(`${name}.replaced-`))).toHaveLength(1);
  }
  await other.kill('SIGTERM');
  const tables = query(databaseOf(other.dataDir), 'select name from sqlite_master');
  expect(tables.map(({ name }) => name)).not.toContain('carried');
  await other.dispose();
});

test('OP3 a data folder has one owner, for as long as its process lives', async () => {
  const { server } = studio;
  await server.start();
  const second = await createTestServer();
  const refused = second.start({ DATA_DIR: server.dataDir });
  const { code, said } = await restore(server.dataDir);
  expect(code).toBe(1);
  expect(said).toContain('Stop the server');
  await expect(refused).rejects.toThrow(/Another server uses the data folder/);
  expect(await statusOf(server, studio.ana)).toBe(200);
  await server.kill('SIGKILL');
  await second.start({ DATA_DIR: server.dataDir });
  await second.kill('SIGTERM');
  await second.dispose();
  expect(await replacedIn(server.dataDir)).toEqual([]);
});

test('OP3 a database that anybody has open is not replaced', async () => {
  const dataDir = await copyOfLeft();
  const open = new DatabaseSync(databaseOf(dataDir));
  open.prepare('select count(*) from track').get();
  const { code, said } = await restore(dataDir);
  expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('is in use') });
  open.close();
  expect(await titlesIn(databaseOf(dataDir))).toEqual(['Before', 'After']);
});

test('OP4 only a whole database of ours is restored, and none from the future', async () => {
  const dataDir = await copyOfLeft();
  const text = join(folder, 'notes.txt');
  await writeFile(text, 'Buy strings.\n'.repeat(100));
  const foreign = join(folder, 'foreign.db');
  query(foreign, 'create table song (id text)');
  const cut = join(folder, 'cut.db');
  await cp(backup, cut);
  await truncate(cut, 100 * 1_024);
  const newer = join(folder, 'newer.db');
  await cp(backup, newer);
  query(newer, `insert into migration (name) values ('9999-mind-reading')`);

  const refusals = [
    [join(folder, 'nothing.db'), 'There is no file'],
    [folder, 'There is no file'],
    [text, 'is not a database of this app'],
    [foreign, 'is not a database of this app'],
    [cut, 'is damaged. Use another backup.'],
    [newer, 'Update the app, then restore.'],
    [databaseOf(dataDir), 'is the database itself'],
  ] as const;
  for (const [file, words] of refusals) {
    const { code, said } = await restore(dataDir, file);
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining(words) });
  }
  const names = await readdir(dataDir);
  expect(names.filter((name) => /incoming|outgoing|replaced/.test(name))).toEqual([]);
  expect(await titlesIn(databaseOf(dataDir))).toEqual(['Before', 'After']);
});

test('OP4 what an earlier program left is restored, and brought to today by the next start', async () => {
  const old = join(folder, 'old.db');
  const dump = await readFile(
    resolve(import.meta.dirname, '../fixtures/server-2026-11.sql'),
    'utf8',
  );
  const sqlite = new DatabaseSync(old, { enableForeignKeyConstraints: false });
  sqlite.exec(`begin; ${dump} commit;`);
  sqlite.close();
  // Many keep their backups from being changed.
  await chmod(old, 0o444);
  const other = await createTestServer();
  const { code, said } = await restore(other.dataDir, old);
  expect(code, said).toBe(0);
  expect((await stat(databaseOf(other.dataDir))).mode & 0o777).toBe(0o600);
  await other.start();
  await other.kill('SIGTERM');
  expect(await titlesIn(databaseOf(other.dataDir))).toEqual(['Low Tide']);
  await other.dispose();
});

test('OP4 what is replaced is kept whole, also where it is damaged, and leads back', async () => {
  const dataDir = await copyOfLeft();
  expect(await restore(dataDir)).toMatchObject({ code: 0 });
  expect(await titlesIn(databaseOf(dataDir))).toEqual(['Before']);
  const [kept = ''] = await replacedIn(dataDir);
  expect(await restore(dataDir, join(dataDir, kept))).toMatchObject({ code: 0 });
  expect(await titlesIn(databaseOf(dataDir))).toEqual(['Before', 'After']);
  expect(await replacedIn(dataDir)).toHaveLength(2);

  await writeFile(databaseOf(dataDir), 'a disk that forgets');
  await writeFile(`${databaseOf(dataDir)}-wal`, 'and its log');
  const { code, said } = await restore(dataDir);
  expect(code, said).toBe(0);
  expect(await titlesIn(databaseOf(dataDir))).toEqual(['Before']);
  const damaged = (await replacedIn(dataDir)).at(-1) ?? '';
  expect(await readFile(join(dataDir, damaged), 'utf8')).toBe('a disk that forgets');
  expect(await readFile(join(dataDir, `${damaged}-wal`), 'utf8')).toBe('and its log');
});

const heads = 'select user_id, epoch, ordinal from user_head order by user_id';

test('OP5 every restore begins an epoch, with ordinals above any that were given', async () => {
  const dataDir = await copyOfLeft();
  const before = query(backup, heads);
  const since = Date.now();
  expect(await restore(dataDir)).toMatchObject({ code: 0 });
  const first = query(databaseOf(dataDir), heads);
  expect(first).toHaveLength(2);
  for (const [index, head] of first.entries()) {
    expect(head['epoch']).not.toBe(before[index]?.['epoch']);
    expect(head['ordinal']).toBeGreaterThanOrEqual(ordinalFloor(since));
  }
  // A clock that is a year behind: what is replaced knows better.
  const environment = { DEMO: '1', CLOCK_OFFSET_MS: String(-year) };
  expect(await restore(dataDir, backup, { environment })).toMatchObject({ code: 0 });
  for (const [index, head] of query(databaseOf(dataDir), heads).entries()) {
    expect(head['epoch']).not.toBe(first[index]?.['epoch']);
    expect(head['ordinal']).toBeGreaterThan(Number(first[index]?.['ordinal']));
  }
});

test('OP5 a session that was ended since stays ended, others go on', async () => {
  const other = await createTestServer();
  await cp(left, other.dataDir, { recursive: true });
  expect(await restore(other.dataDir)).toMatchObject({ code: 0 });
  await other.start({ ORIGIN: studio.server.url });
  expect(await statusOf(other, studio.ana)).toBe(200);
  expect(await statusOf(other, studio.ben)).toBe(401);
  const again = await fetch(`${other.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: studio.server.url },
    body: JSON.stringify({ email: studio.ben.email, password: 'correct horse battery' }),
  });
  expect(await statusOf(other, { ...studio.ben, cookie: cookieOf(again) })).toBe(200);
  await other.dispose();
});

test('AC27 a link that set a password before, or was replaced since, opens nothing after a restore', async () => {
  const dataDir = await copyOfLeft();
  const file = join(folder, 'with-links.db');
  await cp(backup, file);
  const links = "select identifier from verification where identifier <> 'another-kind'";
  query(
    file,
    `insert into verification (id, identifier, value, "expiresAt", "createdAt", "updatedAt")
     select id, 'operator-reset:' || id, id, '2999-01-01', '2026-01-01', '2026-01-01' from user
     union all select 'v', 'another-kind', 'v', '2999-01-01', '2026-01-01', '2026-01-01'`,
  );
  expect(query(file, links)).toHaveLength(2);
  expect(await restore(dataDir, file)).toMatchObject({ code: 0 });
  expect(query(databaseOf(dataDir), links)).toEqual([]);
  expect(query(databaseOf(dataDir), 'select * from verification')).toHaveLength(1);
});

test('OP6 a disk that takes no more leaves the database as it was', async () => {
  const dataDir = await copyOfLeft();
  const before = await readdir(dataDir);
  const { code, said } = await restore(dataDir, backup, { fileBytesMost: 64 * 1_024 });
  expect(code).toBe(1);
  expect(said).toMatch(/^Nothing was restored: .*full/);
  expect(await titlesIn(databaseOf(dataDir))).toEqual(['Before', 'After']);
  const added = (await readdir(dataDir)).filter((name) => !before.includes(name));
  expect(added).toEqual([]);
});

test('OP6 killed at any point a restore leaves the one database or the other', async () => {
  const seen = new Set<string>();
  for (let at = 1; ; at += 1) {
    const dataDir = await copyOfLeft();
    const { code, said } = await restore(dataDir, backup, { killAt: at });
    const titles = await titlesIn(databaseOf(dataDir));
    expect([['Before'], ['Before', 'After']], `killed at ${at}`).toContainEqual(titles);
    const isNew = titles.length === 1;
    const kept = await replacedIn(dataDir);
    if (isNew) expect(kept, `killed at ${at}`).toHaveLength(1);
    for (const name of kept) {
      expect(await titlesIn(join(dataDir, name)), `killed at ${at}`).toEqual(['Before', 'After']);
    }
    seen.add(isNew ? 'new' : 'old');
    // What was left half done is in nobody's way.
    if (code === null && at % 5 === 0) {
      expect(await restore(dataDir)).toMatchObject({ code: 0 });
      expect(await titlesIn(databaseOf(dataDir))).toEqual(['Before']);
    }
    await rm(dataDir, { recursive: true });
    if (code === 0) break;
    expect(code, said).toBe(null);
  }
  expect([...seen].sort()).toEqual(['new', 'old']);
});

test('OP35 restores that were killed leave one copy of what they would have replaced, and no half one', async () => {
  const dataDir = await copyOfLeft();
  let killed = 0;
  for (let at = 1; ; at += 1) {
    const { code } = await restore(dataDir, backup, { killAt: at });
    if (code === 0) break;
    killed += 1;
    // The one that was put in place is replaced by the next: that is another database.
    if ((await titlesIn(databaseOf(dataDir))).length === 1) break;
  }
  expect(killed).toBeGreaterThan(10);
  expect(await replacedIn(dataDir)).toHaveLength(1);
  expect(await restore(dataDir)).toMatchObject({ code: 0 });
  const half = (await readdir(dataDir)).filter((name) => /incoming|outgoing|keeping/u.test(name));
  expect(half).toEqual([]);
});

test('OP35 a server that starts after a killed restore takes away what that left', async () => {
  const dataDir = await copyOfLeft();
  await writeFile(`${databaseOf(dataDir)}.incoming`, 'half');
  const copy = `${databaseOf(dataDir)}.replaced-2026-11-30T04-00-00-000Z`;
  await cp(databaseOf(dataDir), copy);
  await writeFile(`${databaseOf(dataDir)}.keeping`, copy);
  const server = await createTestServer();
  await server.start({ DATA_DIR: dataDir });
  await server.dispose();
  const left = await readdir(dataDir);
  expect(left.filter((name) => /incoming|keeping|replaced/u.test(name))).toEqual([]);
});
