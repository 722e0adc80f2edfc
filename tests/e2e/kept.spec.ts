/** Sounds are kept on this device: they play without a server, and go when they have to. */
import { createHash } from 'node:crypto';
import type { Page } from '@playwright/test';
import { toneWav } from '../support/tones.ts';
import {
  addFiles,
  addVersion,
  createTrack,
  expectStatus,
  fileRow,
  files,
  openTrack,
  person,
  shareTrack,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

const player = (page: Page) => page.getByRole('region', { name: 'Player' });
const position = (page: Page) => player(page).getByRole('slider');
/** Nearly eight megabytes. */
const bounce = toneWav({ seconds: 90, pitches: [440, 660], level: 0.5 }, { sampleRate: 22_050 });

async function choose(page: Page, name: string, item: string): Promise<void> {
  await fileRow(page, name)
    .getByRole('button', { name: /^More about/ })
    .click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** Of the track, among what else speaks there. */
const keptStatus = (page: Page) =>
  files(page).getByRole('status').filter({ hasText: 'on this device' });

/** What lies in the caches of kept sounds: how many entries. */
const entries = (page: Page) =>
  page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('kept-'));
    const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return keys.flat().length;
  });

test('FI50 FI52 a kept bounce plays without a server, cold, and is moved in', async ({
  device,
  server,
}) => {
  const { page } = await device();
  await signUp(page, person('Ana Reyes'));
  await createTrack(page, 'Midnight Drive');
  await waitUntilInstalled(page);
  await addFiles(page, ['Bounce.wav', bounce]);
  // Heard from the server, then from here, on one page.
  const isHeardFrom = async (second: number) => {
    await fileRow(page, 'Bounce.wav').getByRole('button', { name: 'Play' }).click();
    await position(page).fill(String(second));
    const heard = async () => Number(await position(page).inputValue());
    await expect.poll(heard).toBeGreaterThan(second + 0.2);
    await player(page).getByRole('button', { name: 'Close the player' }).click();
  };
  await isHeardFrom(70);
  await choose(page, 'Bounce.wav', 'Keep on this device');
  await expect(fileRow(page, 'Bounce.wav')).toContainText('On this device');
  await isHeardFrom(40);
  const link = await fileRow(page, 'Bounce.wav').getByRole('link').getAttribute('href');
  await expectStatus(page, 'Live');
  await server.kill('SIGKILL');

  await page.reload();
  await expectStatus(page, /^Offline/);
  await expect(fileRow(page, 'Bounce.wav')).toContainText('On this device');
  await fileRow(page, 'Bounce.wav').getByRole('button', { name: 'Play' }).click();
  await expect.poll(async () => Number(await position(page).inputValue())).toBeGreaterThan(0.3);
  await player(page).getByRole('button', { name: 'Pause Bounce.wav' }).click();
  await position(page).fill('60');
  await expect(position(page)).toHaveAttribute('aria-valuetext', '1:00 of 1:30');
  await player(page).getByRole('button', { name: 'Play Bounce.wav' }).click();
  await expect.poll(async () => Number(await position(page).inputValue())).toBeGreaterThan(60.3);
  await expect(player(page)).not.toContainText('does not let the sound be moved in');

  // What is answered is what the server would have answered, in whole and in part.
  const asked = (init: { readonly method?: string; readonly headers?: Record<string, string> }) =>
    page.evaluate(
      async ({ address, given }) => {
        const answer = await fetch(`${address}/sound`, given);
        const bytes = new Uint8Array(await answer.arrayBuffer());
        const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).toHex();
        return { status: answer.status, headers: Object.fromEntries(answer.headers), hash };
      },
      { address: link, given: init },
    );
  const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const whole = await asked({});
  expect(whole).toMatchObject({ status: 200, hash: hashOf(bounce) });
  expect(whole.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': String(bounce.length),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
  });
  const range = await asked({ headers: { range: 'bytes=1048570-3145740' } });
  expect(range).toMatchObject({ status: 206, hash: hashOf(bounce.subarray(1_048_570, 3_145_741)) });
  expect(range.headers['content-range']).toBe(`bytes 1048570-3145740/${bounce.length}`);
  expect((await asked({ method: 'HEAD' })).headers['content-length']).toBe(String(bounce.length));
  const beyond = await asked({ headers: { range: `bytes=${bounce.length}-` } });
  expect(beyond.status).toBe(416);
});

test('FI51 what is cut amid its coming goes on where it stood, over a killed server and browser', async ({
  profile,
  server,
}) => {
  const first = await profile.launch();
  await signUp(first.page, person('Ana Reyes'));
  await createTrack(first.page, 'Midnight Drive');
  await addFiles(first.page, ['Bounce.wav', bounce]);
  await waitUntilInstalled(first.page);
  let parts = 0;
  await first.page.route(/\/sound\?account=/, async (route) => {
    parts += 1;
    if (parts > 3) await route.abort('connectionreset');
    else await route.continue();
  });
  await choose(first.page, 'Bounce.wav', 'Keep on this device');
  await expect(fileRow(first.page, 'Bounce.wav')).toContainText(
    'Waiting for the network · 3 of 8 MB',
  );
  await first.close();
  await server.kill('SIGKILL');

  const next = await profile.launch();
  const ranges: (string | undefined)[] = [];
  next.page.on('response', (response) => {
    if (response.url().includes('/sound?account=')) {
      ranges.push(`${response.status()} ${response.request().headers()['range']}`);
    }
  });
  await openTrack(next.page, 'Midnight Drive');
  await expect(fileRow(next.page, 'Bounce.wav')).toContainText('3 of 8 MB');
  await server.start();
  await expect(fileRow(next.page, 'Bounce.wav')).toContainText('On this device');
  const part = 1_048_576;
  expect(ranges).toEqual(
    [3, 4, 5, 6, 7].map(
      (at) => `206 bytes=${at * part}-${Math.min((at + 1) * part, bounce.length) - 1}`,
    ),
  );
});

