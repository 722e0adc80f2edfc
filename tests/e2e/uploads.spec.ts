/** Files on their way arrive: over cuts, kills and closed tabs, in more than one tab, on slow lines. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createTrack,
  expectStatus,
  expectUnread,
  openPanel,
  openTrack,
  person,
  row,
  shareTrack,
  signIn,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';
import { answerOnce } from './support/network.ts';
import {
  arrived,
  bytesOf,
  choose,
  files,
  hashesOf,
  hashOf,
  line,
  openAlone,
  placeFiles,
  title,
} from './support/uploads.ts';

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feed-stems-'));
});
test.afterEach(() => rm(folder, { recursive: true }));

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
  await placeFiles(folder, { ...stems, 'Stems/.DS_Store': Buffer.from('of the system') });
  const sum = Object.values(stems).reduce((all, bytes) => all + bytes.length, 0);

  const { network } = ana;
  network.pace({ up: 1_500_000 });
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
    answerOnce(network, '/api/uploads', 502);
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
  network.pace({});

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
  const paths = await placeFiles(folder, {
    'Bass.wav': bytesOf(300_000, 1),
    'Keys.wav': bytesOf(300_000, 2),
    'Vox.wav': bytesOf(300_000, 3),
  });
  ana.network.pace({ up: 150_000 });
  await choose(ana.page, 'Add files', paths);
  for (const page of [ana.page, other]) {
    await expect(line(page, '3 files')).toContainText('0 of 3 on the server');
  }
  // The other one waits for its turn.
  await choose(other, 'Add files', await placeFiles(folder, { 'Mix.wav': bytesOf(100_000, 4) }));
  await expect(line(ana.page, 'Mix.wav')).toContainText('Waiting for its turn');
  await expect(line(other, '3 files')).toContainText('1 of 3 on the server');
  await ana.page.close();
  ana.network.pace({});
  await expect(arrived(other)).toHaveCount(4);
  // Of the one that was under way in the tab that was closed, some had to be sent again.
  expect(ana.network.uploads.bytes()).toBeLessThan(1_300_000);
});

test('FI33 an upload at a line of 20 KB a second is a slow one, and one that is cut again and again ends', async ({
  device,
}) => {
  const ana = await openAlone(device);
  const { network } = ana;
  network.pace({ up: 20_000 });
  const [slow = '', cut = ''] = await placeFiles(folder, {
    'Slow.wav': bytesOf(760_000, 1),
    'Cut.wav': bytesOf(900_000, 2),
  });
  await choose(ana.page, 'Add files', slow);
  await expect(arrived(ana.page)).toHaveCount(1);
  // The browser had all of it in its hands at once, and waited for longer than a dead line is waited for.
  expect(network.uploads.requests()).toBe(1);

  network.pace({ up: 100_000 });
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

test('FI31 a file that was added without a server goes on in the browser that is started again', async ({
  profile,
  server,
  device,
}) => {
  const before = await profile.launch();
  const ana = person('Ana Reyes');
  await signUp(before.page, ana);
  await createTrack(before.page, title);
  await waitUntilInstalled(before.page);
  await server.kill('SIGKILL');
  const take = bytesOf(500_000, 1);
  await choose(before.page, 'Add files', await placeFiles(folder, { 'Take.wav': take }));
  await expect(line(before.page, 'Take.wav')).toContainText('Waiting for the network');
  await before.close();
  // The file on disk is not needed any more.
  await rm(join(folder, 'Take.wav'));
  await server.start();
  const after = await profile.launch();
  await after.page.goto('/');
  const other = await device();
  await signIn(other.page, ana);
  await openTrack(other.page, title);
  await expect(arrived(other.page)).toHaveText(['Take.wav']);
  expect(await hashesOf(other.page)).toEqual({ 'Take.wav': hashOf(take) });
});

test('FI31 a tab that shows something else goes on where the one with the files is closed', async ({
  device,
}) => {
  const ana = await openAlone(device);
  const watching = await device();
  await signIn(watching.page, person('Ana Reyes'));
  await openTrack(watching.page, title);
  const other = await ana.context.newPage();
  await other.goto('/');
  await expect(other.getByRole('link', { name: title })).toBeVisible();
  ana.network.pace({ up: 100_000 });
  const take = bytesOf(300_000, 1);
  await choose(ana.page, 'Add files', await placeFiles(folder, { 'Take.wav': take }));
  await expect(line(ana.page, 'Take.wav')).toContainText('of 300 kB');
  await ana.page.close();
  await expect(arrived(watching.page)).toHaveText(['Take.wav']);
  expect(await hashesOf(watching.page)).toEqual({ 'Take.wav': hashOf(take) });
});

test('FI57 what was added to a track that was made without a network arrives with it', async ({
  device,
}) => {
  const ana = await device();
  await signUp(ana.page, person('Ana Reyes'));
  await waitUntilInstalled(ana.page);
  ana.network.set('cut');
  await expectStatus(ana.page, /^Offline/);
  await createTrack(ana.page, title);
  const idea = bytesOf(50_000, 1);
  await choose(ana.page, 'Add files', await placeFiles(folder, { 'Idea.wav': idea }));
  await expect(line(ana.page, 'Idea.wav')).toContainText('Waiting for the network');
  // The file gets to the server first.
  answerOnce(ana.network, '/api/commands', 502);
  ana.network.set('up');
  await expect(arrived(ana.page)).toHaveText(['Idea.wav']);
  expect(await hashesOf(ana.page)).toEqual({ 'Idea.wav': hashOf(idea) });
});

test('FI58 what is on its way to a track goes with the track, from this device too', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await openTrack(ana.page, title);
  await openTrack(ben.page, title);
  const named = await placeFiles(folder, {
    'Bass.wav': bytesOf(900_000, 1),
    'Keys.wav': bytesOf(900_000, 2),
  });
  ben.network.pace({ up: 20_000 });
  await choose(ben.page, 'Add files', named);
  const batch = line(ben.page, '2 files');
  await expect(batch).toContainText('of 1.8 MB');
  await batch.getByText('Each file').click();
  await line(ben.page, 'Keys.wav')
    .getByRole('button', { name: /^Pause/ })
    .click();
  await ana.page.getByRole('button', { name: 'Remove Ben Okafor' }).click();
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(ben.page.getByText('This track is not on this device')).toBeVisible();
  // Nothing is left to lose, so signing out asks nothing.
  await expect
    .poll(() =>
      ben.page.evaluate(() =>
        Object.keys(localStorage).filter((key) => key.startsWith('uploads-')),
      ),
    )
    .toEqual([]);
});
