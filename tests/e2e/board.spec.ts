/** The tracks arranged: sorted, filtered, and on a board where they move by hand and by keyboard. */
import { createTrack, expectStatus, openTrack, person, setStage, signUp } from './support/app.ts';
import { expect, test } from './support/fixture.ts';

test('tracks are sorted and filtered, and the address keeps it', async ({ device }) => {
  const { page } = await device();
  await signUp(page, person('Ana Reyes'));
  for (const title of ['Midnight Drive', 'Low Tide', 'Glass Harbor'])
    await createTrack(page, title);
  await openTrack(page, 'Low Tide');
  await setStage(page, 'Mixing');
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
