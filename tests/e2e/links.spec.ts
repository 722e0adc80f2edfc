/** Links lead from outside to what a notification is about, and from there back. */
import type { Page } from '@playwright/test';
import type { ChangesAnswer } from '#shared/protocol/messages.ts';
import { mentionRows } from '#shared/workspace/limits.ts';
import {
  bell,
  comment,
  expectUnread,
  openPanel,
  openTrack,
  panel,
  person,
  setStage,
  shareTrack,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

const newestId = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const { newest } = (await (await fetch('/api/changes?after=0')).json()) as ChangesAnswer;
    return newest?.[0]?.id ?? '';
  });

test('a link to a notification reads it and leads to what it is about, offline and after a sign-in', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await ben.page.goto('/');
  await expectUnread(ben.page, 0);
  await comment(ana.page, 'Listen to 1:42.');
  await expectUnread(ben.page, 1);
  const id = await newestId(ben.page);

  await waitUntilInstalled(ben.page);
  ben.network.set('cut');
  await ben.page.goto(`/n/${id}`);
  await expect(ben.page).toHaveURL(/\/track\/[0-9a-f-]+#comment-/);
  await expect(ben.page.locator(':focus')).toContainText('Listen to 1:42.');
  await expectUnread(ben.page, 0);
  ben.network.set('up');

  // Somebody else's, or none at all, is explained.
  await ana.page.goto(`/n/${id}`);
  await expect(ana.page.getByText('This notification is not on this device')).toBeVisible();

  const elsewhere = await device();
  await elsewhere.page.goto(`/n/${id}`);
  await elsewhere.page.getByLabel('E-mail').fill(person('Ben Okafor').email);
  await elsewhere.page.getByLabel('Password').fill(person('Ben Okafor').password);
  await elsewhere.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(elsewhere.page).toHaveURL(/\/track\/[0-9a-f-]+#comment-/);
});

test('Back returns to the same place in the list', async ({ device }) => {
  const ana = await device();
  const ben = await device({ viewport: { width: 1280, height: 560 } });
  await shareTrack(ana.page, ben.page);
  await openTrack(ana.page, 'Midnight Drive');
  for (let take = 1; take <= mentionRows; take += 1)
    await comment(ana.page, `@Ben Okafor Take ${take}.`);
  await setStage(ana.page, 'Mixing');
  await ben.page.goto('/activity');
  const rows = ben.page.getByRole('article');
  await expect(rows).toHaveCount(mentionRows + 2);
  const wanted = rows.filter({ hasText: '@Ben Okafor Take 3.' });
  await wanted.scrollIntoViewIfNeeded();
  const before = await ben.page.evaluate(() => scrollY);
  expect(before).toBeGreaterThan(100);
  await wanted.getByRole('link').first().click();
  await expect(ben.page.getByRole('heading', { level: 1, name: 'Midnight Drive' })).toBeVisible();
  await ben.page.goBack();
  await expect(wanted).toBeInViewport();
  await expect.poll(() => ben.page.evaluate(() => scrollY)).toBeGreaterThan(before - 50);

  // From the panel: it opens again where it was, beside the bell and as a sheet.
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 390, height: 844 },
  ]) {
    await ben.page.setViewportSize(viewport);
    await ben.page.goto('/');
    const shown = (await openPanel(ben.page)).getByRole('article');
    const left = shown.filter({ hasText: '@Ben Okafor Take 3.' });
    await left.getByRole('link').first().click();
    await expect(ben.page).toHaveURL(/\/track\//);
    await expect(panel(ben.page)).toBeHidden();
    await ben.page.goBack();
    await expect(left).toBeFocused();
    await expect(left).toBeInViewport();
    await expect(ben.page).toHaveURL(/\/$/);
    await ben.page.keyboard.press('Escape');
    await expect(panel(ben.page)).toBeHidden();
    await expect(bell(ben.page)).toBeFocused();
  }
});
