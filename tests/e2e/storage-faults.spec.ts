/**
 * An app is kept from going on by browsers that delete its storage, take no more of it or hand it
 * to newer versions, and by a server that speaks with newer versions only.
 */
import type { CDPSession, Page } from '@playwright/test';
import {
  bell,
  comment,
  createTrack,
  expectStatus,
  expectUnread,
  openPanel,
  openTrack,
  person,
  row,
  setStage,
  shareTrack,
  signUp,
  step,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

const notice = (page: Page) => page.getByRole('alert', { name: 'About this device' });

/**
 * Deletes them as the browser does when the disk is full: without asking, under the running app.
 */
const deleteDatabases = (session: CDPSession, page: Page) =>
  session.send('Storage.clearDataForOrigin', {
    origin: new URL(page.url()).origin,
    storageTypes: 'indexeddb',
  });

test('IN6 databases deleted under the running app: told, fetched again, and what was unsent is counted', async ({
  device,
  server,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await ben.page.keyboard.press('Escape');
  await openTrack(ben.page, 'Midnight Drive');
  await expectStatus(ben.page, 'Live');
  const session = await ben.context.newCDPSession(ben.page);
  await ben.page.getByLabel('Add a comment').fill('Still being typed');
  // Kept, and remembered outside of the databases.
  await expect
    .poll(() => ben.page.evaluate(() => localStorage.getItem('kept')))
    .toContain('"texts":1');
  await deleteDatabases(session, ben.page);
  await expect(notice(ben.page)).toContainText(
    'It is fetched again; what you were typing is gone, but for what still stands in its field.',
  );
  await expectStatus(ben.page, 'Live');
  await expect(ben.page.getByLabel('Add a comment')).toHaveValue('Still being typed');
  await ben.page.getByRole('button', { name: 'Comment', exact: true }).click();
  await openTrack(ana.page, 'Midnight Drive');
  await expect(ana.page.getByText('Still being typed')).toBeVisible();
  await notice(ben.page).getByRole('button', { name: 'Got it' }).click();
  await expect(notice(ben.page)).toHaveText('');

  // Once more without a server: what nobody else held is gone, and that is said.
  await server.kill('SIGKILL');
  await expectStatus(ben.page, /^Offline/);
  await comment(ben.page, 'Nobody else has this.');
  await createTrack(ben.page, 'Nor this');
  await expectStatus(ben.page, 'Offline · 2 changes waiting');
  await deleteDatabases(session, ben.page);
  await expect(notice(ben.page)).toContainText('2 changes that had not been sent');
  await server.start();
  await expectStatus(ben.page, 'Live');
  await openTrack(ben.page, 'Midnight Drive');
  await expect(ben.page.getByText('Still being typed')).toBeVisible();
  // The notice stays until it is closed, also after a reload.
  await expect(notice(ben.page)).toContainText('2 changes that had not been sent');
});

/** Fills what is left of the room for this site with something that is not ours. */
const fill = async () => {
  const opening = indexedDB.open('filler', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('s', { autoIncrement: true });
  const db = await new Promise<IDBDatabase>((done) => {
    opening.onsuccess = () => done(opening.result);
  });
  for (let size = 262_144; size >= 64;) {
    const isStored = await new Promise<boolean>((done) => {
      const transaction = db.transaction('s', 'readwrite');
      transaction
        .objectStore('s')
        .add(crypto.getRandomValues(new Uint8Array(Math.min(size, 65_536))));
      transaction.oncomplete = () => done(true);
      transaction.onabort = () => done(false);
    });
    if (!isStored) size /= 2;
  }
  db.close();
};
const free = () =>
  new Promise<void>((done) => {
    indexedDB.deleteDatabase('filler').onsuccess = () => done();
  });

test('IN7 no room left: the oldest dismissed rows go, an act that cannot be kept says so and keeps its text', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device({ serviceWorkers: 'block' });
  const session = await ben.context.newCDPSession(ben.page);
  await ben.page.goto('/sign-up');
  await session.send('Storage.overrideQuotaForOrigin', {
    origin: new URL(ben.page.url()).origin,
    quotaSize: 3_000_000,
  });
  await shareTrack(ana.page, ben.page);
  const panel = await openPanel(ben.page);
  const invite = row(panel, /^Ana Reyes invited you/);
  await invite.getByRole('button', { name: 'Dismiss' }).click();
  await expect(invite).toHaveCount(0);
  await ben.page.keyboard.press('Escape');
  await openTrack(ben.page, 'Midnight Drive');
  await expectUnread(ben.page, 0);
  await expectStatus(ben.page, 'Live');

  await ben.page.evaluate(fill);
  const text = `Long enough to need room. ${'la '.repeat(600)}`;
  // What is being typed is kept or told of, as what is sent is.
  await ben.page.getByLabel('Add a comment').fill(text);
  await expect(notice(ben.page)).toContainText('1 old dismissed notification made room');
  await expect(notice(ben.page)).toContainText('your last change was not kept');
  const gotIt = notice(ben.page).getByRole('button', { name: 'Got it' });
  await gotIt.first().click();
  await expect(gotIt).toHaveCount(1);
  await gotIt.click();
  await expect(notice(ben.page)).toBeEmpty();
  await ben.page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(notice(ben.page)).toContainText('your last change was not kept');
  await expect(ben.page.getByLabel('Add a comment')).toHaveValue(text);

  await ben.page.evaluate(free);
  await ben.page.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(ben.page.getByLabel('Add a comment')).toHaveValue('');
  await openTrack(ana.page, 'Midnight Drive');
  await expect(ana.page.getByText('Long enough to need room.')).toBeVisible();
});

/** Another tab of a newer version: its database has a version that ours does not know. */
const openNewer = async () => {
  const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
  const feed = names.find((name) => name.startsWith('feed-')) ?? '';
  await new Promise<void>((done) => {
    const opening = indexedDB.open(feed, 9_990);
    opening.onsuccess = () => {
      opening.result.close();
      done();
    };
  });
};

/** A tab of an earlier build: it holds what that had, and lets go of it for nobody. */
const holdOlder = async () => {
  const done = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('failed'));
    });
  const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
  const feed = names.find((name) => name.startsWith('feed-')) ?? '';
  const today = await done(indexedDB.open(feed));
  const held = [...today.objectStoreNames].filter((name) => name !== 'preferences');
  const stores = held.map((name) => today.transaction(name).objectStore(name));
  const rows = await Promise.all(stores.map((store) => done(store.getAll())));
  const tables = stores.map(({ name, keyPath, indexNames }) => ({ name, keyPath, indexNames }));
  today.close();
  await done(indexedDB.deleteDatabase(feed));
  const opening = indexedDB.open(feed, 20);
  opening.onupgradeneeded = () => {
    for (const { name, keyPath, indexNames } of tables) {
      const store = opening.result.createObjectStore(name, { keyPath });
      for (const index of indexNames) store.createIndex(index, index);
    }
  };
  const older = await done(opening);
  for (const [index, { name }] of tables.entries()) {
    for (const row of rows[index] ?? []) {
      await done(older.transaction(name, 'readwrite').objectStore(name).put(row));
    }
  }
  Object.assign(window, { older });
};

