/** Whoever looks around the demo hears something: from the bell to a moment of a bounce, and back a version. */
import type { Page } from '@playwright/test';
import { fileRow, openPanel, openTrack, panel, row } from './support/app.ts';
import { expectAccessible } from './support/axe.ts';
import { enterDemo, expect, test } from './support/demo.ts';

const player = (page: Page) => page.getByRole('region', { name: 'Player' });
const position = (page: Page) => player(page).getByRole('slider');
const at = async (page: Page) => Number(await position(page).inputValue());

test('CM44 NT30 the demo leads from the bell to 0:08 of a bounce, and what is said along it', async ({
  device,
}) => {
  const { page } = await device();
  await enterDemo(page);
  await openPanel(page);
  const shared = row(panel(page), 'Chloe Wu shared v2 of Rough bounce.wav on Midnight Drive');
  await expect(shared).toContainText('Kick up 2 dB · listen to the drop at 0:08');
  const told = row(panel(page), 'Ana Reyes commented at 0:08 on Midnight Drive v2');
  await told.getByRole('link').first().click();

  const bounce = fileRow(page, 'Rough bounce.wav');
  await expect(position(page)).toHaveAttribute('aria-valuetext', '0:08 of 0:18');
  await expect(bounce.getByRole('link', { name: /^0:04–0:08 on v1 · Ana Reyes/ })).toBeVisible();
  await expect(bounce.getByRole('link', { name: /^0:08 · Ana Reyes/ })).toBeVisible();
  await expect(bounce).toContainText(/−1\d\.\d LUFS/);
  await expectAccessible(page, 'a track with sounds');
  await bounce.getByRole('button', { name: 'Play Rough bounce.wav' }).click();
  await expect.poll(() => at(page)).toBeGreaterThan(9);

  await bounce.getByRole('button', { name: /^More about Rough bounce/ }).click();
  await page.getByRole('menuitem', { name: 'Play v1' }).click();
  await expect(bounce).toContainText('This is v1, not the newest.');
  await expect(bounce.getByRole('link', { name: /^0:04–0:08 · Ana Reyes/ })).toBeVisible();
  await expect(bounce.getByRole('link', { name: /^0:08 · Ben Okafor: The kick/ })).toBeVisible();
});

test('IN12 every sound of the demo is heard', async ({ device }) => {
  const { page } = await device();
  await enterDemo(page);
  await openTrack(page, 'Midnight Drive');
  for (const name of ['Bass take 2.wav', 'Kick.wav', 'Pad.wav', 'Rough bounce.wav']) {
    await fileRow(page, name)
      .getByRole('button', { name: `Play ${name}` })
      .click();
    await expect(player(page)).toContainText(name);
    await expect.poll(() => at(page)).toBeGreaterThan(0.2);
    await expect(fileRow(page, name)).toContainText('LUFS');
  }
});
