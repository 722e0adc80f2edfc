/** This file tests the keeping of sounds on real caches and databases; a function is the server. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keptCacheName, partBytes } from '#lib/storage/kept-parts.ts';
import { dropKeptCache, openKeptCache, waveformsCacheName } from '#lib/storage/kept-cache.ts';
import { createWantedSounds, wantedKey, wantedMost } from '#lib/storage/wanted-sounds.ts';
import { parseRange } from '#shared/base/byte-range.ts';
import { createValue } from '#shared/base/observable.ts';
import { waveformPath } from '#shared/protocol/waveform.ts';
import type { File } from '#shared/workspace/entities.ts';
import { ofServer } from '../../../tests/support/of-server.ts';
import { openTestDevice, type TestDevice } from '../../../tests/support/device.ts';
import { fileOf, versionOf } from '../../../tests/support/kept-files.ts';
import { createKeeper, type Keeper } from './keeper.ts';

const size = 3 * partBytes + 100;
const sound = new Uint8Array(size).fill(5);

const outline = { version: 1, seconds: 3, peaks: [1, 2, 3], loudness: -9 };

let device: TestDevice;
let server: ReturnType<typeof createServer>;
const tabs: Keeper[] = [];

/** Hands out sounds as the sync server does; it may be cut, and counts what it was asked for. */
function createServer() {
  const asked: string[] = [];
  const outlined: string[] = [];
  const gone = new Set<string>();
  const etags = new Map<string, string>();
  const line = { isCut: false, cutAfter: Number.POSITIVE_INFINITY };
  const ask: typeof fetch = (path, init) => {
    const address = typeof path === 'string' ? path : '';
    const [, versionId = ''] = /files\/(.+)\/sound\?account=/.exec(address) ?? [];
    const given = new Headers(init?.headers);
    if (asked.length >= line.cutAfter) line.isCut = true;
    if (line.isCut) return Promise.reject(new TypeError('no network'));
    if (address.endsWith('/waveform')) {
      outlined.push(address);
      return Promise.resolve(ofServer(JSON.stringify(outline)));
    }
    asked.push(`${init?.method ?? versionId} ${given.get('range') ?? versionId}`);
    if (gone.has(versionId)) {
      const headers = { 'content-type': 'application/problem+json' };
      return Promise.resolve(ofServer('{}', { status: 404, headers }));
    }
    const etag = etags.get(versionId) ?? `"${versionId}"`;
    const condition = given.get('if-range');
    const isSame = condition === null || condition === etag;
    const range = parseRange(given.get('range'), size);
    if (!isSame || range === null || range === 'none') {
      return Promise.resolve(ofServer(sound, { headers: { etag } }));
    }
    const { start, end } = range;
    const headers = { etag, 'content-range': `bytes ${start}-${end}/${size}` };
    const body = sound.slice(start, end + 1);
    return Promise.resolve(ofServer(body, { status: 206, headers }));
  };
  return { asked, outlined, gone, etags, line, ask };
}

const rangeOf = (part: number) =>
  `bytes=${part * partBytes}-${Math.min(size, (part + 1) * partBytes) - 1}`;

async function openTab(isLeading = true) {
  const leads = createValue(isLeading);
  const keeper = createKeeper({
    userId: device.account.userId,
    feed: device.feed,
    engine: 'chromium',
    leads,
    fetch: (...request) => server.ask(...request),
    random: () => 0.5,
    report: device.report,
  });
  tabs.push(keeper);
  let states: ReadonlyMap<string, unknown> = new Map();
  const seen: string[] = [];
  keeper.states().subscribe((next) => {
    states = next;
    seen.push(JSON.stringify([...next]));
  });
  return { keeper, leads, seen, state: (fileId = 'f1') => states.get(fileId) };
}
const put = (file: File) =>
  device.feed.files.put({ id: file.id, seq: 1, epoch: 'e1', trackId: file.trackId, body: file });
const held = async () => (await openKeptCache(device.account.userId)).held();
const wanted = () => createWantedSounds(localStorage, device.account.userId);
const wish = { fileId: 'f1', versionId: 'v1' };
/** Another tab has written it. */
const onStorage = () =>
  dispatchEvent(new StorageEvent('storage', { key: wantedKey(device.account.userId) }));

