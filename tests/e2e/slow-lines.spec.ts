/** Lines that are slow, begin late, or end early: whatever moves carries the work forward. */
import { expect, type Page } from '@playwright/test';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { uuid7 } from '#shared/base/ids.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { commentCharacters, notesCharacters } from '#shared/workspace/limits.ts';
import {
  createTrack,
  expectStatus,
  openTrack,
  person,
  signIn,
  signUp,
  userIn,
  waitUntilInstalled,
} from './support/app.ts';
import { test } from './support/fixture.ts';

const ana = person('Ana Reyes');

/** As long as comments get. */
const comments = (trackId: string, count: number): readonly Command[] =>
  Array.from({ length: count }, (_, index) => ({
    name: 'comment.add.v1',
    args: {
      commentId: uuid7(Date.now()),
      trackId,
      text: `Take ${index}. `.padEnd(commentCharacters, 'The snare is late. '),
    },
  }));

/** What a later app may have written: passed on by everybody, and read by nobody here. */
function laterEntries(prefix: string, count: number): Uint8Array {
  const doc = new Y.Doc();
  for (let index = 0; index < count; index += 1) {
    const value = new Uint8Array(4_000).map((_, at) => (at * 17 + index) % 253);
    doc.getMap('marks').set(`${prefix}${index}`, value);
  }
  return Y.encodeStateAsUpdate(doc);
}

/** Tells the server, as another device of whoever is signed in here. @returns what it has then */
async function exchange(page: Page, update: Uint8Array = new Uint8Array()): Promise<string> {
  const data = encoding.encode((encoder) => {
    encoding.writeVarUint8Array(encoder, new Uint8Array([0]));
    encoding.writeVarUint8Array(encoder, update);
  });
  const headers = { 'content-type': 'application/octet-stream' };
  const answer = await page.request.post('/api/marks', { headers, data: Buffer.from(data) });
  expect(answer.ok()).toBe(true);
  return (await answer.body()).toString('latin1');
}

const trackIn = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';

/** Said on another device of whoever is signed in here. */
async function sayElsewhere(page: Page, commands: readonly Command[]): Promise<void> {
  const [device, at] = [uuid7(Date.now()), Date.now()];
  const sent = commands.map((command, index) => {
    return { id: uuid7(at), device, n: index + 1, at, ...command };
  });
  const answer = await page.request.post('/api/commands', { data: { commands: sent } });
  expect(answer.ok()).toBe(true);
}

/** Lies on this device from now on, as if the app had put it there. */
async function keep(page: Page, table: string, rows: readonly unknown[]): Promise<void> {
  await page.evaluate(
    async ([userId, name, kept]) => {
      const open = indexedDB.open(`acts-${userId}`);
      const db = await new Promise<IDBDatabase>((resolve) => {
        open.onsuccess = () => resolve(open.result);
      });
      const transaction = db.transaction(name, 'readwrite');
      for (const row of kept) transaction.objectStore(name).add(row);
      await new Promise((resolve) => (transaction.oncomplete = resolve));
      db.close();
    },
    [await userIn(page), table, rows] as const,
  );
  await page.reload();
}

/** Waits in the outbox of this device. */
async function leaveWaiting(page: Page, commands: readonly Command[]): Promise<void> {
  const at = Date.now();
  const rows = commands.map((command) => {
    return { id: uuid7(at), command, at, n: null, state: 'waiting', faults: 0 };
  });
  await keep(page, 'outbox', rows);
}

test('SY28 forty comments leave over 8 KB a second, and the longest text there is over half of it', async ({
  device,
}) => {
  const { page, network } = await device();
  await signUp(page, ana);
  await createTrack(page, 'Midnight Drive');
  const trackId = trackIn(page);
  await expectStatus(page, 'Live');
  await waitUntilInstalled(page);
  network.set('cut');
  await expectStatus(page, /^Offline/);
  await leaveWaiting(page, comments(trackId, 40));
  await expectStatus(page, 'Offline · 40 changes waiting');
  network.pace({ up: 8_000 });
  network.set('up');
  // How many are left is said on the way.
  await expectStatus(page, /^Syncing (?!40)/);
  await expectStatus(page, 'Live');

  network.set('cut');
  await expectStatus(page, /^Offline/);
  const notes = '夜'.repeat(notesCharacters);
  await leaveWaiting(page, [{ name: 'track.setNotes.v1', args: { trackId, notes } }]);
  await expectStatus(page, 'Offline · 1 change waiting');
  network.pace({ up: 4_000 });
  network.set('up');
  await expectStatus(page, 'Live');
});

test('SY28 CL12 a hundred comments come over 10 KB a second, though no request lives for long', async ({
  device,
}) => {
  const laptop = await device();
  const phone = await device();
  await signUp(laptop.page, ana);
  await createTrack(laptop.page, 'Midnight Drive');
  await signIn(phone.page, ana);
  await openTrack(phone.page, 'Midnight Drive');
  await expectStatus(phone.page, 'Live');
  await waitUntilInstalled(phone.page);
  phone.network.set('cut');
  await expectStatus(phone.page, /^Offline/);
  await sayElsewhere(laptop.page, comments(trackIn(laptop.page), 100));
  phone.network.pace({ up: 10_000, down: 10_000, requestsLiveMs: 15_000 });
  phone.network.set('up');
  // How many are left is said on the way.
  await expectStatus(phone.page, /^Syncing \d\d$/);
  await phone.page.getByTestId('sync-status').click();
  await expect(phone.page.getByText(/\d+ changes are still to come\./)).toBeVisible();
  await expectStatus(phone.page, 'Live');
});

test('SY30 SY31 a large document comes over 8 KB a second, and goes over two', async ({
  device,
}) => {
  const laptop = await device();
  const { page, network } = await device();
  await signUp(laptop.page, ana);
  await signIn(page, ana);
  await expectStatus(page, 'Live');
  await waitUntilInstalled(page);
  network.set('cut');
  await expectStatus(page, /^Offline/);
  // Longer than half a minute in one frame.
  for (const prefix of ['a', 'b', 'c', 'd', 'e']) {
    await exchange(laptop.page, laterEntries(prefix, 15));
  }
  network.pace({ down: 8_000, requestsLiveMs: 15_000 });
  network.set('up');
  await expectStatus(page, 'Live');

  network.set('cut');
  await expectStatus(page, /^Offline/);
  // Longer than three heartbeats.
  await keep(page, 'updates', [{ update: laterEntries('f', 30) }]);
  network.pace({ up: 2_000 });
  network.set('up');
  await expect.poll(() => exchange(laptop.page)).toContain('f29');
  await expectStatus(page, 'Live');
});
