/** Files on their way: over cuts, kills and closed tabs, as batches and folders, in more than one tab. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import {
  createTrack,
  expectUnread,
  openPanel,
  openTrack,
  person,
  row,
  shareTrack,
  signUp,
} from './support/app.ts';
import { expect, test, type Device } from './support/fixture.ts';

const title = 'Midnight Drive';
const files = (page: Page) => page.getByRole('region', { name: 'Files' });
/** The list of what has arrived; below it is what has not. */
const arrived = (page: Page) => files(page).getByRole('link', { name: /^Download/ });
const line = (page: Page, text: string) =>
  files(page).getByRole('listitem').filter({ hasText: text }).last();
const press = (page: Page, name: string | RegExp) =>
  files(page).getByRole('button', { name }).first().click();

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feed-stems-'));
});
test.afterEach(() => rm(folder, { recursive: true }));

const bytesOf = (size: number, seed: number): Buffer =>
  Buffer.from(Array.from({ length: size }, (_, at) => (at * 31 + seed * 7 + (at >> 8)) % 251));
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** Files on this machine. @returns their paths */
async function placeFiles(named: Readonly<Record<string, Buffer>>): Promise<string[]> {
  return Promise.all(
    Object.entries(named).map(async ([name, bytes]) => {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, bytes);
      return path;
    }),
  );
}

async function choose(page: Page, button: string, paths: string | readonly string[]) {
  const chooser = page.waitForEvent('filechooser');
  await press(page, button);
  await (await chooser).setFiles(typeof paths === 'string' ? paths : [...paths]);
}

/** What one of the track hears when they download it all, by name. */
const hashesOf = (page: Page): Promise<Record<string, string>> =>
  arrived(page).evaluateAll(async (links) => {
    const hashes: Record<string, string> = {};
    for (const link of links) {
      const bytes = await (await fetch(link.getAttribute('href') ?? '')).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      hashes[link.textContent.trim()] = [...digest]
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join('');
    }
    return hashes;
  });

/** The first waiting device there is: nobody else has to be there. */
async function openAlone(device: () => Promise<Device>): Promise<Device> {
  const ana = await device();
  await signUp(ana.page, person('Ana Reyes'));
  await createTrack(ana.page, title);
  return ana;
}

