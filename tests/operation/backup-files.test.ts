/** Shared files go along with backups and come back, by real processes. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFilesStudio, type FilesStudio } from '../protocol/support/files-studio.ts';
import { answerTo, bytesOf, type SentFile } from '../protocol/support/tus-client.ts';
import { runAdmin } from '../support/admin.ts';

let studio: FilesStudio;
let folder: string;
let count = 0;
const sent: SentFile[] = [];
beforeAll(async () => {
  studio = await openFilesStudio();
  folder = await mkdtemp(join(tmpdir(), 'feed-backup-'));
  for (const seed of [1, 2, 3]) sent.push(await studio.send(bytesOf(20_000, seed)));
});
afterAll(async () => {
  await studio.server.dispose();
  await rm(folder, { recursive: true });
});

async function place(): Promise<string> {
  const path = join(folder, String((count += 1)));
  await mkdir(path);
  return path;
}
const filesIn = (path: string) =>
  existsSync(path)
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort()
    : [];
const hashes = () => sent.map(({ sha256 }) => sha256).sort();
/** Another disk than the one of temporary folders, where there is one. */
const otherDisk = '/dev/shm';
const hasOtherDisk = existsSync(otherDisk) && statSync(otherDisk).dev !== statSync(tmpdir()).dev;

test('OP8 a backup takes shared files along, each once, and says where they are', async () => {
  const { dataDir } = studio.server;
  const at = await place();
  const first = await runAdmin(dataDir, ['backup', join(at, 'monday.db')]);
  expect(first.code, first.said).toBe(0);
  expect(first.said).toContain('3 shared files (');
  expect(first.said).toContain(`3 of them new, lie in ${join(at, 'feed-files')}`);
  expect(filesIn(join(at, 'feed-files'))).toEqual(hashes());
  const second = await runAdmin(dataDir, ['backup', join(at, 'tuesday.db')]);
  expect(second.said).toContain('0 of them new');
  expect(readdirSync(at).sort()).toEqual(['feed-files', 'monday.db', 'tuesday.db']);
});

test.runIf(hasOtherDisk)('OP8 on another disk they are copies', async () => {
  const at = await mkdtemp(join(otherDisk, 'feed-backup-'));
  try {
    const { code, said } = await runAdmin(studio.server.dataDir, ['backup', join(at, 'b.db')]);
    expect(code, said).toBe(0);
    expect(filesIn(join(at, 'feed-files'))).toEqual(hashes());
    expect(readdirSync(at).sort()).toEqual(['b.db', 'feed-files']);
  } finally {
    await rm(at, { recursive: true });
  }
});

test('OP8 killed at any point a backup that has its name has its files', async () => {
  for (let killAt = 1; ; killAt += 1) {
    const at = await place();
    const file = join(at, 'backup.db');
    const { code } = await runAdmin(studio.server.dataDir, ['backup', file], { killAt });
    if (existsSync(file)) {
      expect(filesIn(join(at, 'feed-files')), `killed at ${killAt}`).toEqual(hashes());
    }
    if (code === 0) break;
  }
});

test('OP8 a restore brings them back, and keeps those of what it replaces', async () => {
  const { server, rules, client, start, ana, trackId } = studio;
  const { dataDir } = server;
  const at = await place();
  const file = join(at, 'backup.db');
  expect(await runAdmin(dataDir, ['backup', file])).toMatchObject({ code: 0 });
  const later = await studio.send(bytesOf(10, 9));
  const [lost] = sent;
  if (!lost) throw new Error('something was sent');
  await server.kill('SIGTERM');
  await rm(join(dataDir, 'files', lost.sha256.slice(0, 2)), { recursive: true });
  const { code, said } = await runAdmin(dataDir, ['restore', file]);
  expect(code, said).toBe(0);
  expect(said).toContain('1 of 3 shared files were brought back');
  expect(filesIn(join(dataDir, 'files'))).toEqual([...hashes(), later.sha256].sort());
  expect(filesIn(join(dataDir, 'feed-files'))).toContain(later.sha256);

  await start();
  rules.add(ana.userId, trackId);
  const answer = await answerTo(client.get(lost.versionId));
  expect([answer.status, answer.body.length]).toEqual([200, lost.size]);
});

test('OP8 on a new machine everything is there; without the folder it says where files belong', async () => {
  const at = await place();
  const file = join(at, 'backup.db');
  await runAdmin(studio.server.dataDir, ['backup', file]);
  const fresh = await place();
  expect((await runAdmin(fresh, ['restore', file])).code).toBe(0);
  expect(filesIn(join(fresh, 'files'))).toEqual(expect.arrayContaining(hashes()));

  await rm(join(at, 'feed-files'), { recursive: true });
  const bare = await place();
  const { said } = await runAdmin(bare, ['restore', file]);
  expect(said).toContain(`copy shared files into ${join(bare, 'files')}`);
});
