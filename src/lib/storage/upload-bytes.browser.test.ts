import { afterEach, beforeEach, expect, test } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { emptyDisk, fillDisk } from '../../../tests/support/full-disk.ts';
import type { BrowserStorage } from './persistence.ts';
import { closeForGood } from './reopen.ts';
import { createUploadBytes } from './upload-bytes.ts';
import {
  openUploadsDatabase,
  type StoredUpload,
  type UploadsDatabase,
} from './uploads-database.ts';

let db: UploadsDatabase;
let faults: unknown[];
beforeEach(() => {
  db = openUploadsDatabase(uuid7(Date.now()), () => undefined);
  faults = [];
});
afterEach(async () => {
  emptyDisk();
  closeForGood(db);
  await db.delete();
  expect(faults).toEqual([]);
});

const file = new File(['kick'], 'Kick.wav');
const browserWith = (usage: number, quota: number): BrowserStorage => ({
  storage: {
    estimate: () => Promise.resolve({ usage, quota }),
    persist: () => Promise.resolve(false),
    persisted: () => Promise.resolve(false),
  },
});
const open = (browser: BrowserStorage = {}) =>
  createUploadBytes(db, browser, (error) => void faults.push(error));
const row = (id: string, more: Partial<StoredUpload> = {}): StoredUpload => ({
  id,
  fileId: 'f',
  trackId: 't',
  batchId: 'b',
  name: 'Kick.wav',
  note: '',
  size: 4,
  sent: 0,
  state: 'waiting',
  page: 'here',
  ...more,
});

/** @returns where the bytes are once all is done that was begun */
async function keep(browser?: BrowserStorage): Promise<string> {
  const bytes = open(browser);
  bytes.hold('a', file);
  bytes.keep(['a']);
  await bytes.dispose();
  expect(await (await bytes.of('a'))?.text()).toBe('kick');
  expect((await db.uploads.get({ id: 'a' }))?.page ?? null).toBe(
    (await db.bytes.count()) > 0 ? null : 'here',
  );
  return (await db.bytes.count()) > 0 ? 'device' : 'page';
}

test('FI31 a file is copied where the browser has room for it and a reserve, or does not say', async () => {
  await db.uploads.add(row('a'));
  const mb = 1_024 * 1_024;
  expect(await keep(browserWith(0, 5))).toBe('page');
  expect(await keep(browserWith(900 * mb, 1_000 * mb))).toBe('page');
  expect(await keep(browserWith(9_800 * mb, 10_000 * mb))).toBe('page');
  expect(await keep(browserWith(9_700 * mb, 10_000 * mb))).toBe('device');
  await db.bytes.clear();
  await db.uploads.where('id').equals('a').modify({ page: 'here' });
  expect(await keep()).toBe('device');
});

test('FI31 a browser that has less room than it said leaves the file with its page', async () => {
  await db.uploads.add(row('a'));
  fillDisk(db.name);
  expect(await keep()).toBe('page');
});

test('FI31 what is sent or given up while it is copied leaves nothing behind', async () => {
  await db.uploads.add(row('done', { state: 'done' }));
  const bytes = open();
  for (const id of ['done', 'gone']) bytes.hold(id, file);
  bytes.keep(['done', 'gone']);
  await bytes.dispose();
  expect(await db.bytes.count()).toBe(0);
});

test('FI31 what the list does not have stays with the page, whatever else is copied', async () => {
  await db.uploads.add(row('a'));
  const bytes = open();
  for (const id of ['a', 'loose']) bytes.hold(id, file);
  bytes.keep(['a']);
  bytes.keep([]);
  await bytes.dispose();
  expect(await db.bytes.toCollection().primaryKeys()).toEqual(['a']);
  expect(await (await bytes.of('loose'))?.text()).toBe('kick');
});
