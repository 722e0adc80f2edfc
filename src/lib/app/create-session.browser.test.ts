import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noticesKey } from '#lib/platform/remembered.ts';
import { applyPage } from '#lib/storage/apply-page.ts';
import { outboxRow } from '#lib/storage/command-sender.ts';
import { dropKeptCache, openKeptCache } from '#lib/storage/kept-cache.ts';
import { createWantedSounds, wantedKey } from '#lib/storage/wanted-sounds.ts';
import {
  notificationOf,
  openTestDevice,
  pageOf,
  type TestDevice,
} from '../../../tests/support/device.ts';
import { emptyDisk, fillDisk } from '../../../tests/support/full-disk.ts';
import { createSession, type OwnedSession } from './create-session.ts';

const rename = { name: 'track.rename.v1', args: { trackId: 't', title: 'Low Tide' } } as const;

let device: TestDevice;
let owned: OwnedSession;

beforeEach(async () => {
  device = await openTestDevice();
  const rows = [1, 2].map((n) => ({
    seq: n,
    op: 'upsert' as const,
    kind: 'notification' as const,
    id: `n${n}`,
    body: notificationOf(n),
  }));
  await applyPage(device.feed, device.account.userId, pageOf(rows));
  const { account, clock, report } = device;
  // What comes after the first screen never comes: nothing else writes.
  vi.useFakeTimers({ toFake: ['setTimeout', 'requestAnimationFrame'] });
  owned = createSession({
    account,
    clock,
    random: () => 0.5,
    report,
    onOffset: () => undefined,
    onReloadNeeded: () => undefined,
  });
  vi.useRealTimers();
});
afterEach(async () => {
  emptyDisk();
  await owned.session.dispose();
  await device.dispose();
  for (const key of [noticesKey, wantedKey(device.account.userId)]) localStorage.removeItem(key);
  await dropKeptCache(device.account.userId);
  vi.restoreAllMocks();
});

const refused = {
  ...outboxRow(rename, 1),
  id: 'c',
  n: 1,
  state: 'refused',
  code: 'not-allowed',
} as const;
const rows = async () =>
  (await device.acts.outbox.toArray()).map(({ id, state }) => ({ id, state }));
const told = (): unknown => JSON.parse(localStorage.getItem(noticesKey) ?? '[]');

/** What a person can do, and whether it is on the device. */
const doings = {
  async act() {
    await owned.session.acts.markRead([[2, 2]]);
    return (await device.acts.records.count()) === 2;
  },
  async command() {
    await owned.session.commands.send(rename);
    return (await rows()).length === 2;
  },
  async retry() {
    await owned.session.commands.retry('c');
    return (await rows()).every(({ state }) => state === 'waiting');
  },
  async discard() {
    await owned.session.commands.discard('c');
    return (await rows()).length === 0;
  },
  async draft() {
    const { drafts } = owned.session;
    drafts.keep('comment/t', { text: 'Louder', version: null });
    await drafts.whenKept();
    return (await device.acts.drafts.get('comment/t'))?.text === 'Louder';
  },
};
const names = ['act', 'command', 'retry', 'discard', 'draft'] as const;

test.each(names)(
  'IN7 no room for a %s: the oldest dismissed rows go, and it is kept',
  async (name) => {
    await device.acts.outbox.add(refused);
    await owned.session.acts.dismiss([[1, 1]]);
    fillDisk(device.acts.name, device.feed.name);
    expect(await doings[name]()).toBe(true);
    await expect.poll(told).toEqual([{ kind: 'rows-dropped', rows: 1 }]);
    expect(await device.feed.notifications.count()).toBe(1);
  },
);

test.each(names)('IN7 no room for a %s, and none to be made: that is told', async (name) => {
  await device.acts.outbox.add(refused);
  fillDisk(device.acts.name);
  expect(await doings[name]().catch(() => false)).toBe(false);
  await expect.poll(told).toEqual([{ kind: 'act-not-kept', isFull: true }]);
  expect(await rows()).toEqual([{ id: 'c', state: 'refused' }]);
});

/** Sounds of so many bytes are kept. */
async function keepSounds(sizes: Readonly<Record<string, number>>) {
  const cache = await openKeptCache(device.account.userId);
  for (const [versionId, size] of Object.entries(sizes)) {
    const said = { bytes: new Blob(['x'.repeat(size)]), headers: new Headers() };
    await cache.putPart({ versionId, part: 0, size }, said);
  }
  const wanted = createWantedSounds(localStorage, device.account.userId);
  wanted.add(Object.keys(sizes).map((id) => ({ fileId: `file of ${id}`, versionId: id })));
  return { left: () => wanted.list().map(({ versionId }) => versionId), cache };
}

test('FI55 kept sounds make room where no row can, the largest first, and that is said', async () => {
  const { left, cache } = await keepSounds({ v1: 10, v2: 30, v3: 20 });
  await owned.session.acts.dismiss([[1, 1]]);
  fillDisk(device.acts.name, device.feed.name);
  expect(await doings.act()).toBe(true);
  await expect.poll(told).toEqual([{ kind: 'rows-dropped', rows: 1 }]);
  expect(left()).toEqual(['v1', 'v2', 'v3']);

  fillDisk(device.acts.name);
  const remove = Cache.prototype.delete;
  vi.spyOn(Cache.prototype, 'delete').mockImplementation(function (this: Cache, ...entry) {
    emptyDisk();
    return remove.apply(this, entry);
  });
  await owned.session.commands.send(rename);
  expect(await device.acts.outbox.count()).toBe(1);
  expect(told()).toContainEqual({ kind: 'sound-dropped' });
  expect(left()).toEqual(['v1', 'v3']);
  expect([...(await cache.held()).keys()]).toEqual(['v1', 'v3']);
});
