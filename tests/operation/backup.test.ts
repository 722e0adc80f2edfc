/**
 * This file makes backups by real processes: beside a server under writes, without one, and against
 * all odds.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMarksStoreSqlite } from '../../sync-server/storage/sql/marks-store-sqlite.ts';
import { openSqlite } from '../../sync-server/storage/sql/sqlite-database.ts';
import { runAdmin } from '../support/admin.ts';
import { writeMarks } from '../support/marks-writer.ts';
import { createTrack, databaseOf, openStudio, titlesIn, type Studio } from './support.ts';

let studio: Studio;
let folder: string;
let count = 0;
beforeAll(async () => {
  studio = await openStudio();
  folder = await mkdtemp(join(tmpdir(), 'feed-backup-'));
});
afterAll(async () => {
  await studio.server.dispose();
  await rm(folder, { recursive: true });
});

const newFile = () => join(folder, `backup-${(count += 1)}.db`);
const backUp = (file: string, options?: Parameters<typeof runAdmin>[2]) =>
  runAdmin(studio.server.dataDir, ['backup', file], options);

/** Reads how far a session's writes reach in what a database holds of a person's document. */
async function clockIn(path: string, userId: string, client: number): Promise<number> {
  const opened = openSqlite(path);
  if (!opened.ok) throw new Error(opened.error);
  try {
    const { clocks } = await createMarksStoreSqlite(opened.value).load(userId);
    return clocks.get(client) ?? 0;
  } finally {
    await opened.value.close();
  }
}

test('OP1 beside a server under writes a backup holds all that was acknowledged before it', async () => {
  const { server, ana, ben } = studio;
  const marks = await writeMarks(server, ben);
  const titles: string[] = [];
  const over = new AbortController();
  const commands = (async () => {
    while (!over.signal.aborted) {
      const title = `Track ${titles.length + 1}`;
      await createTrack(server, ana, title);
      titles.push(title);
    }
  })();
  await expect.poll(() => titles.length > 5 && marks.promised() > 20).toBe(true);

  const acknowledged = { titles: [...titles], clock: marks.promised() };
  const file = newFile();
  const { code, said } = await backUp(file);
  const grown = titles.length - acknowledged.titles.length;
  over.abort();
  await commands;
  await marks.stop();

  expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('checked') });
  expect(said).toMatch(/2 accounts, \d+ tracks, .*Keep it like a password/);
  // The server went on meanwhile.
  expect(grown).toBeGreaterThan(0);
  expect(await titlesIn(file)).toEqual(expect.arrayContaining(['Before', ...acknowledged.titles]));
  expect(await clockIn(file, ben.userId, marks.client)).toBeGreaterThanOrEqual(acknowledged.clock);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('OP1 a backup overwrites nothing, and says what to do instead', async () => {
  const file = newFile();
  await writeFile(file, 'mine');
  const refusals = [
    [file, 'is there already. Name a new file.'],
    [join(folder, 'nowhere', 'backup.db'), 'Make it, or name another.'],
  ] as const;
  for (const [name, words] of refusals) {
    expect(await backUp(name)).toMatchObject({ code: 1, said: expect.stringContaining(words) });
  }
  expect((await stat(file)).size).toBe(4);
  const elsewhere = await runAdmin(folder, ['backup', newFile()]);
  expect(elsewhere).toMatchObject({ code: 1, said: expect.stringContaining('Set DATA_DIR') });
});

test('OP1 a disk that takes no more leaves nothing behind, and is named', async () => {
  const file = newFile();
  const before = await readdir(folder);
  const { code, said } = await backUp(file, { fileBytesMost: 64 * 1_024 });
  expect(code).toBe(1);
  expect(said).toMatch(/^No backup was made: .*full/);
  expect(await readdir(folder)).toEqual(before);
});

test('OP1 killed at any point a backup has its name only when it is whole', async () => {
  await studio.server.kill('SIGKILL');
  const whole = await titlesIn(databaseOf(studio.server.dataDir));
  let named = 0;
  for (let at = 1; ; at += 1) {
    const file = newFile();
    const { code, said } = await backUp(file, { killAt: at });
    if (existsSync(file)) {
      named += 1;
      expect(await titlesIn(file), `killed at ${at}`).toEqual(whole);
    }
    if (code === 0) break;
    expect(code, said).toBe(null);
  }
  // The last run was not killed, and took away what the others had left.
  expect(named).toBeGreaterThan(1);
  expect((await readdir(folder)).filter((name) => name.includes('.feed-backup-'))).toEqual([]);
});

test('OP35 what a killed backup left goes with the next one, also where another process has its id by now', async () => {
  const left = join(folder, `killed.db.feed-backup-${process.pid}`);
  const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60 * 1_000);
  for (const name of [left, `${left}-file`]) {
    await writeFile(name, 'half');
    await utimes(name, twoDaysAgo, twoDaysAgo);
  }
  // Somebody is at this one at the moment.
  const other = join(folder, `other.db.feed-backup-${process.pid}`);
  await writeFile(other, 'half');
  expect(await backUp(newFile())).toMatchObject({ code: 0 });
  expect([left, `${left}-file`, other].map(existsSync)).toEqual([false, false, true]);
});