beforeEach(async () => {
  device = await openTestDevice();
  server = createServer();
  await put(fileOf('f1', [versionOf('v1', { size })]));
  await put(fileOf('f2', [versionOf('w1', { size })]));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(tabs.splice(0).map((tab) => tab.dispose()));
  await dropKeptCache(device.account.userId);
  localStorage.removeItem(wantedKey(device.account.userId));
  expect(device.faults).toEqual([]);
  await device.dispose();
});

test('FI50 FI51 what is wanted comes here part by part, and it is said how it stands', async () => {
  const tab = await openTab();
  tab.keeper.keep([wish]);
  await expect.poll(() => tab.state()).toEqual({ kind: 'here', bytes: size });
  expect(server.asked).toEqual([
    `v1 bytes=0-${partBytes - 1}`,
    ...[1, 2, 3].map((part) => `v1 ${rangeOf(part)}`),
  ]);
  const coming = { kind: 'coming', bytes: 2 * partBytes, held: 2 * partBytes, size };
  expect(tab.seen).toContain(JSON.stringify([['f1', { ...coming, isWaiting: false }]]));
  expect(wanted().list()).toEqual([{ ...wish, isWhole: true }]);
});

test('FI51 after a cut it goes on by the parts that are missing, in whatever tab', async () => {
  server.line.cutAfter = 2;
  const first = await openTab();
  first.keeper.keep([wish]);
  await expect.poll(() => first.state()).toMatchObject({ held: 2 * partBytes, isWaiting: true });
  await first.keeper.dispose();
  Object.assign(server.line, { isCut: false, cutAfter: Number.POSITIVE_INFINITY });
  const next = await openTab();
  await expect.poll(() => next.state()).toMatchObject({ kind: 'here' });
  expect(server.asked.slice(2)).toEqual([2, 3].map((part) => `v1 ${rangeOf(part)}`));
});

test('FI51 it tries again by itself, and at once when the way may be open', async () => {
  server.line.isCut = true;
  const tab = await openTab();
  tab.keeper.keep([wish]);
  await expect.poll(() => tab.state()).toMatchObject({ isWaiting: true });
  server.line.isCut = false;
  tab.keeper.hint();
  await expect.poll(() => tab.state()).toMatchObject({ kind: 'here' });
});

test('FI51 other bytes than those it was begun with are begun anew', async () => {
  server.line.cutAfter = 2;
  const tab = await openTab();
  tab.keeper.keep([wish]);
  await expect.poll(() => tab.state()).toMatchObject({ isWaiting: true });
  server.etags.set('v1', '"restored"');
  Object.assign(server.line, { isCut: false, cutAfter: Number.POSITIVE_INFINITY });
  tab.keeper.hint();
  await expect.poll(() => tab.state()).toMatchObject({ kind: 'here' });
  expect(server.asked.slice(2)).toEqual([
    `v1 ${rangeOf(2)}`,
    `v1 bytes=0-${partBytes - 1}`,
    ...[1, 2, 3].map((part) => `v1 ${rangeOf(part)}`),
  ]);
  expect(await (await openKeptCache(device.account.userId)).etagOf('v1')).toBe('"restored"');
});

test('FI50 a newer version comes by itself, and the one before goes when it is here', async () => {
  const tab = await openTab();
  tab.keeper.keep([wish]);
  await expect.poll(() => tab.state()).toMatchObject({ kind: 'here' });
  server.line.cutAfter = server.asked.length + 1;
  await put(fileOf('f1', [versionOf('v1', { size }), versionOf('v2', { number: 2, size })]));
  await expect.poll(() => tab.state()).toMatchObject({ held: partBytes, isWaiting: true });
  expect((await held()).get('v1')?.isWhole).toBe(true);
  Object.assign(server.line, { isCut: false, cutAfter: Number.POSITIVE_INFINITY });
  tab.keeper.hint();
  await expect.poll(() => tab.state()).toEqual({ kind: 'here', bytes: size });
  await expect.poll(async () => [...(await held()).keys()]).toEqual(['v2']);
});