test('FI50 FI53 FI54 all of a track is kept, newer versions too, until they are let go of or removed', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await ben.page.keyboard.press('Escape');
  await openTrack(ana.page, 'Midnight Drive');
  const take = toneWav({ seconds: 4, pitches: [440], level: 0.5 });
  await addFiles(
    ana.page,
    ['Take.wav', take],
    ['Stem.wav', take],
    ['Lyrics.txt', Buffer.from('a')],
  );
  await openTrack(ben.page, 'Midnight Drive');
  await expectStatus(ben.page, 'Live');
  await waitUntilInstalled(ben.page);
  await files(ben.page).getByRole('button', { name: 'Keep all on this device' }).click();
  for (const name of ['Take.wav', 'Stem.wav']) {
    await expect(fileRow(ben.page, name)).toContainText('On this device');
  }
  await expect(keptStatus(ben.page)).toContainText('2 sounds on this device');
  await expect(fileRow(ben.page, 'Lyrics.txt')).not.toContainText('device');
  await expect(files(ben.page).getByRole('button', { name: /^Keep all/ })).toHaveCount(0);
  const louder = toneWav({ seconds: 5, pitches: [440], level: 0.8 });
  await addVersion(ana.page, 'Take.wav', ['Take.wav', louder]);
  await expect(fileRow(ben.page, 'Take.wav')).toContainText('v2');
  await expect(fileRow(ben.page, 'Take.wav')).toContainText('On this device');
  // A part and a mark of each.
  await expect.poll(() => entries(ben.page)).toBe(4);

  // What the browser has removed is said, and comes again when it is asked for.
  await ben.page.evaluate(async () => {
    for (const name of await caches.keys()) if (name.startsWith('kept-')) await caches.delete(name);
  });
  await ben.page.reload();
  await expect(fileRow(ben.page, 'Take.wav')).toContainText('Removed by the browser');
  await choose(ben.page, 'Stem.wav', 'Do not keep it here');
  await choose(ben.page, 'Take.wav', 'Keep on this device');
  await expect(fileRow(ben.page, 'Take.wav')).toContainText('On this device');
  await expect(fileRow(ben.page, 'Stem.wav')).not.toContainText('browser');
  await choose(ben.page, 'Stem.wav', 'Keep on this device');
  await expect(fileRow(ben.page, 'Stem.wav')).toContainText('On this device');
  await choose(ben.page, 'Stem.wav', 'Remove from this device');
  await expect.poll(() => entries(ben.page)).toBe(2);

  // Who is removed while away still has it until the next contact, and not after it.
  ben.network.set('cut');
  await expectStatus(ben.page, /^Offline/);
  await ana.page.getByRole('button', { name: 'Remove Ben Okafor' }).click();
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  expect(await entries(ben.page)).toBe(2);
  ben.network.set('up');
  await expect(files(ben.page)).toHaveCount(0);
  await expect.poll(() => entries(ben.page)).toBe(0);
});

test('FI55 FI56 settings count what is kept, a reset brings it again, a sign-out takes it along', async ({
  device,
}) => {
  const { page, network } = await device();
  await signUp(page, person('Ana Reyes'));
  await createTrack(page, 'Midnight Drive');
  await waitUntilInstalled(page);
  const take = toneWav({ seconds: 60, pitches: [440], level: 0.5 }, { sampleRate: 22_050 });
  await addFiles(page, ['Take.wav', take], ['Stem.wav', take]);
  await choose(page, 'Take.wav', 'Keep on this device');
  await expect(fileRow(page, 'Take.wav')).toContainText('On this device');
  const goTo = async (place: string) => {
    await page.getByRole('banner').getByRole('button', { name: 'Account' }).click();
    await page.getByRole('dialog').getByRole('link', { name: place }).click();
  };
  await goTo('Settings');
  const storage = page.getByRole('region', { name: 'Storage on this device' });
  await expect(storage).toContainText('Sounds kept: 1 · 3 MB');
  await page.getByRole('button', { name: 'Reset app' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset app' }).click();
  await expect(page).toHaveURL(/\/$/);
  await openTrack(page, 'Midnight Drive');
  await expect(fileRow(page, 'Take.wav')).toContainText('On this device');
  await goTo('Settings');
  await storage.getByRole('button', { name: 'Remove all' }).click();
  await expect(storage).toContainText('No sounds are kept');
  await expect.poll(() => entries(page)).toBe(0);

  await openTrack(page, 'Midnight Drive');
  await files(page).getByRole('button', { name: 'Keep all on this device' }).click();
  await expect(keptStatus(page)).toContainText('2 sounds on this device');
  expect(await entries(page)).toBe(8);
  network.set('cut');
  await expectStatus(page, /^Offline/);
  await page.getByRole('banner').getByRole('button', { name: 'Account' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  const left = () =>
    page.evaluate(async () => [
      ...(await caches.keys()).filter((name) => name.startsWith('kept-')),
      ...Object.keys(localStorage).filter((key) => key.startsWith('wanted-sounds')),
    ]);
  await expect.poll(left).toEqual([]);
});