test('FI31 FI33 FI36 a folder of 48 stems arrives over kills, cuts, a closed tab and a 502, and is told once', async ({
  device,
  server,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await (await openPanel(ben.page)).getByRole('button', { name: 'Mark all as read' }).click();
  await openTrack(ana.page, title);
  const stems: Record<string, Buffer> = {};
  for (let n = 1; n <= 46; n += 1) stems[`Stems/Stem ${n}.wav`] = bytesOf(150_000 + n * 1_000, n);
  stems['Stems/Kick.wav'] = bytesOf(400_000, 47);
  stems['Stems/Drums/Kick.wav'] = bytesOf(400_000, 48);
  await placeFiles({ ...stems, 'Stems/.DS_Store': Buffer.from('of the system') });
  const sum = Object.values(stems).reduce((all, bytes) => all + bytes.length, 0);

  const { network } = ana;
  network.slow(1_500_000);
  await choose(ana.page, 'Add a folder', join(folder, 'Stems'));
  await expect(line(ana.page, 'Stems · 48 files')).toContainText('of 48 on the server');

  const cut = () => {
    network.set('cut');
    network.set('up');
    return Promise.resolve();
  };
  const kill = async () => {
    await server.kill('SIGKILL');
    await server.start();
  };
  const answered502 = () => {
    network.answerNext('/api/uploads', 502);
    return cut();
  };
  let page = ana.page;
  const closeTab = async () => {
    await page.close();
    page = await ana.context.newPage();
    await page.goto('/');
  };
  const events = [cut, kill, cut, answered502, cut, closeTab, kill, cut, kill, cut];
  for (const [at, event] of events.entries()) {
    const due = (sum * (at + 0.7)) / (events.length + 1);
    await expect.poll(network.uploads.bytes, { intervals: [20] }).toBeGreaterThan(due);
    await event();
  }
  network.slow(Infinity);

  await openTrack(page, title);
  await expect(arrived(page)).toHaveCount(48);
  await expect(files(page)).not.toContainText('of 48 on the server');
  await expectUnread(ben.page, 1);
  await expect(
    row(await openPanel(ben.page), /^Ana Reyes shared 48 files on Midnight Drive/),
  ).toBeVisible();
  await openTrack(ben.page, title);
  await expect(arrived(ben.page)).toHaveCount(48);
  const hashes = Object.entries(stems).map(([name, bytes]) => [name, hashOf(bytes)]);
  expect(await hashesOf(ben.page)).toEqual(Object.fromEntries(hashes));
  // What was under way when it was cut is lost; nothing else was sent again.
  expect(network.uploads.bytes()).toBeLessThan(1.4 * sum);
});

test('FI32 two tabs show the same and send each file once; the second goes on where the first is closed', async ({
  device,
}) => {
  const ana = await openAlone(device);
  const other = await ana.context.newPage();
  await openTrack(other, title);
  const paths = await placeFiles({
    'Bass.wav': bytesOf(300_000, 1),
    'Keys.wav': bytesOf(300_000, 2),
    'Vox.wav': bytesOf(300_000, 3),
  });
  ana.network.slow(150_000);
  await choose(ana.page, 'Add files', paths);
  for (const page of [ana.page, other]) {
    await expect(line(page, '3 files')).toContainText('0 of 3 on the server');
  }
  // The other one waits for its turn.
  await choose(other, 'Add files', await placeFiles({ 'Mix.wav': bytesOf(100_000, 4) }));
  await expect(line(ana.page, 'Mix.wav')).toContainText('Waiting for its turn');
  await expect(line(other, '3 files')).toContainText('1 of 3 on the server');
  await ana.page.close();
  ana.network.slow(Infinity);
  await expect(arrived(other)).toHaveCount(4);
  // Of the one that was under way in the tab that was closed, some had to be sent again.
  expect(ana.network.uploads.bytes()).toBeLessThan(1_300_000);
});

test('FI33 an upload at a line of 20 KB a second is a slow one, and one that is cut again and again ends', async ({
  device,
}) => {
  const ana = await openAlone(device);
  const { network } = ana;
  network.slow(20_000);
  const [slow = '', cut = ''] = await placeFiles({
    'Slow.wav': bytesOf(760_000, 1),
    'Cut.wav': bytesOf(900_000, 2),
  });
  await choose(ana.page, 'Add files', slow);
  await expect(arrived(ana.page)).toHaveCount(1);
  // The browser had all of it in its hands at once, and waited for longer than a dead line is waited for.
  expect(network.uploads.requests()).toBe(1);

  network.slow(100_000);
  await choose(ana.page, 'Add files', cut);
  for (let cuts = 1; cuts <= 4; cuts += 1) {
    await expect
      .poll(network.uploads.bytes, { intervals: [20] })
      .toBeGreaterThan(760_000 + cuts * 150_000);
    network.set('cut');
    await expect(line(ana.page, 'Cut.wav')).toContainText(/waiting for the network/i);
    network.set('up');
  }
  await expect(arrived(ana.page)).toHaveCount(2);
  expect(network.uploads.requests()).toBe(6);
  expect(network.uploads.bytes()).toBeLessThan(1.3 * 1_660_000);
});

test('FI31 FI34 what the device has no room for stays in its page, and is told of where it changed', async ({
  device,
}) => {
  const ana = await openAlone(device);
  await ana.page.evaluate(() => {
    navigator.storage.estimate = () => Promise.resolve({ usage: 900, quota: 1_000 });
  });
  const [bass = '', keys = '', mix = ''] = await placeFiles({
    'Bass.wav': bytesOf(200_000, 1),
    'Keys.wav': bytesOf(200_000, 2),
    'Mix.wav': bytesOf(200_000, 3),
  });
  ana.network.set('cut');
  await choose(ana.page, 'Add files', [bass, keys]);
  await expect(line(ana.page, '2 files')).toContainText('keep this page open');
  const asking = ana.page.waitForEvent('dialog');
  await ana.page.close({ runBeforeUnload: true });
  const question = await asking;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  // Its turn has not come, so nobody has read it yet.
  await truncate(keys, 100_000);
  ana.network.set('up');
  await expect(line(ana.page, 'Keys.wav')).toContainText('It cannot be read any more');
  await expect(line(ana.page, 'Keys.wav').getByRole('button')).toHaveText(['Cancel']);
  await expect(arrived(ana.page)).toHaveText(['Bass.wav']);
  await press(ana.page, /^Cancel: Keys.wav/);
  await expect(line(ana.page, 'Keys.wav')).toHaveCount(0);

  // In a page that is gone.
  ana.network.set('cut');
  await choose(ana.page, 'Add files', mix);
  await expect(line(ana.page, 'Mix.wav')).toContainText('keep this page open');
  ana.network.set('up');
  const leaving = ana.page.waitForEvent('dialog').then((dialog) => dialog.accept());
  ana.network.slow(1_000);
  await ana.page.reload();
  await leaving;
  await expect(line(ana.page, 'Mix.wav')).toContainText('Its page was closed');
});

test('FI30 FI36 folders are dropped, and names are what they look like', async ({ device }) => {
  const ana = await openAlone(device);
  await placeFiles({
    'Song/Kick.wav': bytesOf(2_000, 1),
    'Song/Loops/Kick.wav': bytesOf(3_000, 2),
    'Song/Thumbs.db': bytesOf(100, 3),
    'Song/Loops/Empty.txt': Buffer.alloc(0),
  });
  await dropOnto(ana.page, [join(folder, 'Song')]);
  await expect(arrived(ana.page)).toHaveText([
    'Song/Kick.wav',
    'Song/Loops/Empty.txt',
    'Song/Loops/Kick.wav',
  ]);
  const download = ana.page.waitForEvent('download');
  await arrived(ana.page).last().click();
  expect((await download).suggestedFilename()).toBe('Kick.wav');
  await files(ana.page)
    .getByRole('group', { name: 'Drop files here to add them' })
    .evaluate((target) => {
      const dropped = new DataTransfer();
      for (const name of ['\u202egpj.exe', `${'x'.repeat(300)}.wav`, '..\\..\\up.wav', '']) {
        dropped.items.add(new File([name], name));
      }
      target.dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true }));
    });
  await expect(arrived(ana.page)).toHaveCount(7);
  const names = await arrived(ana.page).allTextContents();
  expect(names.slice(3).map((name) => name.trim())).toEqual([
    'Unnamed file',
    'gpj.exe',
    'up.wav',
    `${'x'.repeat(251)}.wav`,
  ]);
});

