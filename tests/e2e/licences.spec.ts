/** The page of licences is found from Settings, with a network and without, and looks as the app was set to. */
import type { Page } from '@playwright/test';
import { bell, expectStatus, person, signUp, waitUntilInstalled } from './support/app.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/fixture.ts';

async function openFromSettings(page: Page): Promise<void> {
  await page.goto('/settings');
  await page.getByRole('region', { name: 'App' }).getByRole('link', { name: 'Licences' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Licences' })).toBeVisible();
}
const background = (page: Page) =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);

test('OP43 the page of licences opens from Settings, also without a network, and leads back', async ({
  device,
}) => {
  const { page, network } = await device({ colorScheme: 'dark' });
  const faults: string[] = [];
  page.on('console', (message) => {
    if (/content.security.policy/iu.test(message.text())) faults.push(message.text());
  });
  await signUp(page, person('Ana Reyes'));
  await waitUntilInstalled(page);
  await openFromSettings(page);
  expect(await background(page)).toBe('rgb(12, 13, 16)');
  const yjs = page.getByText(/^yjs \d/u);
  await yjs.click();
  await expect(page.getByText('Kevin Jahns').filter({ visible: true }).first()).toBeVisible();
  await expectAccessible(page, 'licences');

  await page.getByRole('link', { name: 'Back to Settings' }).click();
  await page.getByLabel('Theme').selectOption('Light');
  await expectStatus(page, 'Live');
  expect(faults).toEqual([]);
  network.set('cut');
  await openFromSettings(page);
  expect(await background(page)).toBe('rgb(246, 246, 248)');
  await expectAccessible(page, 'licences in the light');
  await page.getByRole('link', { name: 'Back to Settings' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await expect(bell(page)).toBeVisible();
});
