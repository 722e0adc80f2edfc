/** Files on their way as rows: what is done about them, folders and names, and a device that is full. */
import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/fixture.ts';
import {
  arrived,
  bytesOf,
  choose,
  files,
  line,
  openAlone,
  placeFiles,
  press,
} from './support/uploads.ts';

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feed-stems-'));
});
test.afterEach(() => rm(folder, { recursive: true }));

/** What is said of transfers, among what else speaks there. */
const onTheWay = (page: Page) =>
  page.getByRole('group', { name: 'On the way' }).getByRole('status');

test('FI31 FI34 what the device has no room for stays in its page, and is told of where it changed', async ({
  device,
}) => {
  const ana = await openAlone(device);
  await ana.page.evaluate(() => {
    navigator.storage.estimate = () => Promise.resolve({ usage: 900, quota: 1_000 });
  });
  const [bass = '', keys = '', mix = ''] = await placeFiles(folder, {
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
  ana.network.pace({ up: 1_000 });
  await ana.page.reload();
  await leaving;
  await expect(line(ana.page, 'Mix.wav')).toContainText('Its page was closed');
});

test('FI30 FI36 folders are dropped, and names are what they look like', async ({ device }) => {
  const ana = await openAlone(device);
  await placeFiles(folder, {
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
  const others = names.map((name) => name.trim()).filter((name) => !name.startsWith('Song/'));
  expect(others).toEqual(['gpj.exe', 'Unnamed file', 'up.wav', `${'x'.repeat(251)}.wav`]);
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
  ana.network.pace({ up: 100_000 });
  const paths = await placeFiles(folder, {
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
  ana.network.pace({});
  await expect(arrived(ana.page)).toHaveCount(2);
  await expect(onTheWay(ana.page)).toHaveText('All 2 files are on the server');

  ana.network.pace({ up: 20_000 });
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