test('FI50 what is given up goes, and the cache with the last of it', async () => {
  const tab = await openTab();
  tab.keeper.keep([wish, { fileId: 'f2', versionId: 'w1' }]);
  await expect.poll(() => tab.state('f2')).toMatchObject({ kind: 'here' });
  tab.keeper.drop(['f1']);
  await expect.poll(async () => [...(await held()).keys()]).toEqual(['w1']);
  tab.keeper.drop(['f2']);
  await expect.poll(() => caches.has(keptCacheName(device.account.userId))).toBe(false);
  expect(tab.state('f2')).toBeUndefined();
});

test('FI50 what is given up amid its coming is broken off', async () => {
  const given = vi.fn<typeof fetch>(
    (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('broken off')));
      }),
  );
  server.ask = given;
  const tab = await openTab();
  tab.keeper.keep([wish]);
  await expect.poll(() => given.mock.calls.length).toBe(1);
  tab.keeper.drop(['f1']);
  await expect.poll(() => tab.state()).toBeUndefined();
});

test('FI53 what this device knows no more goes when the server says that it is gone', async () => {
  const tab = await openTab();
  tab.keeper.keep([wish]);
  await expect.poll(() => tab.state()).toMatchObject({ kind: 'here' });
  server.line.isCut = true;
  await device.feed.files.delete('f1');
  await expect.poll(() => tab.state()).toBeUndefined();
  expect((await held()).has('v1')).toBe(true);
  server.line.isCut = false;
  server.gone.add('v1');
  tab.keeper.hint();
  await expect.poll(async () => (await held()).has('v1')).toBe(false);
  expect(wanted().list()).toEqual([]);
});

test('FI53 a device that begins anew loses no copy: the server has it still', async () => {
  const tab = await openTab();
  tab.keeper.keep([wish]);
  await expect.poll(() => tab.state()).toMatchObject({ kind: 'here' });
  const file = (await device.feed.files.get('f1'))?.body;
  await device.feed.files.delete('f1');
  await expect.poll(() => server.asked.at(-1)).toBe('HEAD v1');
  if (file) await put(file);
  await expect.poll(() => tab.state()).toMatchObject({ kind: 'here' });
});

test('FI53 what the server refuses to this person is wanted no more', async () => {
  server.gone.add('v1');
  const tab = await openTab();
  tab.keeper.keep([wish, { fileId: 'f2', versionId: 'w1' }]);
  await expect.poll(() => tab.state('f2')).toMatchObject({ kind: 'here' });
  expect(wanted().list()).toEqual([{ fileId: 'f2', versionId: 'w1', isWhole: true }]);
});

/** Of which versions this device has the outline. */
const outlines = async () => {
  const cache = await caches.open(waveformsCacheName(device.account.userId));
  return (await cache.keys()).map(({ url }) => new URL(url).pathname);
};

test('FI59 a sound is kept with its outline, which goes with it when it is gone', async () => {
  const tab = await openTab();
  tab.keeper.keep([wish]);
  await expect.poll(outlines).toEqual([waveformPath('v1')]);
  // What was drawn once is not asked for again.
  tab.keeper.drop(['f1']);
  await expect.poll(() => tab.state()).toBeUndefined();
  tab.keeper.keep([wish]);
  await expect.poll(() => tab.state()).toMatchObject({ kind: 'here' });
  expect(server.outlined).toEqual([waveformPath('v1')]);
  server.gone.add('v1');
  await device.feed.files.clear();
  await expect.poll(outlines).toEqual([]);
});

test('IN13 what was drawn once is drawn again, also where no sound is kept', async () => {
  const cache = await caches.open(waveformsCacheName(device.account.userId));
  await cache.put(waveformPath('v1'), Response.json(outline));
  const tab = await openTab();
  await expect.poll(() => tab.seen).toContain('[]');
  tab.keeper.keep([wish]);
  await expect.poll(() => tab.state()).toMatchObject({ kind: 'here' });
  tab.keeper.drop(['f1']);
  await expect.poll(() => tab.state()).toBeUndefined();
  expect(await outlines()).toEqual([waveformPath('v1')]);
  expect(server.outlined).toEqual([]);
});

