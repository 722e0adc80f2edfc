/** Where something keeps the app from running, it says what, and what to do: nothing just stays white. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from '@playwright/test';
import { findChromium } from '../../scripts/chromium.mjs';
import { bell, createTrack, expectStatus, person, signIn, signUp } from './support/app.ts';
import { expect, test } from './support/fixture.ts';

const ana = person('Ana Reyes');

/** A browser with settings of its own, which can be closed and started again on the same folder. */
const profileTest = test.extend<{
  folder: string;
  launch: () => Promise<BrowserContext>;
}>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'feed-dead-end-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  launch: async ({ folder, server, launchOptions }, use) => {
    const running: BrowserContext[] = [];
    await use(async () => {
      // The browser without windows heeds no settings of a site.
      const executablePath = findChromium();
      const options = {
        ...launchOptions,
        ...(executablePath && { executablePath }),
        baseURL: server.url,
      };
      const context = await chromium.launchPersistentContext(folder, options);
      running.push(context);
      return context;
    });
    for (const context of running) await context.close();
  },
});

test('IN16 an address that is not secure is told, with what to do', async ({ device, server }) => {
  const { page } = await device();
  await page.goto(server.url.replace('localhost', 'studio.example'));
  await expect(page.getByRole('heading', { name: 'This address is not secure' })).toBeVisible();
  await expect(page.getByText('Ask whoever runs the server for its https address')).toBeVisible();
});

profileTest(
  'IN16 a browser that keeps nothing for the site is told',
  async ({ folder, launch }) => {
    await mkdir(join(folder, 'Default'));
    const blocked = { profile: { default_content_setting_values: { cookies: 2 } } };
    await writeFile(join(folder, 'Default', 'Preferences'), JSON.stringify(blocked));
    const page = await (await launch()).newPage();
    await page.goto('/');
    const told = page.getByRole('heading', { name: 'This browser keeps nothing for this site' });
    await expect(told).toBeVisible();
  },
);

profileTest(
  'IN16 databases that cannot be read are told, and led on from',
  async ({ folder, launch }) => {
    const first = await launch();
    const before = await first.newPage();
    await signUp(before, ana);
    await createTrack(before, 'Night Bus');
    await expectStatus(before, 'Live');
    await first.close();
    const kept = join(folder, 'Default', 'IndexedDB');
    for (const name of (await readdir(kept)).filter((each) => each.endsWith('.leveldb'))) {
      await rm(join(kept, name), { recursive: true });
      await writeFile(join(kept, name), 'no folder');
    }
    const page = await (await launch()).newPage();
    await page.goto('/sync');
    await expectStatus(page, 'Storage cannot be read');
    await page.getByRole('link', { name: 'See what is wrong' }).click();
    await expect(page.getByText('This browser cannot read what it keeps')).toBeVisible();
  },
);

test('AC14 a session whose cookie is kept by nobody is told at once', async ({ device }) => {
  const at = await device();
  await signUp(at.page, ana);
  const { page, network } = await device();
  network.without('set-cookie');
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(ana.email);
  await page.getByLabel('Password').fill(ana.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('does not keep the cookie');
  await expect(page).toHaveURL(/sign-in/);
});

test('AC14 a session that is open where the browser remembers nobody goes on', async ({
  device,
}) => {
  const { page } = await device();
  await signUp(page, ana);
  await createTrack(page, 'Night Bus');
  await expectStatus(page, 'Live');
  await page.evaluate(() => localStorage.clear());
  await page.goto('/sign-in?next=/activity');
  await expect(bell(page)).toBeVisible();
  await expect(page).toHaveURL(/activity/);
  await expectStatus(page, 'Live');
});

test('BT6 a server that was told of another address says so, in the app and in its log', async ({
  device,
  server,
}) => {
  await server.kill('SIGTERM');
  await server.start({ ORIGIN: 'https://feed.example' });
  const { page } = await device();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(ana.email);
  await page.getByLabel('Password').fill(ana.password);
  const submit = page.getByRole('button', { name: 'Sign in', exact: true });
  await submit.click();
  await expect(page.getByRole('alert')).toContainText('to set ORIGIN to this one');
  await submit.click();
  await expect(page.getByRole('alert')).toBeVisible();
  const lines = server
    .log()
    .split('\n')
    .filter((line) => line.includes('set ORIGIN'));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(server.url);
  expect(lines[0]).toContain('https://feed.example');
});

test('AC15 an account that was deleted elsewhere is told, and what is here stays', async ({
  device,
}) => {
  const phone = await device();
  const studio = await device();
  await signUp(phone.page, ana);
  await createTrack(phone.page, 'Night Bus');
  await signIn(studio.page, ana);
  await expect(studio.page.getByRole('link', { name: 'Night Bus' })).toBeVisible();
  await phone.page.goto('/account');
  await phone.page.getByRole('button', { name: 'Delete account' }).click();
  const dialog = phone.page.getByRole('dialog', { name: 'Delete your account?' });
  await dialog.getByLabel('Password').fill(ana.password);
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await expectStatus(studio.page, 'The account is gone');
  await expect(studio.page.getByRole('link', { name: 'Night Bus' })).toBeVisible();
  await studio.page.getByTestId('sync-status').filter({ visible: true }).click();
  await expect(studio.page.getByText('stays here until you sign out')).toBeVisible();
});
