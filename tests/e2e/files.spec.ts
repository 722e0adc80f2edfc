/** Files are shared on a track: brought by one, told to the others, had by members alone. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { wavOf } from '../support/audio-samples.ts';
import {
  addFiles,
  addVersion,
  createTrack,
  expectUnread,
  fileRow,
  files,
  openPanel,
  openTrack,
  panel,
  person,
  row,
  shareTrack,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

const entry = fileRow;

/** As many bytes as asked for, that look like no sound. */
const bytesOf = (size: number, seed: number): Buffer =>
  Buffer.from(Array.from({ length: size }, (_, index) => (index * 31 + seed) % 251));
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

const add = addFiles;

test('CM33 NT15 files are added, told, downloaded as they were, renamed, versioned and removed', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await (await openPanel(ben.page)).getByRole('button', { name: 'Mark all as read' }).click();
  await ben.page.keyboard.press('Escape');
  await openTrack(ana.page, 'Midnight Drive');
  await expect(files(ana.page)).toContainText('No files yet.');
  const [bounce, kick] = [bytesOf(300_000, 1), bytesOf(70_000, 2)];
  await add(ana.page, ['Bounce.wav', bounce], ['Kick.wav', kick]);
  for (const name of ['Bounce.wav', 'Kick.wav']) {
    await expect(entry(ana.page, name)).toContainText('Ana Reyes');
  }
  await expect(files(ana.page)).not.toContainText('on the way');

  await expectUnread(ben.page, 1);
  const shared = row(await openPanel(ben.page), /^Ana Reyes shared 2 files on Midnight Drive/);
  await shared.getByRole('link').first().click();
  await expect(files(ben.page)).toBeFocused();
  const downloading = ben.page.waitForEvent('download');
  await entry(ben.page, 'Bounce.wav').getByRole('link').click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('Bounce.wav');
  expect(hashOf(await readFile(await download.path()))).toBe(hashOf(bounce));

  // A newer version takes the place of the one before, in list and bell.
  const more = entry(ana.page, 'Bounce.wav').getByRole('button', { name: /^More about/ });
  const second = ['whatever.wav', bytesOf(10_000, 3)] as const;
  await addVersion(ana.page, 'Bounce.wav', second, 'Kick up 2 dB · listen to the drop');
  for (const { page } of [ana, ben]) {
    await expect(entry(page, 'Bounce.wav')).toContainText('v2');
    await expect(entry(page, 'Bounce.wav')).toContainText('Kick up 2 dB · listen to the drop');
  }
  await openPanel(ben.page);
  await expect(
    row(panel(ben.page), /^Ana Reyes shared v2 of Bounce.wav on Midnight Drive/),
  ).toBeVisible();
  await ben.page.keyboard.press('Escape');

  await more.click();
  await ana.page.getByRole('menuitem', { name: 'Rename' }).click();
  await ana.page.getByRole('dialog').getByLabel('Name').fill('Bounce, final.wav');
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(entry(ben.page, 'Bounce, final.wav')).toBeVisible();
  // Others' files are not theirs to remove.
  await entry(ben.page, 'Kick.wav')
    .getByRole('button', { name: /^More about/ })
    .click();
  await expect(ben.page.getByRole('menuitem')).toHaveText(['Add a new version', 'Rename']);
  await ben.page.keyboard.press('Escape');
  await entry(ana.page, 'Kick.wav')
    .getByRole('button', { name: /^More about/ })
    .click();
  await ana.page.getByRole('menuitem', { name: 'Remove' }).click();
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(entry(ben.page, 'Kick.wav')).toHaveCount(0);

  // Whoever is removed has them no more.
  const link = await entry(ben.page, 'Bounce, final.wav').getByRole('link').getAttribute('href');
  const status = () => ben.page.evaluate(async (at) => (await fetch(at)).status, link ?? '');
  expect(await status()).toBe(200);
  await ana.page.getByRole('button', { name: 'Remove Ben Okafor' }).click();
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(files(ben.page)).toHaveCount(0);
  expect(await status()).toBe(404);
});

