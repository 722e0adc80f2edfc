/** A row is answered online and offline on one device, and its outcome is seen on another. */
import type { Page } from '@playwright/test';
import { second } from '#shared/base/time.ts';
import {
  createTrack,
  expectStatus,
  expectUnread,
  invite,
  openPanel,
  panel,
  person,
  row,
  signIn,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test, type Device } from './support/fixture.ts';

const [ana, ben, sam] = [person('Ana Reyes'), person('Ben Okafor'), person('Sam Lindqvist')];

/** Ben's phone and laptop, both live, everything before read. */
async function twoDevices(device: () => Promise<Device>): Promise<[Device, Device]> {
  const [phone, laptop] = [await device(), await device()];
  await signUp(phone.page, ben);
  await signIn(laptop.page, ben);
  await expectUnread(phone.page, 1);
  await (await openPanel(phone.page)).getByRole('button', { name: 'Mark all as read' }).click();
  await expectUnread(laptop.page, 0);
  await phone.page.keyboard.press('Escape');
  for (const { page } of [phone, laptop]) await waitUntilInstalled(page);
  return [phone, laptop];
}

const outcome = async (page: Page, title: RegExp, words: string) =>
  expect(
    row(await openPanel(page), title)
      .first()
      .getByText(words, { exact: true }),
  ).toBeVisible();

/** Each answer with the network there, and with it gone. */
const links = ['up', 'cut'] as const;

async function setLink({ page, network }: Device, link: (typeof links)[number]): Promise<void> {
  network.set(link);
  await expectStatus(page, link === 'up' ? 'Live' : /^Offline/);
}

/** Presses the button of the newest such row; says so at once, and on both devices in the end. */
async function press(
  on: Device,
  other: Device,
  link: (typeof links)[number],
  title: RegExp,
  name: string,
  words: string,
): Promise<void> {
  // In an open panel a new row would wait behind the pill.
  for (const { page } of [on, other]) {
    if (await panel(page).isVisible()) await page.keyboard.press('Escape');
    await expect(panel(page)).toBeHidden();
    await expectUnread(page, 1);
  }
  await setLink(on, link);
  const asked = row(await openPanel(on.page), title).first();
  await asked.getByRole('button', { name, exact: true }).click();
  if (name === 'Snooze') await on.page.getByRole('menuitem', { name: 'Tomorrow 9:00' }).click();
  const note = on.page.getByRole('dialog', { name: 'Still open' });
  if (name === 'Still open') await note.getByRole('button', { name: 'Nothing to add' }).click();
  if (link === 'cut') {
    await outcome(on.page, title, `${words} · Waiting to be sent`);
    await expect(
      row(await openPanel(other.page), title)
        .first()
        .getByRole('button', { name, exact: true }),
    ).toBeVisible();
  }
  await setLink(on, 'up');
  for (const { page } of [on, other]) {
    await outcome(page, title, words);
    await expectUnread(page, 0);
  }
}

test('invites are accepted and declined, online and offline, on both devices', async ({
  device,
}) => {
  const owner = await device();
  const [phone, laptop] = await twoDevices(device);
  await signUp(owner.page, ana);
  for (const link of links) {
    for (const [name, words] of [
      ['Accept Invite', 'You joined'],
      ['Decline', 'You declined'],
    ] as const) {
      await createTrack(owner.page, `${name} ${link}`);
      await invite(owner.page, ben.email);
      const title = new RegExp(`^Ana Reyes invited you to ${name} ${link}`, 'u');
      await press(phone, laptop, link, title, name, words);
    }
  }
});

test('a reminder is put off and done, online and offline, on both devices', async ({ device }) => {
  const [phone, laptop] = await twoDevices(device);
  const title = /^Bounce the stems/;
  // A second ahead, by the app's own command.
  const remind = (page: Page) =>
    page.evaluate(async (atMs) => {
      const { userId } = JSON.parse(localStorage.getItem('account') ?? '{}') as { userId: string };
      const open = indexedDB.open(`acts-${userId}`);
      const db = await new Promise<IDBDatabase>((resolve) => {
        open.onsuccess = () => resolve(open.result);
      });
      const meta = await new Promise<{ device: string }>((resolve) => {
        const get = db.transaction('meta').objectStore('meta').get('device');
        get.onsuccess = () => resolve(get.result as { device: string });
      });
      db.close();
      const id = () => crypto.randomUUID();
      const at = Date.now();
      const args = { reminderId: id(), at: at + atMs, text: 'Bounce the stems' };
      const command = { id: id(), device: id(), n: 1, name: 'reminder.set.v1', args, at };
      await fetch('/api/commands', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ commands: [command] }),
      });
      return meta.device;
    }, second);

  for (const link of links) {
    for (const [name, words] of [
      ['Snooze', 'Snoozed until tomorrow 09:00'],
      ['Done', 'Done'],
    ] as const) {
      await remind(laptop.page);
      await press(phone, laptop, link, title, name, words);
      await expect(panel(laptop.page).getByRole('button', { name: /^Needs you/ })).toHaveCount(0);
    }
  }
  await laptop.page.goto('/reminders');
  await expect(laptop.page.getByText('Bounce the stems')).toHaveCount(2);
});

