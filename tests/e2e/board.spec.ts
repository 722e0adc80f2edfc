/**
 * The tracks are arranged: sorted, filtered, and on a board where they move by hand and by
 * keyboard.
 */
import {
  createTrack,
  expectStatus,
  openTrack,
  person,
  setStage,
  signUp,
  step,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

/** Reloads in the very moment in which the track is shown to stand there. */
const reloadOnceShown = (stage: string) => {
  const isShown = () =>
    [...document.querySelectorAll('[aria-current=step]')].some((it) => it.textContent === stage);
  new MutationObserver(() => {
    if (isShown()) location.reload();
  }).observe(document.body, { subtree: true, attributes: true, childList: true });
};

test('CM21 tracks are sorted and filtered, the address keeps it, and what is shown stays', async ({
  device,
}) => {
  const { page } = await device();
  await signUp(page, person('Ana Reyes'));
  for (const title of ['Midnight Drive', 'Low Tide', 'Glass Harbor'])
    await createTrack(page, title);
  await openTrack(page, 'Low Tide');
  await page.evaluate(reloadOnceShown, 'Mixing');
  const reloaded = page.waitForEvent('load');
  await setStage(page, 'Mixing');
  await reloaded;
  await expect(step(page, 'Mixing')).toHaveAttribute('aria-current', 'step');
  await page.getByRole('link', { name: 'Tracks', exact: true }).first().click();
  const titles = page.getByRole('main').getByRole('listitem').getByRole('link');
  await expect(titles).toHaveText(['Low Tide', 'Glass Harbor', 'Midnight Drive']);
  await page.getByLabel('Sort by').selectOption('Title');
  await expect(titles).toHaveText(['Glass Harbor', 'Low Tide', 'Midnight Drive']);
  await page.getByLabel('Stage').selectOption('Mixing');
  await expect(titles).toHaveText(['Low Tide']);
  await page.reload();
  await expect(titles).toHaveText(['Low Tide']);
  await page.getByLabel('Stage').selectOption('Released');
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(titles).toHaveCount(3);
});

test('on the board tracks move by pointer and by keyboard, without a network too', async ({
  device,
}) => {
  const { page, network } = await device();
  await signUp(page, person('Ana Reyes'));
  await createTrack(page, 'Midnight Drive');
  await page.goto('/?view=board');
  const column = (name: string) => page.getByRole('region', { name: new RegExp(`^${name},`) });
  await expect(column('Idea').getByText('Midnight Drive')).toBeVisible();

  const grip = page.getByRole('button', { name: 'Move Midnight Drive' });
  const from = await grip.boundingBox();
  const to = await column('Recording').boundingBox();
  if (!from || !to) throw new Error('both are on screen');
  await page.mouse.move(from.x + 8, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(to.x + 40, to.y + 120, { steps: 5 });
  await page.mouse.up();
  await expect(column('Recording').getByText('Midnight Drive')).toBeVisible();
  await expect(column('Idea').getByText('Midnight Drive')).toHaveCount(0);
  await expectStatus(page, 'Live');

  network.set('cut');
  await expectStatus(page, /^Offline/);
  await expect(grip).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(column('Mixing').getByText('Midnight Drive')).toBeVisible();
  await expect(grip).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Escape');
  await expect(column('Mixing').getByText('Midnight Drive')).toBeVisible();
  await expectStatus(page, 'Offline · 1 change waiting');
  network.set('up');
  await expectStatus(page, 'Live');
  await page.reload();
  await expect(column('Mixing').getByText('Midnight Drive')).toBeVisible();
});