/** As a file manager drops them: nothing else hands out folders. */
async function dropOnto(page: Page, paths: readonly string[]): Promise<void> {
  const target = page.getByRole('group', { name: 'Drop files here to add them' });
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (!box) throw new Error('nothing to drop onto');
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: box.x + 10, y: box.y + 10, data });
  }
  await session.detach();
}

test('FI31 FI35 a batch is paused, resumed and cancelled, by keyboard too, and signing out says what is lost', async ({
  device,
}) => {
  const ana = await openAlone(device);
  ana.network.slow(100_000);
  const paths = await placeFiles({
    'Bass.wav': bytesOf(30_000, 1),
    'Keys.wav': bytesOf(900_000, 2),
  });
  await choose(ana.page, 'Add files', paths);
  const batch = line(ana.page, '2 files');
  await expect(batch).toContainText('1 of 2 on the server');
  await batch.getByRole('button', { name: /^Pause/ }).focus();
  await ana.page.keyboard.press('Enter');
  await expect(batch).toContainText('paused');
  await expect(batch.getByRole('button', { name: /^Resume/ })).toBeFocused();
  await batch.getByText('Each file').click();
  await expect(line(ana.page, 'Keys.wav')).toContainText(/paused/i);
  await expectAccessible(ana.page, 'files on the way');
  await ana.page.reload();
  await expect(batch).toContainText('1 of 2 on the server');
  await expect(batch).toContainText('paused');

  await batch.getByRole('button', { name: /^Resume/ }).press('Enter');
  ana.network.slow(Infinity);
  await expect(arrived(ana.page)).toHaveCount(2);
  await expect(files(ana.page).getByRole('status').first()).toHaveText(
    'All 2 files are on the server',
  );

  ana.network.slow(20_000);
  await choose(ana.page, 'Add files', paths);
  await batch.getByRole('button', { name: /^Cancel/ }).press('Enter');
  await expect(batch).toHaveCount(0);
  await expect(files(ana.page).getByRole('group', { name: 'On the way' })).toBeFocused();
  await expect(arrived(ana.page)).toHaveCount(2);

  // What still waits when somebody signs out is lost, which is said, and nothing of it stays.
  await choose(ana.page, 'Add files', paths);
  await expect(batch).toContainText('of 2 on the server');
  expect(await keptIn(ana.page)).toHaveLength(2);
  await ana.page.getByRole('button', { name: 'Account' }).click();
  const account = ana.page.getByRole('dialog', { name: 'Account' });
  await expect(account).toContainText(
    /files? (is|are) not on the server yet and will not get there/,
  );
  await account.getByRole('button', { name: 'Sign out' }).click();
  await expect(ana.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expect.poll(() => keptIn(ana.page)).toEqual([]);
});

/** Where files on their way leave something on the device. */
const keptIn = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const databases = (await indexedDB.databases()).map(({ name = '' }) => name);
    return [...databases, ...Object.keys(localStorage)].filter((name) =>
      name.startsWith('uploads-'),
    );
  });