test('FI54 a copy that the browser has removed is missed, and comes again when it is asked for', async () => {
  const first = await openTab();
  first.keeper.keep([wish]);
  await expect.poll(() => first.state()).toMatchObject({ kind: 'here' });
  await first.keeper.dispose();
  await dropKeptCache(device.account.userId);
  const asked = server.asked.length;
  const next = await openTab();
  await expect.poll(() => next.state()).toEqual({ kind: 'removed', bytes: 0 });
  expect(server.asked.length).toBe(asked);
  next.keeper.keep([wish]);
  await expect.poll(() => next.state()).toMatchObject({ kind: 'here' });
});

test('FI55 nothing is begun that would take the room the app needs, and it goes on when there is some', async () => {
  const full = { usage: 900_000_000, quota: 900_000_000 + 60_000_000 };
  const estimate = vi.spyOn(navigator.storage, 'estimate').mockResolvedValue(full);
  const tab = await openTab();
  tab.keeper.keep([wish]);
  await expect.poll(() => tab.state()).toEqual({ kind: 'no-room', bytes: 0 });
  expect(server.asked).toEqual([]);
  estimate.mockResolvedValue({ ...full, quota: 2_000_000_000 });
  tab.keeper.hint();
  await expect.poll(() => tab.state()).toMatchObject({ kind: 'here' });
});

test('FI55 what does not fit gives its room back, and holds up nothing else', async () => {
  const { put: store } = Cache.prototype;
  vi.spyOn(Cache.prototype, 'put').mockImplementation(function (this: Cache, key, answer) {
    const isFull = typeof key === 'string' && /v1.*part=2/.test(key);
    if (isFull) return Promise.reject(new DOMException('no room', 'QuotaExceededError'));
    return store.call(this, key, answer);
  });
  const tab = await openTab();
  tab.keeper.keep([wish, { fileId: 'f2', versionId: 'w1' }]);
  await expect.poll(() => tab.state('f2')).toMatchObject({ kind: 'here' });
  expect(tab.state()).toEqual({ kind: 'no-room', bytes: 0 });
  expect([...(await held()).keys()]).toEqual(['w1']);
});

test('FI55 the list of wishes has an end, and who finds no place on it is told', async () => {
  const tab = await openTab();
  server.line.isCut = true;
  const many = Array.from({ length: wantedMost }, (_, at) => ({
    fileId: `x${at}`,
    versionId: `y${at}`,
  }));
  wanted().add(many);
  tab.keeper.keep([wish]);
  await expect.poll(() => tab.state()).toEqual({ kind: 'no-room', bytes: 0 });
  expect(wanted().list().length).toBe(wantedMost);
});

test('FI51 one tab fetches, and the others say what it says', async () => {
  const leader = await openTab();
  const other = await openTab(false);
  other.keeper.keep([wish]);
  onStorage();
  await expect.poll(() => other.state()).toEqual({ kind: 'here', bytes: size });
  expect(leader.state()).toEqual(other.state());
  expect(server.asked.length).toBe(4);
  // One that is opened later hears it too, and goes on when it leads.
  const late = await openTab(false);
  await expect.poll(() => late.state()).toEqual({ kind: 'here', bytes: size });
  leader.leads.set(false);
  late.leads.set(true);
  late.keeper.drop(['f1']);
  await expect.poll(() => other.state()).toBeUndefined();
  expect((await held()).size).toBe(0);
});

test('FI56 once it has ended, amid whatever, nothing is written any more', async () => {
  const tab = await openTab();
  const { ask } = server;
  let ending: Promise<void> | undefined;
  server.ask = (...request) => {
    // As a sign-out does: what runs is ended, then everything is deleted.
    if (server.asked.length === 2) {
      ending = tab.keeper.dispose().then(() => dropKeptCache(device.account.userId));
    }
    return ask(...request);
  };
  const store = vi.spyOn(Cache.prototype, 'put');
  tab.keeper.keep([wish]);
  await expect.poll(() => ending !== undefined).toBe(true);
  await ending;
  const stored = store.mock.calls.length;
  dispatchEvent(new StorageEvent('storage', { key: wantedKey(device.account.userId) }));
  tab.keeper.hint();
  tab.leads.set(true);
  await put(fileOf('f1', [versionOf('v1', { size }), versionOf('v2', { number: 2, size })]));
  expect(await caches.has(keptCacheName(device.account.userId))).toBe(false);
  expect(store.mock.calls.length).toBe(stored);
  expect(server.asked.length).toBe(3);
});
