/**
 * A newer build is deployed while the app is open: offered, taken over, nothing half-written lost.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import {
  bell,
  createTrack,
  expectStatus,
  person,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test as base } from './support/fixture.ts';
import { nextBuildName, placeBuild, placeNextBuild } from './support/next-build.ts';

const test = base.extend({
  // Playwright reads the names of the fixtures from this pattern; there are none.
  workingDir: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'feed-working-'));
    await placeBuild(folder);
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

const buildOf = (page: Page) =>
  page.locator('meta[name="application-name"]').getAttribute('content');

const parts = '_app/immutable/nodes';
const statusOf = async (path: string) => (await fetch(path)).status;

/**
 * Looks for updates as a tab does each hour. A tab may have begun to look just when the build was changed
 * under it, and then both hear that this failed.
 */
const lookForUpdate = (page: Page) =>
  expect(() =>
    page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update())),
  ).toPass();

test('IN5 a tab that was loaded past the worker is met by it, and hears of the next build', async ({
  device,
  workingDir,
}) => {
  const { page, context } = await device();
  await signUp(page, person('Ana Reyes'));
  await waitUntilInstalled(page);
  // As a reload by Shift does.
  const session = await context.newCDPSession(page);
  const loaded = page.waitForEvent('load');
  await session.send('Page.reload', { ignoreCache: true });
  await loaded;
  const isControlled = () => page.evaluate(() => navigator.serviceWorker.controller !== null);
  await expect.poll(isControlled).toBe(true);
  if (workingDir === undefined) throw new Error('no folder');
  await placeNextBuild(workingDir);
  await lookForUpdate(page);
  await expectStatus(page, 'New version · Reload');
  const second = await context.newPage();
  await second.goto('/');
  await expectStatus(second, 'New version · Reload');
  await second.getByTestId('sync-status').click();
  await expect.poll(() => buildOf(page)).toBe(nextBuildName);
});

test('IN5 two tabs: offered in both, taken in one, the other waits for its unsent text', async ({
  device,
  server,
  workingDir,
}) => {
  const { page: first, context } = await device();
  await signUp(first, person('Ana Reyes'));
  await createTrack(first, 'Midnight Drive');
  await waitUntilInstalled(first);
  const second = await context.newPage();
  const problems: string[] = [];
  for (const page of [first, second]) {
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('requestfailed', (request) => {
      if (request.url().includes('/_app/')) problems.push(request.url());
    });
  }
  await second.goto('/');
  await expectStatus(second, 'Live');
  await first.getByLabel('Add a comment').pressSequentially('Half a thought');
  // Within the page: a draft is on the disk a moment after the last letter.
  await first.getByRole('banner').getByRole('button', { name: 'Account' }).click();
  await first.getByRole('dialog').getByRole('link', { name: 'Account' }).click();
  const name = first.getByLabel('Name');
  await expect(name).toHaveValue('Ana Reyes');
  await name.press('End');
  await name.pressSequentially(' R');
  if (workingDir === undefined) throw new Error('no folder');
  await placeNextBuild(workingDir);
  await lookForUpdate(second);
  for (const page of [first, second]) await expectStatus(page, 'New version · Reload');
  expect(await buildOf(second)).toBe('Producer');
  // Of the newer build, say. SvelteKit by itself would load it anew for ever.
  await second.goto('/of/nobody');
  await expect(second.getByText('There is nothing here')).toBeVisible();
  await expectStatus(second, 'New version · Reload');

  await second.getByTestId('sync-status').click();
  await expect.poll(() => buildOf(second)).toBe(nextBuildName);
  await expectStatus(second, 'Live');
  await expectStatus(first, 'Unsent text here · Reload anyway');
  expect(await buildOf(first)).toBe('Producer');
  await expect(name).toHaveValue('Ana Reyes R');
  // The old build goes on there: what it has not loaded yet is on the server still.
  for (const part of await readdir(join(workingDir, 'build-before', parts))) {
    expect(await first.evaluate(statusOf, `/${parts}/${part}`)).toBe(200);
  }

  // What is kept on the device waits for nobody: it is there again.
  await name.pressSequentially('uiz');
  await first.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => buildOf(first)).toBe(nextBuildName);
  await expect(name).toHaveValue('Ana Reyes Ruiz');
  await first.getByRole('link', { name: 'Tracks', exact: true }).first().click();
  await first.getByRole('link', { name: 'Midnight Drive' }).click();
  await expect(first.getByLabel('Add a comment')).toHaveValue('Half a thought');
  await expectStatus(first, 'Live');

  // No loop: each was loaded once, and the next load stays with the new build, without a server too.
  await server.kill('SIGKILL');
  for (const page of [first, second]) {
    await page.reload();
    expect(await buildOf(page)).toBe(nextBuildName);
    await expect(bell(page)).toBeVisible();
  }
  expect(problems).toEqual([]);
});

test('IN5 what was sent just before a page is loaded anew arrives, and is shown', async ({
  device,
}) => {
  const { page } = await device();
  await signUp(page, person('Ana Reyes'));
  await page.goto('/account');
  await page.getByLabel('Name').fill('Ana Reyes Ruiz');
  // As soon as the browser has been asked to send it.
  await page.evaluate(() => {
    const { fetch } = window;
    window.fetch = (...request) => {
      const answer = fetch(...request);
      const [asked] = request;
      if (typeof asked === 'string' && asked.includes('/account/name')) location.reload();
      return answer;
    };
  });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Name')).toHaveValue('Ana Reyes Ruiz');
});
