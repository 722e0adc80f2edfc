/** Settings of a device and of an account are changed, and others see their effect. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import {
  bell,
  comment,
  createTrack,
  expectStatus,
  openTrack,
  person,
  shareTrack,
  signIn,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

/** Goes there by the menu, as a person finds it. */
async function goTo(page: Page, place: 'Settings' | 'Account'): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Account' }).click();
  await page.getByRole('dialog').getByRole('link', { name: place }).click();
  await expect(page.getByRole('heading', { level: 1, name: place })).toBeVisible();
}
const region = (page: Page, name: string) => page.getByRole('region', { name });

test('a device: theme, a copy of everything, beginning anew with what waits', async ({
  device,
}) => {
  const ana = await device({ colorScheme: 'dark' });
  const ben = await device({ userAgent: iPhone, viewport: { width: 390, height: 844 } });
  await shareTrack(ana.page, ben.page);
  await goTo(ana.page, 'Settings');
  await ana.page.getByLabel('Theme').selectOption('Light');
  await ana.page.reload();
  await expect(ana.page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(ana.page.getByLabel('Theme')).toHaveValue('light');
  const around = await ana.page
    .locator('meta[name="theme-color"]')
    .evaluateAll((metas) =>
      metas
        .filter((meta) => matchMedia(meta.getAttribute('media') ?? '').matches)
        .map((meta) => meta.getAttribute('content')),
    );
  expect(around).toEqual(['#f6f6f8']);
  const storage = region(ana.page, 'Storage on this device');
  await expect(storage.getByText(/[\d.]+ MB used/)).toBeVisible();

  // All that is on the device can be had without a network.
  await waitUntilInstalled(ana.page);
  await expectStatus(ana.page, 'Live');
  ana.network.set('cut');
  await expectStatus(ana.page, /^Offline/);
  await createTrack(ana.page, 'Glass Harbor');
  await goTo(ana.page, 'Settings');
  const [download] = await Promise.all([
    ana.page.waitForEvent('download'),
    storage.getByRole('button', { name: 'Download' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^producer-\d{4}-\d\d-\d\d\.json$/);
  const file = JSON.parse(await readFile(await download.path(), 'utf8'));
  expect(file.account).toMatchObject({ name: 'Ana Reyes' });
  expect(file.tracks).toMatchObject([{ title: 'Midnight Drive' }]);
  const isRead: unknown = expect.any(Boolean);
  expect(file.notifications).toMatchObject([{ kind: 'invite.accepted', isRead }]);
  expect(file.outbox).toMatchObject([{ name: 'track.create.v1', state: 'waiting' }]);

  // Without a server nothing would come back: then nothing goes.
  const reset = async () => {
    await region(ana.page, 'App').getByRole('button', { name: 'Reset app' }).click();
    const dialog = ana.page.getByRole('dialog', { name: 'Reset the app on this device?' });
    await expect(dialog.getByText('1 change waits')).toBeVisible();
    await dialog.getByRole('button', { name: 'Reset app' }).click();
  };
  await reset();
  await expect(ana.page.getByText('The server cannot be reached, and a reset')).toBeVisible();
  await region(ana.page, 'App').getByRole('button', { name: 'Check for updates' }).click();
  await expect(ana.page.getByText('The server cannot be reached.', { exact: true })).toBeVisible();
  // The page keeps what waits: sockets stay refused until it is gone.
  ana.network.set('no-sockets');
  await ana.page.route(/\/api\/commands/, (route) => route.abort());
  await reset();
  await expect(ana.page).toHaveURL(/\/$/);
  await expect(ana.page.getByRole('link', { name: 'Glass Harbor' })).toBeVisible();
  await expect(ana.page.getByRole('link', { name: 'Midnight Drive' })).toBeVisible();
  await ana.page.unroute(/\/api\/commands/);
  ana.network.set('up');
  await expectStatus(ana.page, 'Live');

  // Installing is offered from the second visit on, until the offer is closed.
  await expect(ben.page.getByRole('complementary')).toBeHidden();
  const second = await ben.context.newPage();
  await second.goto('/');
  await second.getByRole('button', { name: 'Install app' }).click();
  const steps = second.getByRole('dialog', { name: 'Install app' });
  await expect(steps.getByRole('listitem')).toHaveText([/Share/, /Home Screen/, /sign in/]);
  await steps.getByRole('button', { name: 'Close' }).click();
  const third = await ben.context.newPage();
  await third.goto('/settings');
  await expect(region(third, 'App').getByRole('button', { name: 'Install app' })).toBeVisible();
  await expect(third.getByText('Keep this app at hand')).toBeHidden();
});

test('an account: its name, its password, where it is signed in, its end', async ({ device }) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await ben.page.keyboard.press('Escape');
  await openTrack(ben.page, 'Midnight Drive');
  await comment(ben.page, 'Listen to 1:42.');
  const phone = await device({ userAgent: iPhone });
  await signIn(phone.page, person('Ben Okafor'));
  await expectStatus(phone.page, 'Live');
  await goTo(ben.page, 'Account');
  await ben.page.getByLabel('Name').fill('Ben O.');
  await ben.page.getByRole('button', { name: 'Save' }).click();
  await expect(ben.page.getByText('Everybody you work with sees it.')).toBeVisible();
  const said = region(ana.page, 'Comments').getByRole('listitem').first();
  await expect(said).toContainText('Ben O.');

  for (const { page } of [phone, ben]) {
    await page.getByRole('banner').getByRole('button', { name: 'Account' }).click();
    await expect(page.getByRole('dialog', { name: 'Account' })).toContainText('Ben O.');
    await page.keyboard.press('Escape');
  }

  // Somebody else's phone, signed out from here.
  await goTo(ben.page, 'Settings');
  const sessions = region(ben.page, 'Where you are signed in');
  await expect(sessions.getByRole('listitem').first()).toContainText('This device');
  await sessions.getByRole('button', { name: 'Sign out there: Safari on iPhone' }).click();
  await expect(sessions.getByText('Safari on iPhone is signed out.')).toBeVisible();
  await expect(sessions.getByRole('listitem')).toHaveCount(1);
  await expectStatus(phone.page, 'Sign in again to sync');

  await signIn(phone.page, person('Ben Okafor'));
  await expectStatus(phone.page, 'Live');
  await goTo(ben.page, 'Account');
  await expect(ben.page.getByLabel('Name')).toHaveValue('Ben O.');
  await ben.page.getByLabel('Current password').fill('a guess');
  await ben.page.getByLabel('New password').fill('another horse battery');
  await ben.page.getByRole('button', { name: 'Change password' }).click();
  await expect(ben.page.getByText('This is not your password.')).toBeVisible();
  await ben.page.getByLabel('Current password').fill('correct horse battery');
  await ben.page.getByRole('button', { name: 'Change password' }).click();
  await expect(ben.page.getByText('The password is changed.')).toBeVisible();
  await expectStatus(phone.page, 'Sign in again to sync');
  await expectStatus(ben.page, 'Live');
  await phone.context.close();

  await ben.page.getByRole('button', { name: 'Delete account' }).click();
  const dialog = ben.page.getByRole('dialog', { name: 'Delete your account?' });
  await dialog.getByLabel('Password').fill('another horse battery');
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await expect(ben.page.getByRole('heading', { name: 'Create your account' })).toBeVisible();
  const left = () =>
    ben.page.evaluate(async () =>
      (await indexedDB.databases())
        .map(({ name }) => name)
        .filter((name) => /^(feed|acts)-/.test(name ?? '')),
    );
  await expect.poll(left).toEqual([]);
  await expect(said).toContainText('Deleted account');
  await expect(said).not.toContainText('Listen');
  await expect(
    region(ana.page, 'Collaborators').getByRole('listitem').filter({ hasText: 'Ben' }),
  ).toHaveCount(0);
  await expect(bell(ana.page)).toHaveAccessibleName(/unread/);
});

test('IN10 in a browser that asks, nobody is asked before they press the button', async ({
  device,
}) => {
  const { page } = await device();
  await page.addInitScript(() => {
    // As Firefox has it: the person is asked, and looks away.
    Reflect.deleteProperty(Navigator.prototype, 'userAgentData');
    StorageManager.prototype.persist = () => {
      sessionStorage.setItem('asked', `${Number(sessionStorage.getItem('asked')) + 1}`);
      return new Promise(() => undefined);
    };
  });
  const asked = () => page.evaluate(() => sessionStorage.getItem('asked'));
  await signUp(page, person('Ana Reyes'));
  await expectStatus(page, 'Live');
  await goTo(page, 'Settings');
  const storage = region(page, 'Storage on this device');
  await expect(storage.getByText(/[\d.]+ MB used/)).toBeVisible();
  expect(await asked()).toBeNull();
  await page.clock.install();
  await storage.getByRole('button', { name: 'Keep on this device' }).click();
  await expect.poll(asked).toBe('1');
  await page.clock.fastForward(60_000);
  await expect(storage.getByText('Your browser asked, and got no answer.')).toBeVisible();
});