test('a ticket is opened offline, answered live, still open with a note, and resolved offline', async ({
  device,
  server,
}) => {
  const desk = await device();
  const [phone, laptop] = await twoDevices(device);
  await signUp(desk.page, sam);
  await server.admin(['support', 'add', sam.email]);
  await desk.page.goto('/support');

  phone.network.set('cut');
  await expectStatus(phone.page, /^Offline/);
  await phone.page.getByRole('button', { name: 'Account' }).click();
  await phone.page.getByRole('dialog').getByRole('link', { name: 'Support' }).click();
  await phone.page.getByRole('button', { name: 'New ticket' }).click();
  const dialog = phone.page.getByRole('dialog', { name: 'New ticket' });
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(dialog.getByText('Tell us what happened.')).toBeVisible();
  await dialog.getByLabel('Subject').fill('Upload stops');
  await dialog.getByLabel('What is the matter?').fill('At 80 %.');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(phone.page.getByText('Open · Waiting to be sent')).toBeVisible();
  await phone.page.goto('/');
  phone.network.set('up');

  const queue = desk.page.getByRole('link', { name: 'Upload stops' });
  await expect(queue).toBeVisible();
  await queue.click();
  const answer = async (text: string) => {
    await desk.page.getByLabel('Your answer').fill(text);
    await desk.page.getByRole('button', { name: 'Send answer' }).click();
  };
  await answer('Try again?');
  const title = /^Sam Lindqvist answered your ticket Upload stops/;
  for (const { page } of [phone, laptop]) await expectUnread(page, 1);
  await row(await openPanel(phone.page), title)
    .getByRole('button', { name: 'Still open' })
    .click();
  const note = phone.page.getByRole('dialog', { name: 'Still open' });
  await note.getByLabel('Your note').fill('The same, at 81 %.');
  await note.getByRole('button', { name: 'Send' }).click();
  for (const { page } of [phone, laptop]) await outcome(page, title, 'You said: still open');
  await expect(desk.page.getByText('The same, at 81 %.')).toBeVisible();
  await expect(desk.page.getByRole('status').getByText('Open')).toBeVisible();

  // In an open panel it would wait behind the pill.
  for (const { page } of [phone, laptop]) await page.keyboard.press('Escape');
  await answer('And now?');
  for (const { page } of [phone, laptop]) await expectUnread(page, 1);
  laptop.network.set('hang');
  await row(await openPanel(laptop.page), title)
    .getByRole('button', { name: 'Resolved' })
    .click();
  await outcome(laptop.page, title, 'You said: resolved · Waiting to be sent');
  laptop.network.set('up');
  for (const { page } of [phone, laptop]) await outcome(page, title, 'You said: resolved');
  await expect(desk.page.getByRole('status').getByText('Resolved')).toBeVisible();

  // CM22: an answer from before, come after support has answered again, answers nothing.
  for (const { page } of [phone, laptop]) await page.keyboard.press('Escape');
  await answer('Does this one work?');
  for (const { page } of [phone, laptop]) await expectUnread(page, 1);
  await setLink(laptop, 'cut');
  const resolved = (page: Page) =>
    row(panel(page), title).getByRole('button', { name: 'Resolved' });
  await openPanel(laptop.page);
  await resolved(laptop.page).click();
  await outcome(laptop.page, title, 'You said: resolved · Waiting to be sent');
  await answer('Not that one: it loses files.');
  await openPanel(phone.page);
  await expect(row(panel(phone.page), title)).toContainText('it loses files');
  await setLink(laptop, 'up');
  for (const { page } of [phone, laptop]) {
    await expect(resolved(page)).toBeVisible();
    await expect(row(panel(page), title)).toContainText('it loses files');
  }
  await expect(row(panel(laptop.page), title)).toContainText(
    'It has asked again since you answered',
  );
  await expect(desk.page.getByRole('status').getByText('Answered')).toBeVisible();
  await resolved(laptop.page).click();
  for (const { page } of [phone, laptop]) await outcome(page, title, 'You said: resolved');

  const rest = [
    ['Resolved', 'You said: resolved', 'up'],
    ['Still open', 'You said: still open', 'cut'],
    ['No longer needed', 'You said: no longer needed', 'up'],
    ['No longer needed', 'You said: no longer needed', 'cut'],
  ] as const;
  for (const [name, words, link] of rest) {
    await answer(`Until you say: ${name}, ${link}.`);
    await press(phone, laptop, link, title, name, words);
  }
});
