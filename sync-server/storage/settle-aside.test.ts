import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { leaveOldDatabase } from '../../tests/support/old-database.ts';
import { openOtherProgram } from '../../tests/support/other-program.ts';
import { settleAside } from './settle-aside.ts';
import { migrations } from './migrations/list.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settle-aside-'));
  path = join(folder, 'feed.db');
});
afterEach(() => rm(folder, { recursive: true }));

const never = () => {
  throw new Error('nobody holds it');
};

/** Counts the turns in which somebody else could have been answered. */
async function turnsDuring(work: Promise<void>): Promise<number> {
  let turns = 0;
  const end = new AbortController();
  const turn = () => {
    turns += 1;
    if (!end.signal.aborted) setImmediate(turn);
  };
  turn();
  await work.finally(() => end.abort());
  return turns;
}

const migrated = () => {
  const sqlite = new DatabaseSync(path);
  const names = sqlite.prepare('select name from migration').all();
  sqlite.close();
  return new Set(names.map(({ name }) => name));
};

test('OP10 an older database is brought to its shape beside everything else', async () => {
  await leaveOldDatabase(path);
  expect(migrated().size).toBeLessThan(Object.keys(migrations).length);
  expect(await turnsDuring(settleAside(path, never))).toBeGreaterThan(100);
  expect([...migrated()]).toEqual(expect.arrayContaining(Object.keys(migrations)));
  // Mostly there is nothing to do.
  expect(await turnsDuring(settleAside(path, never))).toBeLessThan(5);
});

test('OP10 a long log of a crash is put in its place beside everything else', async () => {
  await leaveOldDatabase(path);
  await settleAside(path, never);
  const killed = new DatabaseSync(path);
  killed.exec(`
    pragma wal_autocheckpoint = 0;
    insert into setting (name, value) values ('long', hex(zeroblob(12000000)));
  `);
  const left = join(folder, 'left.db');
  await copyFile(path, left);
  await copyFile(`${path}-wal`, `${left}-wal`);
  killed.close();
  path = left;
  expect((await stat(`${left}-wal`)).size).toBeGreaterThan(16 * 1_024 * 1_024);
  expect(await turnsDuring(settleAside(left, never))).toBeGreaterThan(100);
  const sqlite = new DatabaseSync(left);
  const kept = sqlite
    .prepare(`select length(value) as long from setting where name = 'long'`)
    .get();
  sqlite.close();
  expect(kept).toEqual({ long: 24_000_000 });
  expect((await stat(left)).size).toBeGreaterThan(16 * 1_024 * 1_024);
});

test('OP10 OP15 a lock is waited for, and told once', async () => {
  await leaveOldDatabase(path);
  const other = openOtherProgram(path);
  other.hold();
  let told = 0;
  await settleAside(path, () => {
    told += 1;
    other.letGo();
  });
  expect(told).toBe(1);
  expect([...migrated()]).toEqual(expect.arrayContaining(Object.keys(migrations)));
  other.close();
});

test('OP10 what is no database of ours is left to who opens it in earnest', async () => {
  await settleAside(path, never);
  const foreign = new DatabaseSync(path);
  foreign.exec('create table migration (name text primary key); create table track (id text)');
  foreign.close();
  await settleAside(path, never);
  expect(migrated().size).toBe(0);
});