test('IN8 an older version in the way is told of until it goes; a newer one is followed by "Reload"', async ({
  device,
}) => {
  const ana = await device();
  const before = await device();
  await shareTrack(ana.page, before.page);
  await openTrack(ana.page, 'Midnight Drive');
  await comment(ana.page, 'Listen to 1:42.');
  await expectUnread(before.page, 1);
  await before.page.goto('/manifest.webmanifest');
  await before.page.evaluate(holdOlder);
  const ben = { page: await before.context.newPage(), context: before.context };
  await ben.page.goto('/');
  await expect(notice(ben.page)).toContainText('Another tab runs an older version');
  await before.page.close();
  await expect(notice(ben.page)).toBeEmpty();
  await expectUnread(ben.page, 1);
  await expect(ben.page.getByRole('link', { name: 'Midnight Drive' })).toBeVisible();
  await expectStatus(ben.page, 'Live');

  const newer = await ben.context.newPage();
  await newer.goto('/manifest.webmanifest');
  await newer.evaluate(openNewer);
  await expectStatus(ben.page, 'Too old · Reload');
  await expect(notice(ben.page)).toContainText('This version is too old to go on');
  // There is no newer one to load here: it says so again, and does not load for ever.
  await ben.page.getByTestId('sync-status').click();
  await expectStatus(ben.page, 'Too old · Reload');
  await expect(bell(ben.page)).toBeVisible();
});

/** An app of a time before: the server looks at what it says of itself. */
const speakOld = () => {
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(url: string | URL, protocols?: string | string[]) {
      const isOld = localStorage.getItem('speaks-old') !== null;
      super(isOld ? String(url).replace(/protocol=\d+/, 'protocol=0') : url, protocols);
    }
  };
};

test('IN8 a server that no longer speaks with this app: it says "Reload", loads when told to, and loses nothing', async ({
  device,
}) => {
  const { page, context } = await device();
  await context.addInitScript(speakOld);
  await signUp(page, person('Ana Reyes'));
  await createTrack(page, 'Midnight Drive');
  await expectStatus(page, 'Live');
  await page.evaluate(() => localStorage.setItem('speaks-old', ''));
  let loads = 0;
  page.on('load', () => (loads += 1));
  await page.reload();
  await expectStatus(page, 'Too old · Reload');
  await expect(notice(page)).toContainText(
    'This version is too old to go on. What you did is kept',
  );
  const comment = page.getByLabel('Add a comment');
  await comment.fill('Half a thought');
  await setStage(page, 'Mixing');
  await expect(step(page, 'Mixing')).toHaveAttribute('aria-current', 'step');
  await expectStatus(page, 'Too old · Reload');
  expect(loads).toBe(1);

  // The newer one is not there yet: told so again, and only once for each time it is loaded.
  for (const times of [2, 3]) {
    await notice(page).getByRole('button', { name: 'Reload' }).click();
    await expect.poll(() => loads).toBe(times);
    await expectStatus(page, 'Too old · Reload');
    await expect(comment).toHaveValue('Half a thought');
  }
  await page.evaluate(() => localStorage.removeItem('speaks-old'));
  await notice(page).getByRole('button', { name: 'Reload' }).click();
  await expectStatus(page, 'Live');
  await expect(comment).toHaveValue('Half a thought');
  await expect(step(page, 'Mixing')).toHaveAttribute('aria-current', 'step');
  expect(loads).toBe(4);
});
