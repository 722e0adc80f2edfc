import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ofServer } from '../../../tests/support/of-server.ts';
import { askForPart, findSound, type PartAnswer } from './sound-part.ts';

const etag = '"ab-sound"';
const bytes = new Uint8Array(10).fill(7);
const problem = { 'content-type': 'application/problem+json' };
const ranged = (range: string, more: Record<string, string> = {}) => ({
  etag,
  'content-range': `bytes ${range}`,
  ...more,
});

const over = new AbortController();
const asking = (ask: typeof fetch) => ({
  ask,
  userId: 'ana',
  versionId: 'v1',
  signal: over.signal,
});
/** @param answer what the server says to a question for the bytes from 20 to 29 */
const part = (answer: Response | Error, said = etag): Promise<PartAnswer> =>
  askForPart(
    asking(() => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer))),
    { start: 20, end: 29 },
    said,
  );

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('FI51 asks for the part of the sound that was begun with, in the name of the account', async () => {
  const ask = vi.fn<typeof fetch>(() =>
    Promise.resolve(ofServer(bytes, { status: 206, headers: ranged('20-29/95') })),
  );
  const answer = await askForPart(asking(ask), { start: 20, end: 29 }, etag);
  expect(answer).toMatchObject({ kind: 'part', size: 95, bytes: { size: 10 } });
  const [path, init] = ask.mock.calls[0] ?? [];
  expect(path).toBe('/api/files/v1/sound?account=ana');
  expect(init?.headers).toEqual({ range: 'bytes=20-29', 'if-range': etag });
});

it('FI51 the last part is as long as what is left', async () => {
  const short = ofServer(bytes.subarray(0, 5), { status: 206, headers: ranged('20-24/25') });
  expect(await part(short)).toMatchObject({ kind: 'part', size: 25 });
});

it.each([
  ['another part than was asked for', ofServer(bytes, { status: 206, headers: ranged('0-9/95') })],
  ['fewer bytes than were said', ofServer('cut', { status: 206, headers: ranged('20-29/95') })],
  ['no place', ofServer(bytes, { status: 206 })],
  ['all of it, by a network without ranges', ofServer(bytes, { headers: { etag } })],
  [
    'a page of a hotel',
    new Response('sign in', { status: 404, headers: { 'content-type': 'text/html' } }),
  ],
  ['a fault', ofServer('{}', { status: 503, headers: problem })],
  ['no answer', new TypeError('no network')],
])('FI51 nothing is made of %s', async (_, answer) => {
  expect(await part(answer)).toEqual({ kind: 'failed' });
});

it('FI51 other bytes are told from the same', async () => {
  const other = ofServer(bytes, { headers: { etag: '"cd-sound"' } });
  expect(await part(other.clone())).toEqual({ kind: 'changed' });
  // Where nothing was begun, an answer without ranges is only that.
  expect(await part(other, '')).toEqual({ kind: 'failed' });
});

it.each([
  [404, 'gone'],
  [401, 'sign-in'],
  [409, 'sign-in'],
])('FI53 %i means %s', async (status, kind) => {
  expect(await part(ofServer('{}', { status, headers: problem }))).toEqual({ kind });
});

it('FI53 IN12 the server is asked whether a sound is there, and may not say', async () => {
  const said = (answer: Response | Error) =>
    findSound(
      asking(() => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer))),
    );
  expect(await said(ofServer(null, { headers: { 'accept-ranges': 'bytes' } }))).toBe('there');
  // A page to sign in to a network says of anything that it is there, another one that it is not.
  for (const status of [200, 401, 404]) {
    const headers = { ...problem, 'accept-ranges': 'bytes' };
    expect(await said(new Response(null, { status, headers }))).toBe('failed');
  }
  expect(await said(ofServer(null))).toBe('failed');
  expect(await said(ofServer(null, { status: 404, headers: problem }))).toBe('gone');
  expect(await said(ofServer(null, { status: 401, headers: problem }))).toBe('sign-in');
  expect(await said(new TypeError('no network'))).toBe('failed');
});

it('FI51 a line is cut when nothing came for 20 seconds, however long it takes in all', async () => {
  let give: (piece: Uint8Array) => void = () => undefined;
  const ask: typeof fetch = (_, init) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        give = (piece) => controller.enqueue(piece);
        init?.signal?.addEventListener('abort', () => controller.error(new Error('cut')));
      },
    });
    return Promise.resolve(ofServer(body, { status: 206, headers: ranged('20-29/95') }));
  };
  const asked = askForPart(asking(ask), { start: 20, end: 29 }, etag);
  let isOver = false;
  void asked.then(() => (isOver = true));
  for (let sent = 0; sent < 5; sent += 1) {
    await vi.advanceTimersByTimeAsync(15_000);
    give(bytes.subarray(0, 1));
  }
  await vi.advanceTimersByTimeAsync(19_000);
  expect(isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(await asked).toEqual({ kind: 'failed' });
});
