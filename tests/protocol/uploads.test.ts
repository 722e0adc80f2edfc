/** Files are sent over real sockets to a real server, in order, out of order, and by people who may not. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import type { MemoryFileRules } from '../support/file-rules.ts';
import { wavOf } from '../support/audio-samples.ts';
import { signUpPerson, type TestPerson, type TestServer } from '../support/server.ts';
import { openFilesStudio, type FilesStudio } from './support/files-studio.ts';
import { answerTo, bytesOf, fileOf, tusClient, type TusClient } from './support/tus-client.ts';

let studio: FilesStudio;
let server: TestServer;
let rules: MemoryFileRules;
let ana: TestPerson;
let ben: TestPerson;
let client: TusClient;
let trackId: string;

beforeAll(async () => {
  studio = await openFilesStudio();
  ({ server, rules, ana, client } = studio);
  ben = await signUpPerson(server.url, 'Ben Okafor');
});
afterAll(() => server.dispose());
beforeEach(() => {
  trackId = uuid7(Date.now());
  rules.add(ana.userId, trackId);
  rules.limit(Infinity);
});

const ended = (id: string) => studio.ended(id);
const left = () => studio.left();
const received = (id: string) => studio.received(id);
const awaitReceived = (id: string, size: number) => studio.awaitReceived(id, size);
const small = bytesOf(10_000);

it('FI3 a file that came whole is told to the workspace, kept, and nothing is left of the way', async () => {
  const file = fileOf(trackId, small, { note: 'louder' });
  const created = await client.create(file);
  expect(created.status).toBe(201);
  expect(created.headers.location).toBe(`/api/uploads/${file.versionId}`);
  expect((await client.state(file.versionId)).said).toEqual({ state: 'receiving', received: 0 });
  const sent = await client.patch(file.versionId, 0, small);
  expect(sent).toMatchObject({ status: 204, headers: { 'upload-offset': '10000' } });
  expect(await ended(file.versionId)).toEqual({ state: 'done' });
  expect(rules.arrivals.get(file.versionId)).toEqual({ ...file, userId: ana.userId, sound: null });
  expect(left()).toEqual([]);
  const { sha256 } = file;
  const held = readdirSync(join(server.dataDir, 'files', sha256.slice(0, 2)));
  expect(held).toEqual([sha256]);
});

it('FI12 what the bytes of a sound say goes with it, whatever its name is', async () => {
  const wav = wavOf({ frames: 96_000, sampleRate: 48_000, bits: 24, channels: 2 });
  const sounds = [];
  for (const bytes of [wav, wav.subarray(0, wav.length / 2)]) {
    const file = fileOf(trackId, bytes, { name: 'Bounce.mp3' });
    await client.create(file);
    await client.patch(file.versionId, 0, bytes);
    expect(await ended(file.versionId)).toEqual({ state: 'done' });
    sounds.push(rules.arrivals.get(file.versionId)?.sound);
  }
  const whole = {
    format: 'riff',
    seconds: 2,
    sampleRate: 48_000,
    bitsPerSample: 24,
    channels: 2,
    fault: null,
    obstacles: {},
  };
  expect(sounds).toEqual([whole, { ...whole, seconds: expect.closeTo(1, 2), fault: 'cut' }]);
});

it('FI3 an empty file is one, too', async () => {
  const file = fileOf(trackId, new Uint8Array());
  expect((await client.create(file)).status).toBe(201);
  expect(await ended(file.versionId)).toEqual({ state: 'done' });
});

it('FI3 other bytes than those promised are no file, and can be sent anew', async () => {
  const file = fileOf(trackId, small);
  await client.create(file);
  await client.patch(file.versionId, 0, bytesOf(10_000, 2));
  expect(await ended(file.versionId)).toEqual({ state: 'failed', reason: 'other-bytes' });
  expect(rules.arrivals.has(file.versionId)).toBe(false);
  expect((await client.head(file.versionId)).status).toBe(404);
  expect((await client.create(file)).status).toBe(201);
  await client.patch(file.versionId, 0, small);
  expect(await ended(file.versionId)).toEqual({ state: 'done' });
});

it('FI3 what the workspace does not take in any more has failed, and says why', async () => {
  const file = fileOf(trackId, small);
  rules.before(() => Promise.resolve(rules.limit(5)));
  await client.create(file);
  await client.patch(file.versionId, 0, small);
  expect(await ended(file.versionId)).toEqual({ state: 'failed', reason: 'limit-reached' });
  rules.before(() => Promise.resolve());
});

it('FI4 goes on where it was cut, again and again', async () => {
  const bytes = bytesOf(1_000_000);
  const file = fileOf(trackId, bytes);
  await client.create(file);
  let cuts = 0;
  for (let from = 0; from < bytes.length; cuts += 1) {
    const sent = await client.begin(file.versionId, from, bytes.length - from);
    const isLast = bytes.length - from <= 200_000;
    if (isLast) {
      const answer = answerTo(sent);
      sent.end(bytes.subarray(from));
      expect((await answer).status).toBe(204);
      break;
    }
    await new Promise((written) => sent.write(bytes.subarray(from, from + 200_000), written));
    // What is on its way when the line is cut may be lost; what the server had is not.
    await expect.poll(() => received(file.versionId), { interval: 5 }).toBeGreaterThan(from);
    sent.destroy();
    from = await client.offset(file.versionId);
  }
  expect(cuts).toBeGreaterThan(3);
  expect(await ended(file.versionId)).toEqual({ state: 'done' });
});

it('FI4 takes a line that is slow', async () => {
  const file = fileOf(trackId, small);
  await client.create(file);
  const sent = await client.begin(file.versionId, 0, null);
  const answer = answerTo(sent);
  for (let from = 0; from < small.length - 1_000; from += 1_000) {
    await new Promise((written) => sent.write(small.subarray(from, from + 1_000), written));
  }
  // Whoever asks how much has come interrupts nothing.
  const said = async () => (await client.state(file.versionId)).said;
  await expect.poll(said, { interval: 5 }).toEqual({ state: 'receiving', received: 9_000 });
  sent.end(small.subarray(-1_000));
  expect((await answer).headers['upload-offset']).toBe('10000');
  expect(await ended(file.versionId)).toEqual({ state: 'done' });
});

it('FI4 of two that send the same upload the later one goes on', async () => {
  const file = fileOf(trackId, small);
  await client.create(file);
  const first = await client.begin(file.versionId, 0, small.length);
  const firstAnswer = answerTo(first);
  first.write(small.subarray(0, 4_000));
  await expect.poll(() => client.offset(file.versionId), { interval: 5 }).toBe(4_000);
  expect((await firstAnswer).headers['upload-offset']).toBe('4000');
  first.destroy();
  const both = await Promise.all([
    client.patch(file.versionId, 4_000, small.subarray(4_000)),
    client.patch(file.versionId, 4_000, small.subarray(4_000)),
  ]);
  expect(both.map(({ status }) => status).sort()).toContain(204);
  expect(await ended(file.versionId)).toEqual({ state: 'done' });
});

it('FI4 what was announced twice is one upload, and what is done stays so', async () => {
  const file = fileOf(trackId, small);
  await client.create(file);
  await client.patch(file.versionId, 0, small.subarray(0, 3_000));
  expect((await client.create(file)).status).toBe(201);
  expect(await client.offset(file.versionId)).toBe(3_000);
  expect((await client.patch(file.versionId, 0, small)).status).toBe(409);
  expect((await client.create({ ...file, size: 5 })).status).toBe(400);
  await client.patch(file.versionId, 3_000, small.subarray(3_000));
  expect(await ended(file.versionId)).toEqual({ state: 'done' });
  const told = rules.told.length;
  expect((await client.create(file)).status).toBe(201);
  expect(await client.offset(file.versionId)).toBe(small.length);
  expect((await client.patch(file.versionId, 0, small)).status).toBe(409);
  const last = await client.patch(file.versionId, small.length, new Uint8Array());
  expect(last.status).toBe(204);
  expect(rules.told.length).toBe(told);
});

it('FI5 takes no more bytes than were said, whether counted before or not', async () => {
  const file = fileOf(trackId, small);
  await client.create(file);
  expect((await client.patch(file.versionId, 0, bytesOf(10_001))).status).toBe(413);
  const sent = await client.begin(file.versionId, 0, null);
  const answer = answerTo(sent);
  sent.end(bytesOf(100_000));
  expect((await answer).status).toBe(413);
  expect(await client.offset(file.versionId)).toBeLessThanOrEqual(10_000);
  await client.cancel(file.versionId);
});

it('FI5 says before the first byte what cannot be: too large, no room, no such track, no length', async () => {
  const before = left();
  const code = async (said: object, headers = {}) => {
    const { status, body } = await client.create({ ...fileOf(trackId, small), ...said }, headers);
    return [status, JSON.parse(body).code];
  };
  expect(await code({ size: 1_024 * 1_024 + 1 })).toEqual([413, 'too-large']);
  rules.limit(9_999);
  expect(await code({})).toEqual([507, 'limit-reached']);
  expect(await code({ trackId: uuid7(1) })).toEqual([404, 'not-found']);
  expect(await code({ name: 'x'.repeat(300) })).toEqual([400, 'bad-request']);
  expect(await code({ versionId: '../../feed' })).toEqual([400, 'bad-request']);
  expect(await code({}, { 'upload-length': '1e3' })).toEqual([400, 'bad-request']);
  expect(await code({}, { 'upload-length': '', 'upload-defer-length': '1' })).toEqual([
    400,
    'bad-request',
  ]);
  expect(await code({}, { origin: 'https://evil.example' })).toEqual([403, 'forbidden']);
  expect(left()).toEqual(before);
});

it('FI5 what is cancelled is gone; what has come is not cancelled', async () => {
  const before = left();
  const file = fileOf(trackId, small);
  await client.create(file);
  await client.patch(file.versionId, 0, small.subarray(0, 100));
  expect((await client.cancel(file.versionId)).status).toBe(204);
  expect((await client.head(file.versionId)).status).toBe(404);
  expect(left()).toEqual(before);
});

it('FI6 is nobody else’s, whoever they are', async () => {
  const file = fileOf(trackId, small);
  await client.create(file);
  await client.patch(file.versionId, 0, small.subarray(0, 100));
  rules.add(ben.userId, trackId);
  const other = tusClient(server.url, ben);
  const nobody = tusClient(server.url, { cookie: '' });
  const id = file.versionId;
  const statuses = async (who: TusClient) => [
    (await who.head(id)).status,
    (await who.state(id)).status,
    (await who.patch(id, 100, small.subarray(100))).status,
    (await who.cancel(id)).status,
  ];
  expect(await statuses(other)).toEqual([404, 404, 404, 404]);
  expect((await other.create(file)).status).toBe(400);
  expect(await statuses(nobody)).toEqual([401, 401, 401, 401]);
  expect(await client.offset(id)).toBe(100);
  await client.cancel(id);
});

it('FI6 who is removed amid an upload sends nothing more, and finds no upload', async () => {
  const file = fileOf(trackId, small);
  await client.create(file);
  const sent = await client.begin(file.versionId, 0, small.length);
  const ending = answerTo(sent);
  sent.write(small.subarray(0, 200));
  await awaitReceived(file.versionId, 200);
  rules.remove(ana.userId, trackId);
  expect((await ending).status).toBe(404);
  expect((await client.head(file.versionId)).status).toBe(404);
  expect((await client.state(file.versionId)).status).toBe(404);
  expect((await client.patch(file.versionId, 200, small.subarray(200))).status).toBe(404);
});

it('FI7 asking about an upload is never too often', async () => {
  const file = fileOf(trackId, small);
  await client.create(file);
  const statuses = new Set<number>();
  for (let round = 0; round < 20; round += 1) {
    const asked = await Promise.all(Array.from({ length: 70 }, () => client.head(file.versionId)));
    for (const { status } of asked) statuses.add(status);
  }
  expect([...statuses]).toEqual([200]);
  await client.cancel(file.versionId);
});

it('FI6 who signs out amid an upload sends nothing more', async () => {
  const cleo = await signUpPerson(server.url, 'Cleo Marsh');
  rules.add(cleo.userId, trackId);
  const hers = tusClient(server.url, cleo);
  const file = fileOf(trackId, small);
  await hers.create(file);
  const sent = await hers.begin(file.versionId, 0, small.length);
  const ending = answerTo(sent);
  sent.write(small.subarray(0, 100));
  await awaitReceived(file.versionId, 100);
  await fetch(`${server.url}/api/auth/sign-out`, {
    method: 'POST',
    headers: { cookie: cleo.cookie, origin: server.url, 'content-type': 'application/json' },
    body: '{}',
  });
  expect((await ending).status).toBe(404);
  expect((await hers.head(file.versionId)).status).toBe(401);
});

it('FI7 of one person six are received at once, and the others try again', async () => {
  const files = Array.from({ length: 7 }, () => fileOf(trackId, small));
  for (const file of files) await client.create(file);
  const sending = await Promise.all(
    files.slice(0, 6).map(async ({ versionId }) => {
      const sent = await client.begin(versionId, 0, small.length);
      const answer = answerTo(sent);
      sent.write(small.subarray(0, 1));
      await awaitReceived(versionId, 1);
      return { sent, answer };
    }),
  );
  const id = files.at(-1)?.versionId ?? '';
  expect((await client.patch(id, 0, small)).status).toBe(503);
  for (const { sent, answer } of sending) {
    sent.end(small.subarray(1));
    expect((await answer).status).toBe(204);
  }
  expect((await client.patch(id, 0, small)).status).toBe(204);
  for (const { versionId } of files) expect(await ended(versionId)).toEqual({ state: 'done' });
});

it('FI6 takes bytes, and the word that they are not wanted, from our own pages only', async () => {
  const file = fileOf(trackId, small);
  await client.create(file);
  const foreign = tusClient(server.url, ana, 'https://evil.example');
  expect((await foreign.patch(file.versionId, 0, small)).status).toBe(403);
  expect((await foreign.cancel(file.versionId)).status).toBe(403);
  expect(await client.offset(file.versionId)).toBe(0);
  await client.cancel(file.versionId);
});

it('FI4 begun twice at the same moment it is begun once', async () => {
  const file = fileOf(trackId, small);
  const begun = await Promise.all([client.create(file), client.create(file), client.create(file)]);
  expect(begun.map(({ status }) => status)).toContain(201);
  for (const { status } of begun) expect([201, 409]).toContain(status);
  expect((await client.patch(file.versionId, 0, small)).status).toBe(204);
  expect(await ended(file.versionId)).toEqual({ state: 'done' });
});

it('FI1 FI3 two people send the same bytes at once, and each has a version of one file', async () => {
  rules.add(ben.userId, trackId);
  const bytes = bytesOf(30_000, 77);
  const other = tusClient(server.url, ben);
  const [hers, his] = [fileOf(trackId, bytes), fileOf(trackId, bytes, { name: 'Same.wav' })];
  await Promise.all([client.create(hers), other.create(his)]);
  await Promise.all([client.patch(hers.versionId, 0, bytes), other.patch(his.versionId, 0, bytes)]);
  expect(await ended(hers.versionId)).toEqual({ state: 'done' });
  expect(await ended(his.versionId)).toEqual({ state: 'done' });
  expect(rules.arrivals.get(his.versionId)?.userId).toBe(ben.userId);
  expect(left().filter((name) => name.includes(his.versionId))).toEqual([]);
});
