/** The queue of one tab, and what is left of it for the next. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TracksHere } from '#lib/storage/tracks-here.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { createValue } from '#shared/base/observable.ts';
import { closeForGood } from '#lib/storage/reopen.ts';
import { openUploadsDatabase } from '#lib/storage/uploads-database.ts';
import { firstOf } from '../../../tests/support/device.ts';
import { emptyDisk, fillDisk } from '../../../tests/support/full-disk.ts';
import {
  fileOf,
  full,
  idOf,
  ofTrack as track,
  openServer,
  openUploadTab,
  states,
  wheres,
  type Tab,
  type UploadTabOptions,
} from '../../../tests/support/upload-tabs.ts';
import { UploadRefused, UploadWaits } from './upload-faults.ts';

let server: ReturnType<typeof openServer>;
let userId: string;
let faults: unknown[];
const tabs: Tab[] = [];
beforeEach(() => {
  userId = uuid7(Date.now());
  server = openServer();
  faults = [];
});
afterEach(async () => {
  emptyDisk();
  await Promise.all(tabs.splice(0).map((tab) => tab.close()));
  expect(faults).toEqual([]);
});
async function openTab(options: Partial<UploadTabOptions> = {}): Promise<Tab> {
  const tab = await openUploadTab({ userId, sender: server.sender, faults, ...options });
  tabs.push(tab);
  return tab;
}

test('FI31 files wait on the device, and go on in a page that comes after, in the order of choosing', async () => {
  const first = await openTab();
  server.scripts.set('Stems/Kick.wav', server.hang);
  await first.add(
    track,
    ['Stems/Kick.wav', 'Stems/Snare.wav', 'Empty.txt'].map((name) =>
      fileOf(name, name === 'Empty.txt' ? '' : name),
    ),
  );
  await expect.poll(() => wheres(first)).toEqual(['device']);
  await expect
    .poll(() => states(first))
    .toEqual({ 'Stems/Kick.wav': 'sending', 'Stems/Snare.wav': 'waiting', 'Empty.txt': 'waiting' });
  await expect.poll(first.unsent).toBe(3);
  await first.close();
  server.scripts.clear();
  const second = await openTab();
  await expect
    .poll(() => server.arrived)
    .toEqual(['Stems/Kick.wav: Stems/Kick.wav', 'Stems/Snare.wav: Stems/Snare.wav', 'Empty.txt: ']);
  await expect.poll(second.shown).toEqual([]);
  await expect.poll(second.unsent).toBe(0);
});

test('FI31 what the device has no room for stays in its page, and is told of when that was closed', async () => {
  const first = await openTab({ browser: full });
  server.scripts.set('Kick.wav', server.hang);
  await first.add(track, [fileOf('Kick.wav', 'as large as it was')]);
  await expect.poll(() => states(first)).toEqual({ 'Kick.wav': 'sending' });
  expect(wheres(first)).toEqual(['this-page']);
  const second = await openTab();
  await expect.poll(() => wheres(second)).toEqual(['other-page']);
  await first.close();
  await second.add(track, [fileOf('Snare.wav')]);
  await expect.poll(() => server.arrived).toEqual(['Snare.wav: Snare.wav']);
  await expect
    .poll(() => second.shown().map(({ state, why }) => [state, why]))
    .toEqual([['failed', 'page-closed']]);
});

test('FI31 a device that takes nothing keeps no file from being sent', async () => {
  const tab = await openTab();
  fillDisk(`uploads-${userId}`);
  let go = () => {};
  server.scripts.set('Kick.wav', () => new Promise((resolve) => (go = resolve)));
  await tab.add(track, [fileOf('Kick.wav')]);
  await expect.poll(() => states(tab)).toEqual({ 'Kick.wav': 'sending' });
  expect(wheres(tab)).toEqual(['this-page']);
  go();
  await expect.poll(() => server.arrived).toEqual(['Kick.wav: Kick.wav']);
  await expect.poll(tab.shown).toEqual([]);
});

test('FI33 what cannot be taken is told, what only waits is not called so, and the rest goes on', async () => {
  const tab = await openTab();
  server.scripts.set('Album.wav', () => Promise.reject(new UploadRefused('too-large')));
  server.scripts.set('Kick.wav', () => Promise.reject(new UploadWaits('offline')));
  await tab.add(
    track,
    ['Album.wav', 'Kick.wav', 'Snare.wav'].map((name) => fileOf(name)),
  );
  await expect
    .poll(() => states(tab))
    .toEqual({ 'Album.wav': 'failed', 'Kick.wav': 'offline', 'Snare.wav': 'waiting' });
  expect(tab.shown()[0]?.why).toBe('too-large');
  server.scripts.delete('Kick.wav');
  tab.hint();
  await expect
    .poll(() => states(tab))
    .toEqual({ 'Album.wav': 'failed', 'Kick.wav': 'done', 'Snare.wav': 'done' });
  server.scripts.clear();
  tab.change(idOf(tab, 'Album.wav'), 'go-on');
  await expect.poll(tab.shown).toEqual([]);
});

test.each(['unavailable', 'offline'] as const)(
  'FI33 a file that comes to nothing while the server answers holds up no other: %s',
  async (until) => {
    const tab = await openTab();
    server.scripts.set('Kick.wav', () => Promise.reject(new UploadWaits(until)));
    await tab.add(track, [fileOf('Kick.wav'), fileOf('Snare.wav')]);
    await expect.poll(() => server.arrived).toEqual(['Snare.wav: Snare.wav']);
    await expect.poll(() => states(tab)).toMatchObject({ 'Kick.wav': until });
  },
);

test('FI35 what is paused in one tab stops in the other, until somebody says go on', async () => {
  const [first, second] = [await openTab(), await openTab()];
  server.scripts.set('Kick.wav', server.hang);
  await first.add(track, [fileOf('Kick.wav'), fileOf('Snare.wav')]);
  await expect
    .poll(() => states(second))
    .toEqual({ 'Kick.wav': 'sending', 'Snare.wav': 'waiting' });
  second.change(idOf(second, 'Kick.wav'), 'pause');
  await expect.poll(() => states(first)).toEqual({ 'Kick.wav': 'paused', 'Snare.wav': 'done' });
  expect(first.shown()[0]?.sent).toBe(1);
  server.scripts.clear();
  second.change(idOf(second, 'Kick.wav'), 'go-on');
  await expect.poll(first.shown).toEqual([]);
  expect(server.arrived).toEqual(['Snare.wav: Snare.wav', 'Kick.wav: Kick.wav']);
});

test('FI35 what is cancelled is sent no more, kept nowhere, and the server forgets it', async () => {
  const [first, second] = [await openTab(), await openTab()];
  server.scripts.set('Kick.wav', server.hang);
  await first.add(track, [fileOf('Kick.wav'), fileOf('Snare.wav')]);
  await expect
    .poll(() => states(second))
    .toEqual({ 'Kick.wav': 'sending', 'Snare.wav': 'waiting' });
  second.change(idOf(second, 'Kick.wav'), 'cancel');
  await expect.poll(() => server.forgotten).toEqual(['Kick.wav']);
  await expect.poll(() => server.arrived).toEqual(['Snare.wav: Snare.wav']);
  await expect.poll(first.shown).toEqual([]);
  const db = openUploadsDatabase(userId, () => undefined);
  await expect.poll(() => db.bytes.count()).toBe(0);
  closeForGood(db);
});

test('FI35 a batch leaves with the last of it that has not arrived', async () => {
  const tab = await openTab();
  server.scripts.set('Album.wav', () => Promise.reject(new UploadRefused('too-large')));
  await tab.add(track, [fileOf('Album.wav'), fileOf('Kick.wav')]);
  await expect.poll(() => states(tab)).toEqual({ 'Album.wav': 'failed', 'Kick.wav': 'done' });
  tab.change(idOf(tab, 'Album.wav'), 'cancel');
  await expect.poll(tab.shown).toEqual([]);
});

test('FI31 a database that was deleted is told of by who opens it', async () => {
  let made = 0;
  const open = async () => {
    const db = openUploadsDatabase(userId, () => void (made += 1));
    await db.open();
    return db;
  };
  closeForGood(await open());
  const db = await open();
  expect(made).toBe(1);
  await db.delete();
  closeForGood(await open());
  expect(made).toBe(2);
});

test('FI31 more than are shown at once are not taken, and who adds them hears of it', async () => {
  const tab = await openTab();
  server.scripts.set('0', server.hang);
  const many = Array.from({ length: 600 }, (_, index) => fileOf(String(index)));
  expect(await tab.add(track, many)).toBe(500);
  expect(await firstOf(tab.ofTrack(track), (all) => all.length > 0)).toHaveLength(500);
});

const tracksOf = (here: Partial<TracksHere>) =>
  createValue<TracksHere>({ unsent: new Set(), known: new Set([track]), ...here });
const refuseAsGone = () => Promise.reject(new UploadRefused('not-found'));

test('FI57 a file waits for a track that the server has not heard of, and is told of one that is gone', async () => {
  const tracks = tracksOf({ unsent: new Set([track]) });
  const tab = await openTab({ tracks });
  server.scripts.set('Kick.wav', () => {
    // It gets there while the answer is on its way.
    tracks.set({ ...tracks.get(), unsent: new Set() });
    return refuseAsGone();
  });
  await tab.add(track, [fileOf('Kick.wav')]);
  await expect.poll(() => states(tab)).toEqual({ 'Kick.wav': 'unavailable' });
  tab.hint();
  await expect.poll(() => states(tab)).toEqual({ 'Kick.wav': 'failed' });
  expect(tab.shown()[0]?.why).toBe('not-found');
});

test('FI58 what is on its way to a track goes with it, whatever it waits for, and nothing else does', async () => {
  const tracks = tracksOf({ known: null });
  const [tab, other] = [await openTab({ tracks }), await openTab()];
  server.scripts.set('Kick.wav', server.hang);
  server.scripts.set('Album.wav', refuseAsGone);
  await tab.add(track, [fileOf('Album.wav'), fileOf('Kick.wav'), fileOf('Snare.wav')]);
  await expect
    .poll(() => states(tab))
    .toEqual({ 'Album.wav': 'failed', 'Kick.wav': 'sending', 'Snare.wav': 'waiting' });
  tab.change(idOf(tab, 'Snare.wav'), 'pause');
  await expect.poll(() => states(tab)).toMatchObject({ 'Snare.wav': 'paused' });
  tracks.set({ ...tracks.get(), known: new Set([track, 'another']) });
  expect(Object.keys(states(tab))).toHaveLength(3);
  tracks.set({ ...tracks.get(), known: new Set(['another']) });
  await expect.poll(tab.shown).toEqual([]);
  await expect.poll(other.shown).toEqual([]);
  await expect.poll(tab.unsent).toBe(0);
  const db = openUploadsDatabase(userId, () => undefined);
  await expect.poll(() => db.bytes.count()).toBe(0);
  closeForGood(db);
});