test('CM33 a file waits for the network, survives cuts and a killed server, and arrives whole', async ({
  device,
  server,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await openTrack(ana.page, 'Midnight Drive');
  await waitUntilInstalled(ana.page);
  const take = bytesOf(6_000_000, 7);
  ana.network.set('cut');
  await add(ana.page, ['Take.wav', take]);
  await expect(entry(ana.page, 'Take.wav')).toContainText('Waiting for the network');
  ana.network.set('up');
  await expect(entry(ana.page, 'Take.wav').getByRole('progressbar')).toBeAttached();
  ana.network.set('cut');
  await server.kill('SIGKILL');
  await server.start();
  ana.network.set('up');
  await expect(entry(ana.page, 'Take.wav')).toContainText('Ana Reyes');
  await openTrack(ben.page, 'Midnight Drive');
  const downloading = ben.page.waitForEvent('download');
  await entry(ben.page, 'Take.wav').getByRole('link').click();
  expect(hashOf(await readFile(await (await downloading).path()))).toBe(hashOf(take));
});

test('CM33 what the server cannot take is said beside its name, and holds up nothing else', async ({
  device,
  server,
}) => {
  await server.kill('SIGTERM');
  await server.start({ FILE_MB: '1' });
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await openTrack(ana.page, 'Midnight Drive');
  await add(ana.page, ['Whole album.wav', bytesOf(2_000_000, 5)], ['Kick.wav', bytesOf(900, 6)]);
  await expect(entry(ana.page, 'Kick.wav')).toContainText('Ana Reyes');
  // In the row of both, and in one of its own that says why.
  const large = entry(ana.page, 'Whole album.wav').last();
  await expect(large).toContainText('It is larger than this server takes.');
  await large.getByRole('button', { name: 'Try again' }).click();
  await expect(large).toContainText('It is larger than this server takes.');
  await large.getByRole('button', { name: /^Cancel/ }).click();
  await expect(large).toHaveCount(0);
  await expectUnread(ben.page, 1);
  // Added by dropping it, while another device looks on.
  await ana.page.evaluate(() => {
    const dropped = new DataTransfer();
    dropped.items.add(new File(['dropped'], 'Lyrics.txt'));
    const target = document.querySelector('#files [role=group]');
    target?.dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true }));
  });
  await openTrack(ben.page, 'Midnight Drive');
  await expect(entry(ben.page, 'Lyrics.txt')).toContainText('7 bytes');
});

test('FI12 a sound is described by its bytes, and one that was cut off is told so', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await openTrack(ben.page, 'Midnight Drive');
  await openTrack(ana.page, 'Midnight Drive');
  const wav = Buffer.from(wavOf({ frames: 144_000, sampleRate: 48_000, bits: 24 }));
  await add(ana.page, ['Bounce.wav', wav], ['Export.wav', wav.subarray(0, 400_000)]);
  for (const { page } of [ana, ben]) {
    await expect(entry(page, 'Bounce.wav')).toContainText('WAV · 24-bit · 48 kHz · Stereo · 0:03');
    await expect(entry(page, 'Bounce.wav')).not.toContainText('Cut off');
    await expect(entry(page, 'Export.wav')).toContainText('Stereo · 0:01');
    await expect(entry(page, 'Export.wav')).toContainText('Cut off');
  }
});

test('FI12 fifty files are listed at first, as people count them', async ({ device }) => {
  const { page } = await device();
  await signUp(page, person('Ana Reyes'));
  await createTrack(page, 'Midnight Drive');
  const stems = Array.from(
    { length: 52 },
    (_, at) => [`Stem ${at + 1}.txt`, bytesOf(9, at)] as const,
  );
  await add(page, ...stems);
  const listed = files(page).getByRole('link', { name: /^Download/ });
  await expect(files(page).getByRole('button', { name: 'Show 2 more files' })).toBeVisible();
  await expect(listed).toHaveCount(50);
  await expect(listed.nth(1)).toHaveText('Stem 2.txt');
  await files(page).getByRole('button', { name: 'Show 2 more files' }).click();
  await expect(listed).toHaveCount(52);
  await expect(listed.last()).toHaveText('Stem 52.txt');
});
