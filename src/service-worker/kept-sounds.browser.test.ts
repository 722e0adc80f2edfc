/** This file tests the answers of the worker on a real cache, put together as it is kept by pages. */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { dropKeptCache, openKeptCache } from '#lib/storage/kept-cache.ts';
import { keptCacheName, lengthOfPart, partBytes, partsIn } from '#lib/storage/kept-parts.ts';
import { keepOwner, startLeaving } from '#lib/storage/owner-store.ts';
import { parseRange } from '#shared/base/byte-range.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { soundRoute } from '#shared/protocol/routes.ts';
import { answerSound } from './kept-sounds.ts';
import { onPush } from './on-push.ts';

const size = 2 * partBytes + 12_345;
const sound = Uint8Array.from({ length: size }, (_, at) => (at * 31 + (at >> 9)) % 251);
const etag = '"ab-sound"';
const said = new Headers({
  etag,
  'content-type': 'application/octet-stream',
  'content-security-policy': "default-src 'none'; sandbox",
  'content-length': '7',
  'content-range': 'bytes 0-6/7',
});

let userId: string;
let versionId: string;
/** @param parts all of them unless it is said which */
async function keep(parts = Array.from({ length: partsIn(size) }, (_, part) => part)) {
  const cache = await openKeptCache(userId);
  for (const part of parts) {
    const from = part * partBytes;
    const bytes = new Blob([sound.subarray(from, from + lengthOfPart(part, size))]);
    await cache.putPart({ versionId, part, size }, { bytes, headers: said });
  }
  return cache;
}
const ask = (init: RequestInit = {}, path = soundRoute(versionId)) =>
  answerSound(new Request(new URL(path, location.origin), init), location.origin);
const range = (asked: string, more: Record<string, string> = {}) =>
  ask({ headers: { range: asked, ...more } });

beforeEach(async () => {
  userId = uuid7(Date.now());
  versionId = uuid7(Date.now());
  await keepOwner(userId);
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response('network')));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await dropKeptCache(userId);
});

test('FI52 any range of a kept sound is that part of it, under the headers of the server', async () => {
  await (await keep()).markWhole(versionId, size);
  const place = fc.oneof(
    fc.nat(size + 10),
    fc
      .record({ part: fc.nat(2), off: fc.integer({ min: -2, max: 2 }) })
      .map(({ part, off }) => Math.max(0, part * partBytes + off)),
  );
  const asked = fc.oneof(
    fc.tuple(place, place).map(([from, to]) => `bytes=${Math.min(from, to)}-${Math.max(from, to)}`),
    place.map((from) => `bytes=${from}-`),
    place.map((length) => `bytes=-${length}`),
  );
  await fc.assert(
    fc.asyncProperty(asked, async (header) => {
      const answer = await range(header);
      const part = parseRange(header, size);
      if (part === 'none' || part === null) {
        expect(answer?.status).toBe(416);
        expect(answer?.headers.get('content-range')).toBe(`bytes */${size}`);
        return;
      }
      const { start, end } = part;
      expect(answer?.status).toBe(206);
      expect(Object.fromEntries(answer?.headers ?? [])).toEqual({
        etag,
        'answered-by': 'producer-dashboard',
        'content-type': 'application/octet-stream',
        'content-security-policy': "default-src 'none'; sandbox",
        'content-range': `bytes ${start}-${end}/${size}`,
        'content-length': String(end - start + 1),
      });
      const bytes = await answer?.bytes();
      expect(bytes?.length).toBe(end - start + 1);
      expect(indexedDB.cmp(bytes ?? [], sound.slice(start, end + 1))).toBe(0);
    }),
    { numRuns: 60 },
  );
  expect(fetch).not.toHaveBeenCalled();
});

test('FI52 all of it is given where no part is asked for, or one of other bytes', async () => {
  await (await keep()).markWhole(versionId, size);
  for (const answer of [await ask(), await range('bytes=1-2', { 'if-range': '"other"' })]) {
    expect(answer?.status).toBe(200);
    expect(answer?.headers.get('content-length')).toBe(String(size));
    expect(answer?.headers.has('content-range')).toBe(false);
    expect(indexedDB.cmp((await answer?.bytes()) ?? [], sound)).toBe(0);
  }
  expect((await range('bytes=1-2', { 'if-range': etag }))?.status).toBe(206);
  const head = await ask({ method: 'HEAD' });
  expect(head?.headers.get('content-length')).toBe(String(size));
  expect(await head?.text()).toBe('');
});

test('FI52 a part is read when it is asked for, one at a time', async () => {
  await (await keep()).markWhole(versionId, size);
  const answer = await range('bytes=0-');
  const match = vi.spyOn(Cache.prototype, 'match');
  const reader = answer?.body?.getReader();
  expect(match).not.toHaveBeenCalled();
  const first = await reader?.read();
  expect(first?.value?.length).toBe(partBytes);
  expect(match).toHaveBeenCalledTimes(1);
  await reader?.cancel();
});

test('FI52 what is not here as a whole is asked of the server', async () => {
  await keep([0, 1]);
  expect(await (await ask())?.text()).toBe('network');
  const asked = new Request(new URL(soundRoute(versionId), location.origin), {
    headers: { range: 'bytes=5-' },
  });
  await answerSound(asked, location.origin);
  expect(fetch).toHaveBeenLastCalledWith(asked);
});

test('FI52 nothing but what players ask for is answered', async () => {
  await (await keep()).markWhole(versionId, size);
  expect(ask({}, `${soundRoute(versionId)}?account=${userId}`)).toBeNull();
  expect(ask({}, soundRoute(versionId).replace('/sound', ''))).toBeNull();
  expect(ask({ method: 'POST' })).toBeNull();
  expect(ask({}, `https://other.example${soundRoute(versionId)}`)).toBeNull();
});

test('FI56 nothing of who has signed out, or of somebody else, is answered', async () => {
  await (await keep()).markWhole(versionId, size);
  expect((await ask())?.status).toBe(200);
  await startLeaving(userId);
  expect(await (await ask())?.text()).toBe('network');
  await keepOwner(uuid7(Date.now()));
  expect(await (await ask())?.text()).toBe('network');
});

test('FI54 a part that the browser has lost breaks the answer off, and the next is the server’s', async () => {
  const cache = await keep([0, 2]);
  await cache.markWhole(versionId, size);
  const answer = await range('bytes=0-');
  await expect(answer?.arrayBuffer()).rejects.toThrow();
  expect(await (await range('bytes=0-'))?.text()).toBe('network');
});

test('FI56 the worker takes along what a page could not', async () => {
  const cache = await keep();
  await cache.markWhole(versionId, size);
  const registration = {
    showNotification: () => Promise.resolve(),
    getNotifications: () => Promise.resolve([]),
    pushManager: { getSubscription: () => Promise.resolve(null) },
  } as unknown as ServiceWorkerRegistration;
  const push = () =>
    onPush(null, {
      registration,
      origin: location.origin,
      report: (error) => expect(error).toBeNull(),
    });
  await push();
  expect(await caches.has(keptCacheName(userId))).toBe(true);
  await startLeaving(userId);
  await push();
  expect(await caches.has(keptCacheName(userId))).toBe(false);
});
