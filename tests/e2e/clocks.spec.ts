/** A device's clock is wrong: it hurts nobody else, and the device shows right times once it knows. */
import type { Locator, Page } from '@playwright/test';
import { day, minute } from '#shared/base/time.ts';
import {
  comment,
  expectStatus,
  expectUnread,
  isUnread,
  openPanel,
  person,
  row,
  shareTrack,
  signIn,
} from './support/app.ts';
import { expect, test, type Device } from './support/fixture.ts';

const ben = person('Ben Okafor');
const mention = (text: string) => `@${ben.name} ${text}`;
const mentionRow = (panel: Locator, text: string) =>
  panel
    .getByRole('article')
    .filter({ has: panel.page().getByText(mention(text), { exact: true }) });

async function act(page: Page, text: string, item: string): Promise<void> {
  const article = mentionRow(await openPanel(page), text);
  await article.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: item }).click();
  await expect(isUnread(article)).toHaveCount(item === 'Mark as unread' ? 1 : 0);
  await page.keyboard.press('Escape');
}

/** Lets the system clock of a device jump, as a person sees it who sets it. */
async function turnClock({ page }: Device, skew: number): Promise<void> {
  await page.evaluate((ms) => localStorage.setItem('clock-skew', String(ms)), skew);
}

/** What moves the pages of a device by so much as was said last. Spans are measured by another clock. */
function skewed(): void {
  const now = Date.now.bind(Date);
  const skew = () => Number(localStorage.getItem('clock-skew') ?? 0);
  globalThis.Date = class extends Date {
    constructor(...parts: [] | [number]) {
      super(...((parts.length > 0 ? parts : [now() + skew()]) as [number]));
    }
    static override now() {
      return now() + skew();
    }
  } as DateConstructor;
}

/** The acts of the history, the newest first, each with how long ago it says it was. */
async function history(page: Page): Promise<readonly { text: string; agoMs: number }[]> {
  await page.goto('/activity');
  await page.getByRole('button', { name: 'History' }).click();
  const dialog = page.getByRole('dialog', { name: 'History' });
  await expect(dialog.getByRole('listitem').first()).toBeVisible();
  const acts = [];
  for (const item of await dialog.getByRole('listitem').all()) {
    const at = Date.parse((await item.locator('time').getAttribute('datetime')) ?? '');
    acts.push({
      text: await item.getByRole('paragraph').first().innerText(),
      agoMs: Date.now() - at,
    });
  }
  return acts;
}

const undoIn = (page: Page, words: string): Locator =>
  page.getByRole('dialog', { name: 'History' }).getByRole('button', { name: `Undo: ${words}` });

const read = 'You marked 1 notification as read';
const unread = 'You marked 1 notification as unread';
const dismissed = 'You dismissed 1 notification';

async function expectHistory(page: Page, ...texts: readonly string[]): Promise<void> {
  await expect(async () => {
    const acts = await history(page);
    expect(acts.slice(0, texts.length).map(({ text }) => text)).toEqual(texts);
    for (const { agoMs } of acts) expect(Math.abs(agoMs)).toBeLessThan(5 * minute);
  }).toPass();
}

/** Ben's phone and laptop, with three mentions by Ana. */
async function prepare(
  device: () => Promise<Device>,
  line: 'up' | 'no-sockets' = 'up',
): Promise<[Device, Device]> {
  const [ana, phone, laptop] = [await device(), await device(), await device()];
  await phone.context.addInitScript(skewed);
  phone.network.set(line);
  await shareTrack(ana.page, phone.page);
  await phone.page.keyboard.press('Escape');
  await signIn(laptop.page, ben);
  const panel = await openPanel(laptop.page);
  await expect(row(panel, /^New sign-in/)).toBeVisible();
  await panel.getByRole('button', { name: 'Mark all as read' }).click();
  await laptop.page.keyboard.press('Escape');
  await expectUnread(phone.page, 0);
  for (const text of ['One', 'Two', 'Three']) await comment(ana.page, mention(text));
  for (const { page } of [phone, laptop]) await expectUnread(page, 3);
  return [phone, laptop];
}

test('MK17 MK18 MK22 acts under a clock a month ahead leave history, undo and later acts of all devices', async ({
  device,
}) => {
  const [phone, laptop] = await prepare(device);
  await act(laptop.page, 'One', 'Mark as read');
  await expectUnread(phone.page, 2);

  phone.network.set('cut');
  await expectStatus(phone.page, /^Offline/);
  await turnClock(phone, 31 * day);
  await act(phone.page, 'Two', 'Mark as read');
  await mentionRow(await openPanel(phone.page), 'Three')
    .getByRole('button', { name: 'Dismiss' })
    .click();
  await phone.page.keyboard.press('Escape');
  phone.network.set('up');
  await expectStatus(phone.page, 'Live');
  await expectUnread(laptop.page, 0);

  await test.step('a later act beats them', async () => {
    await act(laptop.page, 'Two', 'Mark as unread');
    await expectUnread(phone.page, 1);
  });
  for (const { page } of [laptop, phone]) {
    await expectHistory(page, unread, dismissed, read, read);
  }
  await test.step('what was done before and after is undone on either device', async () => {
    await undoIn(phone.page, dismissed).click();
    await expectUnread(laptop.page, 2);
    await undoIn(laptop.page, read).last().click();
    await expectUnread(phone.page, 3);
  });
});

for (const line of ['up', 'no-sockets'] as const) {
  test(`MK19 MK20 a clock that jumps ahead while the device is live, and back, is found out: ${line}`, async ({
    device,
  }) => {
    const [phone, laptop] = await prepare(device, line);
    await turnClock(phone, 730 * day);
    await act(phone.page, 'One', 'Mark as read');
    await expectUnread(laptop.page, 2);
    await turnClock(phone, 0);
    await act(phone.page, 'Two', 'Mark as read');
    await expectUnread(laptop.page, 1);
    await act(laptop.page, 'One', 'Mark as unread');
    await expectUnread(phone.page, 2);
    for (const { page } of [laptop, phone]) await expectHistory(page, unread, read, read);
  });
}

test('MK18 acts under a clock two years behind are dated by when they were', async ({ device }) => {
  const [phone, laptop] = await prepare(device);
  phone.network.set('cut');
  await expectStatus(phone.page, /^Offline/);
  await turnClock(phone, -730 * day);
  await act(laptop.page, 'One', 'Mark as read');
  await act(laptop.page, 'One', 'Mark as unread');
  await act(phone.page, 'One', 'Mark as read');
  phone.network.set('up');
  await expectStatus(phone.page, 'Live');
  // The last word was the phone's.
  for (const { page } of [phone, laptop]) await expectUnread(page, 2);
  for (const { page } of [laptop, phone]) await expectHistory(page, read, unread, read);
});
