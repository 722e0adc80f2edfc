/** Each device's last word is shown in a row's menu, and on the page "Sync". */
import type { Locator, Page } from '@playwright/test';
import {
  comment,
  createTrack,
  expectStatus,
  expectUnread,
  invite,
  openPanel,
  person,
  row,
  signIn,
  signUp,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

const android =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36';

async function noteOf(page: Page, article: Locator): Promise<Locator> {
  await article.getByRole('button', { name: 'More' }).click();
  return page.locator('[popover]').filter({ has: page.getByRole('menu', { name: 'More' }) });
}

test('a row tells where it was read, and whether that is on the server; Sync lists the devices', async ({
  device,
}) => {
  const ana = await device();
  const phone = await device({ userAgent: android });
  const laptop = await device();
  const ben = person('Ben Okafor');
  await signUp(ana.page, person('Ana Reyes'));
  await signUp(phone.page, ben);
  await signIn(laptop.page, ben);
  await createTrack(ana.page, 'Midnight Drive');
  await invite(ana.page, ben.email);
  const title = /^Ana Reyes invited you/;
  await row(await openPanel(phone.page), title)
    .getByRole('button', { name: 'Accept Invite' })
    .click();
  await phone.page.getByRole('button', { name: 'Mark all as read' }).click();
  await expectUnread(laptop.page, 0);
  await phone.page.keyboard.press('Escape');

  await comment(ana.page, 'Listen to 1:42.');
  await expectUnread(phone.page, 1);
  phone.network.set('cut');
  await expectStatus(phone.page, /^Offline/);
  const commented = /^Ana Reyes commented on/;
  const onPhone = row(await openPanel(phone.page), commented);
  const before = await noteOf(phone.page, onPhone);
  await expect(before).not.toContainText(/synced|waiting/);
  await phone.page.getByRole('menuitem', { name: 'Mark as read' }).click();
  await expectUnread(phone.page, 0);
  const here = await noteOf(phone.page, onPhone);
  await expect(here).toContainText(/^Read here, \d\d:\d\d · waiting to sync/);
  const menu = phone.page.getByRole('menu', { name: 'More' });
  await expect(menu).toHaveAccessibleDescription(/^Read here/);
  await phone.page.keyboard.press('Escape');

  phone.network.set('up');
  await expectStatus(phone.page, 'Live');
  await expectUnread(laptop.page, 0);
  const there = await noteOf(laptop.page, row(await openPanel(laptop.page), commented));
  await expect(there).toContainText(/^Read on Chrome on Android, \d\d:\d\d · synced/);
  await laptop.page.keyboard.press('Escape');
  await laptop.page.keyboard.press('Escape');

  await laptop.page.goto('/sync');
  const devices = laptop.page.getByRole('region', { name: 'Your devices' }).getByRole('listitem');
  await expect(devices).toHaveCount(2);
  const [onLaptop, other] = [
    devices.filter({ hasText: 'This device' }),
    devices.filter({ hasText: 'Phone · Chrome on Android' }),
  ];
  await expect(onLaptop).toContainText('Computer · Chrome on Linux');
  await expect(other).toContainText(/Last change \d\d:\d\d/);
  laptop.network.set('cut');
  await laptop.page.reload();
  await expect(devices).toHaveCount(2);
});
