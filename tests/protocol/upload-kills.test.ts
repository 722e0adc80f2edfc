/**
 * The server is killed without a word wherever a file can be on its way, and started again: what had come
 * is there, and what had come whole is taken in, once.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openFilesStudio, type FilesStudio } from './support/files-studio.ts';
import { bytesOf, fileOf } from './support/tus-client.ts';

let studio: FilesStudio;
beforeEach(async () => {
  studio = await openFilesStudio();
});
afterEach(() => studio.server.dispose());

const bytes = bytesOf(50_000);
const never = () => new Promise<void>(() => undefined);
const nothing = () => Promise.resolve();
const killed = async () => {
  await studio.server.kill('SIGKILL');
};

it('FI4 killed while bytes come, it goes on from what lies on its disk', async () => {
  const { client, trackId, awaitReceived, ended, start, rules } = studio;
  const file = fileOf(trackId, bytes);
  await client.create(file);
  const sent = await client.begin(file.versionId, 0, bytes.length);
  sent.write(bytes.subarray(0, 20_000));
  await awaitReceived(file.versionId, 20_000);
  await killed();
  await start();
  expect(await client.offset(file.versionId)).toBe(20_000);
  await client.patch(file.versionId, 20_000, bytes.subarray(20_000));
  expect(await ended(file.versionId)).toEqual({ state: 'done' });
  expect(rules.arrivals.get(file.versionId)?.sha256).toBe(file.sha256);
});

it('FI3 killed between the last byte and the check, and between the move and the workspace, it takes both in', async () => {
  const { client, trackId, rules, ended, start, left, server } = studio;
  const files = [fileOf(trackId, bytes), fileOf(trackId, bytesOf(50_000, 2))];
  const [first, second] = files;
  if (!first || !second) throw new Error('two files');
  rules.before(never);
  await client.create(first);
  await client.patch(first.versionId, 0, bytes);
  // The first one is moved and holds up the second.
  await expect.poll(() => rules.told, { interval: 5 }).toEqual([first.versionId]);
  await client.create(second);
  await client.patch(second.versionId, 0, bytesOf(50_000, 2));
  expect((await client.state(first.versionId)).said).toEqual({ state: 'checking' });
  expect((await client.state(second.versionId)).said).toEqual({ state: 'checking' });
  expect(await client.offset(first.versionId)).toBe(50_000);
  await killed();
  rules.before(nothing);
  await start();
  for (const { versionId } of files) expect(await ended(versionId)).toEqual({ state: 'done' });
  expect([...rules.arrivals.keys()].sort()).toEqual(files.map((file) => file.versionId).sort());
  await expect.poll(left, { interval: 5 }).toEqual([]);
  expect(server.log()).not.toContain('fault');
});

it('FI3 killed when the workspace has it, and before anything else is known, it is told once more', async () => {
  const { client, trackId, rules, ended, start, left } = studio;
  const file = fileOf(trackId, bytes);
  rules.after(never);
  await client.create(file);
  await client.patch(file.versionId, 0, bytes);
  await expect.poll(() => rules.arrivals.size, { interval: 5 }).toBe(1);
  await killed();
  rules.after(nothing);
  await start();
  expect(await ended(file.versionId)).toEqual({ state: 'done' });
  await expect.poll(left, { interval: 5 }).toEqual([]);
  expect(rules.told).toEqual([file.versionId, file.versionId]);
  expect(rules.arrivals.size).toBe(1);
});

it('FI4 stopped in order while bytes come, it keeps what has come', async () => {
  const { client, trackId, awaitReceived, server, start } = studio;
  const file = fileOf(trackId, bytes);
  await client.create(file);
  const sent = await client.begin(file.versionId, 0, bytes.length);
  sent.write(bytes.subarray(0, 20_000));
  await awaitReceived(file.versionId, 20_000);
  expect(await server.kill('SIGTERM')).toBe(0);
  await start();
  expect(await client.offset(file.versionId)).toBe(20_000);
});

it('FI5 OP30 where the disk has to keep some room, nothing is begun that would take it', async () => {
  const { client, trackId, server, start, left } = studio;
  await server.kill('SIGTERM');
  await start({ DISK_RESERVE_MB: '900000000' });
  const refused = await client.create(fileOf(trackId, bytes));
  expect([refused.status, JSON.parse(refused.body).code]).toEqual([503, 'unavailable']);
  expect(left()).toEqual([]);
});
