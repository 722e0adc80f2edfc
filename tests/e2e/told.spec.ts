/** What people are told follows what is there, and what they have read is not taken back in silence. */
import type { Page } from '@playwright/test';
import {
  comment,
  expectUnread,
  invite,
  isUnread,
  openPanel,
  openTrack,
  panel,
  person,
  row,
  setStage,
  shareTrack,
  signUp,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

const rows = async (page: Page, title: RegExp) => row(await openPanel(page), title);
const close = async (page: Page) => {
  if (await panel(page).isVisible()) await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
};

test('NT9 NT13 a date and a stage moved by mistake and moved back are told on both devices', async ({
  device,
}) => {
  const [ana, ben] = [(await device()).page, (await device()).page];
  await shareTrack(ana, ben);
  await (await openPanel(ben)).getByRole('button', { name: 'Mark all as read' }).click();
  await close(ben);
  const due = ana.getByRole('region', { name: 'Deadline' });
  const isoDay = (days: number) =>
    new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const setDue = async (days: number) => {
    await due.getByLabel(/^(Set due date|Due date)$/).fill(isoDay(days));
    await due.getByRole('button', { name: 'Save' }).click();
  };
  const late = /^Midnight Drive is overdue/;
  await setDue(-3);
  for (const page of [ana, ben]) await expect(await rows(page, late)).toHaveCount(1);
  await close(ana);
  await setDue(30);
  for (const page of [ana, ben]) await expect(await rows(page, late)).toHaveCount(0);
  await close(ana);
  await setDue(-3);
  for (const page of [ana, ben]) {
    await close(page);
    await expect(await rows(page, late)).toHaveCount(1);
    await close(page);
  }

  await setStage(ana, 'Mixing');
  const moved = (to: string) => new RegExp(`^Ana Reyes moved Midnight Drive to ${to}`, 'u');
  await expect(isUnread(await rows(ben, moved('Mixing')))).toBeAttached();
  await panel(ben).getByRole('button', { name: 'Mark all as read' }).click();
  await expectUnread(ben, 0);
  await close(ben);
  await setStage(ana, 'Idea');
  await expectUnread(ben, 1);
  await expect(isUnread(await rows(ben, moved('Idea')))).toBeAttached();
  await expect(row(panel(ben), moved('Mixing'))).toHaveCount(1);
});

test('CM32 of two people of one name the one who was chosen is told, and the form says whom', async ({
  device,
}) => {
  const [ana, ben, other] = [(await device()).page, (await device()).page, (await device()).page];
  await shareTrack(ana, ben);
  const twin = { ...person('Ben Okafor'), email: 'ben.the.second@studio.example' };
  await signUp(other, twin);
  await openTrack(ana, 'Midnight Drive');
  await invite(ana, twin.email);
  await (
    await rows(other, /^Ana Reyes invited you/)
  )
    .getByRole('button', { name: 'Accept Invite' })
    .click();
  for (const page of [ben, other]) {
    await (await openPanel(page)).getByRole('button', { name: 'Mark all as read' }).click();
    await close(page);
    await expectUnread(page, 0);
  }
  const comments = ana.getByRole('region', { name: 'Comments' });
  const field = comments.getByLabel('Add a comment');
  await field.pressSequentially('@Ben Okafor');
  await expect(ana.getByRole('option', { name: /Ben Okafor/ })).toHaveCount(2);
  const both = /^Tells Ben Okafor \(here since .+\) and Ben Okafor \(here since/u;
  await expect(comments.getByText(both)).toBeVisible();
  await ana.keyboard.press('ArrowDown');
  await ana.keyboard.press('Enter');
  await expect(comments.getByText(/^Tells Ben Okafor \(here since [^)]+\)$/u)).toBeVisible();
  await field.pressSequentially('the kick is late.');
  await comments.getByRole('button', { name: 'Comment', exact: true }).click();
  const mentioned = /^Ana Reyes mentioned you on Midnight Drive/;
  await expect(await rows(other, mentioned)).toHaveCount(1);
  await expect(await rows(ben, /^Ana Reyes commented on Midnight Drive/)).toHaveCount(1);
  await expect(row(panel(ben), mentioned)).toHaveCount(0);

  // A name as another device spells it, in a script without spaces around it.
  await close(ben);
  await field.fill('\u8bf7@Ben Okafor\u770b\u4e00\u4e0b');
  await expect(comments.getByText(both)).toBeVisible();
});

test('NT11 NT12 words taken back leave every bell, and a deleted track is told', async ({
  device,
}) => {
  const [ana, ben] = [(await device()).page, (await device()).page];
  await shareTrack(ana, ben);
  await close(ben);
  await comment(ana, 'The password is in the vault.');
  const commented = /^Ana Reyes commented on Midnight Drive/;
  await expect(await rows(ben, commented)).toContainText('The password is in the vault.');
  await close(ben);
  await ana.getByRole('button', { name: 'More about this comment' }).click();
  await ana.getByRole('menuitem', { name: 'Edit' }).click();
  await ana.getByLabel('Edit your comment').fill('Never mind.');
  await ana.getByRole('button', { name: 'Save', exact: true }).first().click();
  await expect(await rows(ben, commented)).toContainText('Never mind.');
  await expect(panel(ben).getByText('The password is in the vault.')).toHaveCount(0);
  await ana.getByRole('button', { name: 'More about this comment' }).click();
  await ana.getByRole('menuitem', { name: 'Delete' }).click();
  await ana.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(row(panel(ben), commented)).toHaveCount(0);
  await close(ben);

  await ana.getByRole('button', { name: 'More about this track' }).click();
  await ana.getByRole('menuitem', { name: 'Delete track' }).click();
  await ana.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(await rows(ben, /^Ana Reyes deleted Midnight Drive/)).toHaveCount(1);
});
