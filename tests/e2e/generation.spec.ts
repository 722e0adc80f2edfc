/**
 * The server is put back to an older backup, twice, and its document begins anew: nothing said is
 * lost.
 */
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import {
  comment,
  createTrack,
  expectStatus,
  expectUnread,
  isUnread,
  openPanel,
  openTrack,
  person,
  row,
  shareTrack,
  signIn,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';
import { renewDocumentOf } from './support/old-sessions.ts';

const ben = person('Ben Okafor');
const newSignIn = /^New sign-in/;
/** Mentions are rows of their own, where comments would be one. */
const mention = (text: string) => `@${ben.name} ${text}`;
const mentionRow = (panel: Locator, text: string) =>
  panel
    .getByRole('article')
    .filter({ has: panel.page().getByText(mention(text), { exact: true }) });

async function act(page: Page, text: string, item: string): Promise<void> {
  const article = mentionRow(await openPanel(page), text);
  await article.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

/** Each once, and no others. */
async function expectComments(page: Page, texts: readonly string[]): Promise<void> {
  const items = page.getByRole('region', { name: 'Comments' }).getByRole('listitem');
  await expect(items).toHaveCount(texts.length);
  for (const text of texts) await expect(items.filter({ hasText: text })).toHaveCount(1);
}

interface Told {
  readonly read: readonly string[];
  readonly unread: readonly string[];
  /** Rows about something else. */
  readonly unreadBeside?: number;
}

/** These mentions, each once, and no others. */
async function expectMentions(page: Page, told: Told): Promise<void> {
  const { read, unread, unreadBeside = 0 } = told;
  await expectUnread(page, unread.length + unreadBeside);
  const panel = await openPanel(page);
  for (const text of [...read, ...unread]) {
    const article = mentionRow(panel, text);
    await expect(article).toHaveCount(1);
    await expect(isUnread(article)).toHaveCount(unread.includes(text) ? 1 : 0);
  }
  await expect(row(panel, /mentioned you/)).toHaveCount(read.length + unread.length);
  await page.keyboard.press('Escape');
}

test('OP7 CM14 restored twice from one backup, the server gets back what devices hold', async ({
  device,
  server,
}) => {
  const ana = await device();
  const phone = await device();
  const laptop = await device();
  await shareTrack(ana.page, phone.page);
  await signIn(laptop.page, ben);
  const first = await openPanel(laptop.page);
  await expect(row(first, newSignIn)).toBeVisible();
  await first.getByRole('button', { name: 'Mark all as read' }).click();
  await laptop.page.keyboard.press('Escape');
  await expectUnread(phone.page, 0);
  // Where nothing is shown that would count as read by being looked at.
  await createTrack(phone.page, 'Low Tide');
  for (const text of ['One', 'Two', 'Three']) await comment(ana.page, mention(text));
  await expectUnread(phone.page, 3);

  const backup = join(server.dataDir, 'backup.db');
  await server.admin(['backup', backup]);
  const restore = async () => {
    await server.kill('SIGTERM');
    await server.admin(['restore', backup]);
    await server.start();
  };

  await test.step('a device without a network, while the server loses a day', async () => {
    await comment(ana.page, mention('Four'));
    await expectUnread(phone.page, 4);
    await act(phone.page, 'One', 'Mark as read');
    await expectStatus(phone.page, 'Live');
    phone.network.set('cut');
    await expectStatus(phone.page, /^Offline/);
    await comment(ana.page, mention('Unseen'));
    await mentionRow(await openPanel(phone.page), 'Two')
      .getByRole('button', { name: 'Dismiss' })
      .click();
    await phone.page.getByRole('button', { name: 'Mark all as read' }).click();
    await phone.page.keyboard.press('Escape');
    await comment(phone.page, 'From the basement.');

    await renewDocumentOf(laptop, server);
    await restore();
    await expectStatus(ana.page, 'Live');
    await expectComments(ana.page, ['One', 'Two', 'Three']);
    await comment(ana.page, mention('Five'));

    phone.network.set('up');
    for (const { page } of [phone, laptop]) {
      await expectStatus(page, 'Live');
      await expectMentions(page, { read: ['One', 'Three'], unread: ['Five'] });
    }
    await expectComments(ana.page, ['One', 'Two', 'Three', 'Five']);
    await expectComments(phone.page, ['From the basement.']);
  });

  await test.step('once more, and the document begins anew behind the restore', async () => {
    await act(phone.page, 'Five', 'Mark as read');
    await phone.page.keyboard.press('Escape');
    await expectUnread(laptop.page, 0);
    phone.network.set('cut');
    await expectStatus(phone.page, /^Offline/);
    await act(phone.page, 'Three', 'Mark as unread');
    await phone.page.keyboard.press('Escape');
    await comment(phone.page, 'From the attic.');

    await restore();
    await renewDocumentOf(laptop, server);
    await expectStatus(ana.page, 'Live');
    await comment(ana.page, mention('Six'));

    phone.network.set('up');
    const tablet = await device();
    await expectStatus(phone.page, 'Live');
    await signIn(tablet.page, ben);
    for (const { page } of [phone, laptop, tablet]) {
      await expectStatus(page, 'Live');
      const unread = ['Three', 'Six'];
      // That Ben signed in on the tablet.
      await expectMentions(page, { read: ['One'], unread, unreadBeside: 1 });
    }
    await expectComments(ana.page, ['One', 'Two', 'Three', 'Six']);
    await openTrack(tablet.page, 'Low Tide');
    for (const { page } of [phone, tablet]) await expectComments(page, ['From the attic.']);
  });
});
