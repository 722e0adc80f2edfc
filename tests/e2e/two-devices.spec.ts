/** One person has two devices, one of them without a network: the marks meet again. */
import type { Locator, Page } from '@playwright/test';
import {
  comment,
  createTrack,
  expectStatus,
  expectUnread,
  invite,
  isUnread,
  openPanel,
  person,
  row,
  signIn,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test, type Device } from './support/fixture.ts';

const ben = person('Ben Okafor');

/** Ben on two devices, with a feed of five mentions by Ana; everything before them is read. */
async function prepare(device: () => Promise<Device>): Promise<[Device, Device]> {
  const ana = await device();
  const phone = await device();
  const laptop = await device();
  await signUp(ana.page, person('Ana Reyes'));
  await signUp(phone.page, ben);
  await signIn(laptop.page, ben);
  await createTrack(ana.page, 'Midnight Drive');
  await invite(ana.page, ben.email);
  const panel = await openPanel(phone.page);
  await row(panel, /^Ana Reyes invited you/)
    .getByRole('button', { name: 'Accept Invite' })
    .click();
  await expect(
    row(panel, /^Ana Reyes invited you/).getByText('You joined', { exact: true }),
  ).toBeVisible();
  await panel.getByRole('button', { name: 'Mark all as read' }).click();
  await phone.page.keyboard.press('Escape');
  // Mentions are rows of their own, where comments would be one.
  for (const text of ['One', 'Two', 'Three', 'Four', 'Five']) {
    await comment(ana.page, mention(text));
  }
  for (const { page } of [phone, laptop]) {
    await expectUnread(page, 5);
    await waitUntilInstalled(page);
  }
  return [phone, laptop];
}

const mention = (text: string) => `@${ben.name} ${text}`;
const commentRow = (panel: Locator, text: string) =>
  panel
    .getByRole('article')
    .filter({ has: panel.page().getByText(mention(text), { exact: true }) });

async function markRead(page: Page, text: string): Promise<void> {
  const article = commentRow(await openPanel(page), text);
  await article.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Mark as read' }).click();
  await expect(isUnread(article)).toHaveCount(0);
}

async function dismiss(page: Page, text: string): Promise<void> {
  const article = commentRow(await openPanel(page), text);
  await article.getByRole('button', { name: 'Dismiss' }).click();
  await expect(article).toHaveCount(0);
}

test('what a phone marks without a network, the laptop shows after it reconnects', async ({
  device,
}) => {
  const [phone, laptop] = await prepare(device);
  phone.network.set('cut');
  await expectStatus(phone.page, /^Offline/);

  await markRead(phone.page, 'One');
  await markRead(phone.page, 'Two');
  await dismiss(phone.page, 'Three');
  await expectUnread(phone.page, 2);
  const panel = await openPanel(phone.page);
  await panel.getByRole('button', { name: 'Mark all as read' }).click();
  await expectUnread(phone.page, 0);
  await panel.getByRole('button', { name: 'Undo' }).last().click();
  await expectUnread(phone.page, 2);
  await expectStatus(phone.page, /^Offline · \d+ changes? waiting$/);
  await expectUnread(laptop.page, 5);

  phone.network.set('up');
  await expectStatus(phone.page, 'Live');
  await expectUnread(laptop.page, 2);
  const other = await openPanel(laptop.page);
  for (const text of ['One', 'Two']) await expect(isUnread(commentRow(other, text))).toHaveCount(0);
  for (const text of ['Four', 'Five'])
    await expect(isUnread(commentRow(other, text))).toHaveCount(1);
  await expect(commentRow(other, 'Three')).toHaveCount(0);
});

test('both act offline on the same rows and agree afterwards: the last act wins', async ({
  device,
}) => {
  const [phone, laptop] = await prepare(device);
  phone.network.set('hang');
  laptop.network.set('cut');
  await expectStatus(laptop.page, /^Offline/);

  await markRead(phone.page, 'One');
  await dismiss(phone.page, 'Two');
  await markRead(laptop.page, 'One');
  const article = commentRow(await openPanel(laptop.page), 'One');
  await article.getByRole('button', { name: 'More' }).click();
  await laptop.page.getByRole('menuitem', { name: 'Mark as unread' }).click();
  await expect(isUnread(article)).toHaveCount(1);
  await dismiss(laptop.page, 'Five');

  phone.network.set('up');
  laptop.network.set('up');
  await expectStatus(phone.page, 'Live');
  await expectStatus(laptop.page, 'Live');
  for (const { page } of [phone, laptop]) {
    await expectUnread(page, 3);
    const panel = await openPanel(page);
    await expect(isUnread(commentRow(panel, 'One'))).toHaveCount(1);
    await expect(commentRow(panel, 'Two')).toHaveCount(0);
    await expect(commentRow(panel, 'Five')).toHaveCount(0);
  }
});
