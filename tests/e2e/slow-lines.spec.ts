/** Lines that are slow, begin late, or end early: whatever moves carries the work forward. */
import { expect, type Page } from '@playwright/test';
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

/** Waits in the outbox of this device, as if it had been said in the app. */
async function leaveWaiting(page: Page, commands: readonly Command[]): Promise<void> {
  const at = Date.now();
  const rows = commands.map((command) => {
    return { id: uuid7(at), command, at, n: null, state: 'waiting', faults: 0 };
  });
  await page.evaluate(
    async ([userId, waiting]) => {
      const open = indexedDB.open(`acts-${userId}`);
      const db = await new Promise<IDBDatabase>((resolve) => {
        open.onsuccess = () => resolve(open.result);
      });
      const transaction = db.transaction('outbox', 'readwrite');
      for (const row of waiting) transaction.objectStore('outbox').add(row);
      await new Promise((resolve) => (transaction.oncomplete = resolve));
      db.close();
    },
    [await userIn(page), rows] as const,
  );
  await page.reload();
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
