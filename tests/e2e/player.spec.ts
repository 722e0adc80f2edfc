/** A sound is heard where it lies: in the list, on every page, by keys, and told where it cannot be. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { wavOf } from '../support/audio-samples.ts';
import { toneWav } from '../support/tones.ts';
import {
  addFiles,
  addVersion,
  createTrack,
  fileRow,
  openTrack,
  person,
  shareTrack,
  signUp,
} from './support/app.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/fixture.ts';

const player = (page: Page) => page.getByRole('region', { name: 'Player' });
const position = (page: Page) => player(page).getByRole('slider');
const at = async (page: Page) => Number(await position(page).inputValue());

test('IN12 IN13 a bounce plays where it lies, goes on over pages, and is moved in by keys', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await shareTrack(ana.page, ben.page);
  await openTrack(ana.page, 'Midnight Drive');
  const bounce = toneWav({ seconds: 90, pitches: [440, 660], level: 0.5 }, { sampleRate: 22_050 });
  await addFiles(ana.page, ['Bounce.wav', bounce]);
  await fileRow(ana.page, 'Bounce.wav').getByRole('button', { name: 'Play' }).click();
  await expect(player(ana.page)).toContainText('v1 · Midnight Drive');
  await expect(player(ana.page)).toContainText('1:30');
  await expect.poll(() => at(ana.page)).toBeGreaterThan(0.5);
  // Its waveform stands below it: a tone at half of full level all along.
  const drawn = fileRow(ana.page, 'Bounce.wav').locator('svg path').last();
  await expect(drawn).toHaveAttribute('d', /^(M[\d.]+ 25v50)+$/);
  await expect(fileRow(ana.page, 'Bounce.wav')).toContainText(/−\d+\.\d LUFS/);
  await fileRow(ana.page, 'Bounce.wav').getByRole('slider').focus();
  await ana.page.keyboard.press('End');
  await expect(position(ana.page)).toHaveAttribute('aria-valuetext', '1:30 of 1:30');
  await expect(player(ana.page).getByRole('button', { name: 'Play Bounce.wav' })).toBeVisible();
  await ana.page.keyboard.press('Home');
  await ana.page.keyboard.press(' ');
  await expect.poll(() => at(ana.page)).toBeGreaterThan(0.5);
  // It goes on while pages change.
  await ana.page.getByRole('link', { name: 'Activity', exact: true }).click();
  await expect(ana.page.getByRole('heading', { level: 1, name: 'Activity' })).toBeVisible();
  const before = await at(ana.page);
  await expect.poll(() => at(ana.page)).toBeGreaterThan(before);

  await player(ana.page).getByRole('button', { name: 'Pause Bounce.wav' }).click();
  await position(ana.page).focus();
  await position(ana.page).press('Home');
  await expect(position(ana.page)).toHaveAttribute('aria-valuetext', '0:00 of 1:30');
  await ana.page.keyboard.press('ArrowRight');
  await ana.page.keyboard.press('.');
  await ana.page.keyboard.press('.');
  await ana.page.keyboard.press(',');
  await expect(position(ana.page)).toHaveAttribute('aria-valuetext', '0:06 of 1:30');
  await ana.page.keyboard.press(' ');
  await expect(player(ana.page).getByRole('button', { name: 'Pause Bounce.wav' })).toBeVisible();
  await expect.poll(() => at(ana.page)).toBeGreaterThan(6.2);
  await player(ana.page).getByRole('link', { name: 'Bounce.wav' }).click();
  await expect(
    fileRow(ana.page, 'Bounce.wav').getByRole('button', { name: 'Pause' }),
  ).toBeVisible();
  await player(ana.page).getByRole('button', { name: 'Close the player' }).click();
  await expect(player(ana.page)).toHaveCount(0);

  // On a phone it stands above the navigation.
  await openTrack(ben.page, 'Midnight Drive');
  await fileRow(ben.page, 'Bounce.wav').getByRole('button', { name: 'Play' }).click();
  await expect.poll(() => at(ben.page)).toBeGreaterThan(0.2);
  const bar = await player(ben.page).boundingBox();
  const bottom = await ben.page.getByRole('navigation', { name: 'Main' }).boundingBox();
  expect((bar?.y ?? 0) + (bar?.height ?? 0)).toBeLessThanOrEqual((bottom?.y ?? 0) + 1);
  // Whoever is removed hears nothing more.
  await ana.page.getByRole('button', { name: 'Remove Ben Okafor' }).click();
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(fileRow(ben.page, 'Bounce.wav')).toHaveCount(0);
  await expect(player(ben.page)).toContainText('This sound was removed');
  await expect(player(ben.page).getByRole('button', { name: 'Try again' })).toHaveCount(0);
});

test('IN12 what cannot be heard says why, and is heard when it can be', async ({ device }) => {
  const ana = await device();
  await signUp(ana.page, person('Ana Reyes'));
  await createTrack(ana.page, 'Midnight Drive');
  const tone = toneWav({ seconds: 4, pitches: [440], level: 0.5 });
  const float = wavOf({ codec: 'pcm-float', bits: 64, frames: 900 });
  await addFiles(
    ana.page,
    ['Take.wav', tone],
    ['Float.wav', float],
    ['Lyrics.txt', Buffer.from('a')],
  );
  await expect(fileRow(ana.page, 'Float.wav')).toContainText('noise: download it to listen');
  await expect(fileRow(ana.page, 'Lyrics.txt')).toContainText('Ana Reyes');
  await expect(ana.page.getByRole('button', { name: /^Play/ })).toHaveCount(1);
  await expect(fileRow(ana.page, 'Take.wav').getByRole('button', { name: 'Play' })).toBeVisible();
  ana.network.set('cut');
  await fileRow(ana.page, 'Take.wav').getByRole('button', { name: 'Play' }).click();
  await expect(player(ana.page)).toContainText('The server could not be reached');
  ana.network.set('up');
  await player(ana.page).getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => at(ana.page)).toBeGreaterThan(0.2);
  // At its end it stands there, and plays anew.
  await expect(position(ana.page)).toHaveAttribute('aria-valuetext', '0:04 of 0:04');
  await player(ana.page).getByRole('button', { name: 'Play Take.wav' }).click();
  await expect(position(ana.page)).toHaveAttribute('aria-valuetext', '0:01 of 0:04');
});

test('CM40 IN14 what is said while a sound stands still marks the moment, and the bell leads there', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await openTrack(ana.page, 'Midnight Drive');
  await openTrack(ben.page, 'Midnight Drive');
  const bounce = toneWav({ seconds: 90, pitches: [440], level: 0.5 }, { sampleRate: 8_000 });
  await addFiles(ana.page, ['Bounce.wav', bounce]);
  await fileRow(ana.page, 'Bounce.wav').getByRole('button', { name: 'Play' }).click();
  await player(ana.page).getByRole('button', { name: 'Pause' }).click();
  await position(ana.page).fill('62.5');
  const words = ana.page.getByRole('region', { name: 'Comments' });
  await expect(words).toContainText('At 1:02 · Bounce.wav v1');
  await words.getByLabel('Add a comment').fill('The kick is late.');
  // What is moved in meanwhile is another matter.
  await position(ana.page).fill('3');
  await words.getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(words.getByRole('link', { name: '1:02 · Bounce.wav v1' })).toBeVisible();
  const mark = (page: Page) =>
    fileRow(page, 'Bounce.wav').getByRole('link', { name: /^1:02 · Ana Reyes: The kick is late/ });
  await mark(ana.page).click();
  await expect(words.getByRole('group', { name: 'Comment by Ana Reyes' })).toBeFocused();
  await expect(position(ana.page)).toHaveAttribute('aria-valuetext', '1:02 of 1:30');

  await ben.page.goto('/activity');
  const told = ben.page.getByRole('article', {
    name: /^Ana Reyes commented at 1:02 on Midnight Drive v1/,
  });
  await told.getByRole('link').first().click();
  await expect(position(ben.page)).toHaveAttribute('aria-valuetext', '1:02 of 1:30');
  await expect(player(ben.page).getByRole('button', { name: 'Play Bounce.wav' })).toBeVisible();
  await expect(ben.page.getByRole('group', { name: 'Comment by Ana Reyes' })).toBeFocused();
  await expect(mark(ben.page)).toBeVisible();
  await player(ben.page).getByRole('button', { name: 'Play Bounce.wav' }).click();
  await expect.poll(() => at(ben.page)).toBeGreaterThan(62.6);

  // A newer version takes its place in the list, not in the player.
  const louder = toneWav({ seconds: 90, pitches: [440], level: 0.9 }, { sampleRate: 8_000 });
  await addVersion(ana.page, 'Bounce.wav', ['Bounce.wav', louder]);
  await expect(fileRow(ben.page, 'Bounce.wav')).toContainText('This is v1, not the newest.');
  await expect(player(ben.page)).toContainText('v1 · Midnight Drive');
  await fileRow(ben.page, 'Bounce.wav').getByRole('button', { name: 'Play v2' }).click();
  await expect(player(ben.page)).toContainText('v2 · Midnight Drive');
  const ghost = fileRow(ben.page, 'Bounce.wav').getByRole('link', {
    name: /^1:02 on v1 · Ana Reyes/,
  });
  await expect(ghost).toBeVisible();
  await expectAccessible(ben.page, 'a sound with moments');
});

test('IN12 one tab plays at a time, two presses are two, and what lies between says so', async ({
  device,
}) => {
  const ana = await device();
  const { page } = ana;
  await signUp(page, person('Ana Reyes'));
  await createTrack(page, 'Midnight Drive');
  const bounce = toneWav({ seconds: 90, pitches: [440], level: 0.5 }, { sampleRate: 8_000 });
  await addFiles(page, ['Bounce.wav', bounce]);
  await addFiles(page, ['AAC.m4a', await readFile('tests/fixtures/sounds/tone.m4a')]);
  await fileRow(page, 'Bounce.wav').getByRole('button', { name: 'Play' }).click();
  await expect.poll(() => at(page)).toBeGreaterThan(0.2);
  await position(page).evaluate((slider) => {
    for (let press = 0; press < 2; press += 1) {
      slider.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true }));
    }
  });
  const before = await at(page);
  await expect.poll(() => at(page)).toBeGreaterThan(before + 0.5);
  await expect(player(page).getByRole('button', { name: 'Pause Bounce.wav' })).toBeVisible();
  await position(page).press('ArrowUp');
  await expect.poll(() => at(page)).toBeGreaterThan(before + 5);

  const other = await ana.context.newPage();
  await openTrack(other, 'Midnight Drive');
  await fileRow(other, 'Bounce.wav').getByRole('button', { name: 'Play' }).click();
  await expect.poll(() => at(other)).toBeGreaterThan(0.2);
  await expect(player(page).getByRole('button', { name: 'Play Bounce.wav' })).toBeVisible();
  await other.close();

  // Nobody has read its length but the engine, and it is moved in all the same.
  await fileRow(page, 'AAC.m4a').getByRole('button', { name: 'Play' }).click();
  await expect(position(page)).toBeEnabled();
  await expect(position(page)).toHaveAttribute('aria-valuetext', /of 0:02$/);

  // The name it goes by follows the file.
  await fileRow(page, 'AAC.m4a')
    .getByRole('button', { name: /^More about/ })
    .click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Final.m4a');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(player(page)).toContainText('Final.m4a');

  // A page of a network in between says that all is well, or that nothing is there.
  for (const status of [200, 404]) {
    await ana.context.route('**/sound', (route) =>
      route.fulfill({ status, contentType: 'text/html', body: '<title>Hotel</title>' }),
    );
    await fileRow(page, 'Bounce.wav').getByRole('button', { name: 'Play' }).click();
    await expect(player(page)).toContainText('The server could not be reached');
    await ana.context.unroute('**/sound');
    await player(page).getByRole('button', { name: 'Close the player' }).click();
  }
});
