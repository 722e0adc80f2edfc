/** Files are handed out over real sockets: in ranges, tamely, and to nobody who may not have them. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wavHeaderOf, wavSamplesOf } from '#shared/audio/wav-header.ts';
import { aiffOf, joined, readBytes, wavOf } from '../support/audio-samples.ts';
import { signUpPerson } from '../support/server.ts';
import { openFilesStudio, type FilesStudio } from './support/files-studio.ts';
import { answerTo, bytesOf, tusClient, type SentFile } from './support/tus-client.ts';

let studio: FilesStudio;
let mix: SentFile;
const html = Buffer.from(`<script>alert(document.cookie)</script>${'x'.repeat(1_000)}`);

beforeAll(async () => {
  studio = await openFilesStudio({ FILE_MB: '64' });
  mix = await studio.send(html, { name: 'mix "é"\u202e.wav' });
});
afterAll(() => studio.server.dispose());

const ask = (headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  answerTo(studio.client.get(mix.versionId, headers, method));

it('FI8 hands out the very bytes, as something to save, in which a browser believes nothing', async () => {
  const { status, headers, body } = await ask({ 'accept-encoding': 'gzip, br' });
  expect([status, body]).toEqual([200, html.toString('latin1')]);
  expect(headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': String(html.length),
    'x-content-type-options': 'nosniff',
    'content-disposition': `attachment; filename="mix ___.wav"; filename*=UTF-8''mix%20%22%C3%A9%22.wav`,
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-store, no-transform',
    'accept-ranges': 'bytes',
    etag: `"${mix.sha256}"`,
  });
  expect(headers).not.toHaveProperty('content-encoding');
});

it('FI9 hands out a part, where it is the part of what was asked for', async () => {
  const part = await ask({ range: 'bytes=1-6' });
  expect([part.status, part.body]).toEqual([206, 'script']);
  expect(part.headers['content-range']).toBe(`bytes 1-6/${html.length}`);
  expect(part.headers['content-length']).toBe('6');
  const etag = `"${mix.sha256}"`;
  expect((await ask({ range: 'bytes=-1', 'if-range': etag })).body).toBe('x');
  expect((await ask({ range: 'bytes=-1', 'if-range': '"another"' })).status).toBe(200);
  const beyond = await ask({ range: `bytes=${html.length}-` });
  expect([beyond.status, beyond.headers['content-range']]).toEqual([416, `bytes */${html.length}`]);
  const head = await ask({ range: 'bytes=1-6' }, 'HEAD');
  expect([head.status, head.body]).toEqual([200, '']);
  expect(head.headers).toMatchObject({ 'content-length': String(html.length), etag });
});

it('AU12 FI9 hands out the sound in a form that players take, in ranges, to the same people', async () => {
  const aiff = aiffOf({ bits: 24, frames: 90_000 });
  const { facts } = readBytes(aiff);
  if (facts.kind !== 'pcm') throw new Error('It is no sound.');
  const wav = Buffer.from(
    joined(wavHeaderOf(facts), wavSamplesOf(facts, aiff.subarray(facts.dataFrom, facts.dataTo))),
  );
  const { versionId, sha256 } = await studio.send(aiff, { name: 'bounce.aif' });
  const sound = (headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
    answerTo(studio.client.get(`${versionId}/sound`, headers, method));
  const whole = await sound();
  expect([whole.status, whole.body === wav.toString('latin1')]).toEqual([200, true]);
  expect(whole.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': String(wav.length),
    'cache-control': 'private, no-store, no-transform',
    etag: `"${sha256}-sound"`,
  });
  const part = await sound({ range: 'bytes=40-250001' });
  expect(part.status).toBe(206);
  expect(part.headers['content-range']).toBe(`bytes 40-250001/${wav.length}`);
  expect(part.body === wav.subarray(40, 250_002).toString('latin1')).toBe(true);
  expect((await sound({}, 'HEAD')).headers['content-length']).toBe(String(wav.length));
  const cara = await signUpPerson(studio.server.url, 'Cara Lind');
  const theirs = tusClient(studio.server.url, cara).get(`${versionId}/sound`);
  expect((await answerTo(theirs)).status).toBe(404);
  // What is no sound is not played.
  expect((await answerTo(studio.client.get(`${mix.versionId}/sound`))).status).toBe(404);
});

it('FI8 a page behind the header of a sound is a sound, and never a page', async () => {
  const disguised = Buffer.concat([Buffer.from(wavOf({ frames: 10 })), html]);
  const { versionId } = await studio.send(disguised, { name: 'mix.html' });
  for (const path of [versionId, `${versionId}/sound`]) {
    const { status, headers } = await answerTo(studio.client.get(path));
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(headers['content-disposition']).toMatch(/^attachment;/u);
  }
});

it('FI8 hands out an empty file', async () => {
  const { versionId } = await studio.send(Buffer.alloc(0), { name: 'silence.wav' });
  const answer = await answerTo(studio.client.get(versionId));
  expect([answer.status, answer.body, answer.headers['content-length']]).toEqual([200, '', '0']);
  const part = await answerTo(studio.client.get(versionId, { range: 'bytes=0-' }));
  expect(part.status).toBe(416);
});

it('FI10 gives nothing to whoever may not see it, nor to whoever asks for what is none', async () => {
  const ben = await signUpPerson(studio.server.url, 'Ben Okafor');
  const status = async (who: { readonly cookie: string }, id: string) =>
    (await answerTo(tusClient(studio.server.url, who).get(id))).status;
  expect(await status(ben, mix.versionId)).toBe(404);
  expect(await status({ cookie: '' }, mix.versionId)).toBe(401);
  expect(await status(studio.ana, mix.fileId)).toBe(404);
  expect(await status(studio.ana, '..%2F..%2Ffeed.db')).toBe(404);
});

it('FI10 who is gone before the first byte leaves no file open', async () => {
  const sound = await studio.send(aiffOf({ bits: 24, frames: 90_000 }), { name: 'take.aif' });
  for (const path of [sound.versionId, `${sound.versionId}/sound`]) {
    for (let request = 0; request < 40; request += 1) {
      const asked = studio.client.get(path);
      asked.on('error', () => undefined);
      await once(asked, 'finish');
      asked.destroy();
    }
  }
  // All of them were answered, or given up, before this one is.
  expect((await answerTo(studio.client.get(sound.versionId))).status).toBe(200);
  await expect.poll(() => studio.open(), { interval: 10, timeout: 10_000 }).toBe(0);
  expect(studio.server.log()).not.toContain('"level":50');
});

/** Begins to listen to a large file, and does not read on. */
async function listening(file: SentFile): Promise<IncomingMessage> {
  const [response]: IncomingMessage[] = await once(studio.client.get(file.versionId), 'response');
  if (!response) throw new Error('no answer');
  response.on('error', () => undefined);
  await once(response, 'readable');
  expect(studio.open()).toBe(1);
  return response;
}
const awaitClosed = () => expect.poll(() => studio.open(), { interval: 10 }).toBe(0);

it('FI10 who is removed amid a download gets nothing more, and whoever stops listening holds nothing', async () => {
  const { rules, ana, trackId } = studio;
  const large = await studio.send(bytesOf(40_000_000), { name: 'album.wav' });
  const response = await listening(large);
  rules.remove(ana.userId, trackId);
  await awaitClosed();
  const closed = new Promise((resolve) => response.once('close', resolve));
  let size = 0;
  response.on('data', (piece: Buffer) => (size += piece.length));
  await closed;
  expect(size).toBeLessThan(large.size);
  expect((await answerTo(studio.client.get(large.versionId))).status).toBe(404);
  rules.add(ana.userId, trackId);

  const left = await listening(large);
  left.destroy();
  await awaitClosed();
  expect(studio.server.log()).not.toContain('fault');
});

it('FI7 FI10 one person gets 24 files at once and is asked to wait with more, and nobody else is', async () => {
  const { rules, trackId, server, client } = studio;
  const large = await studio.send(bytesOf(40_000_000, 2), { name: 'album.wav' });
  const begin = async (): Promise<IncomingMessage> => {
    const [response]: IncomingMessage[] = await once(client.get(large.versionId), 'response');
    if (!response) throw new Error('no answer');
    return response.on('error', () => undefined);
  };
  const listeners = await Promise.all(Array.from({ length: 24 }, begin));
  expect(listeners.map(({ statusCode }) => statusCode)).toEqual(listeners.map(() => 200));
  const more = await answerTo(client.get(large.versionId, { range: 'bytes=0-0' }));
  expect([more.status, more.headers['retry-after']]).toEqual([503, '1']);
  expect(JSON.parse(more.body)).toMatchObject({ code: 'unavailable' });
  expect(studio.open()).toBe(24);
  const ben = await signUpPerson(server.url, 'Ben Osei');
  rules.add(ben.userId, trackId);
  const part = { range: 'bytes=0-0' };
  expect((await answerTo(tusClient(server.url, ben).get(large.versionId, part))).status).toBe(206);
  for (const listener of listeners) listener.destroy();
  await awaitClosed();
  expect((await answerTo(client.get(large.versionId, part))).status).toBe(206);
});
