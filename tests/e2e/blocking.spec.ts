/** Ana blocks Ben without a network: what he does reaches her no more, he sees nothing of it, and back. */
import { expectAccessible } from './support/axe.ts';
import {
  comment,
  createTrack,
  expectStatus,
  expectUnread,
  invite,
  openPanel,
  openTrack,
  person,
  row,
  shareTrack,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

test('NT18 NT19 NT20 who is blocked offline reaches nobody’s bell, and sees nothing odd', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await ben.page.keyboard.press('Escape');
  await openTrack(ben.page, 'Midnight Drive');
  await waitUntilInstalled(ana.page);
  // What she looks at is read by looking: then she looks at something else.
  await ana.page.getByRole('region', { name: 'Collaborators' }).scrollIntoViewIfNeeded();
  await expectUnread(ana.page, 0);
  await ana.page.goto('/settings');
  await comment(ben.page, 'Listen to me.');
  await expectUnread(ana.page, 1);
  const blocked = ana.page.getByRole('region', { name: 'Blocked people' });
  await expect(blocked).toHaveCount(0);

  ana.network.set('cut');
  await expectStatus(ana.page, 'Offline');
  const anasPanel = await openPanel(ana.page);
  const told = row(anasPanel, /^Ben Okafor commented/);
  await told.getByRole('button', { name: 'More' }).click();
  await ana.page.getByRole('menuitem', { name: 'Block Ben Okafor …' }).click();
  const dialog = ana.page.getByRole('dialog', { name: 'Block Ben Okafor?' });
  await expect(dialog).toContainText('They are not told that you block them.');
  await dialog.getByRole('button', { name: 'Block', exact: true }).click();
  const after = ana.page.getByRole('dialog', { name: 'Ben Okafor is blocked' });
  await expect(after.getByRole('button', { name: 'Done' })).toBeFocused();
  await ana.page.keyboard.press('Enter');
  await expect(after).toBeHidden();
  await expectStatus(ana.page, 'Offline · 1 change waiting');
  await ana.page.reload();
  await expect(blocked.getByText('Ben Okafor')).toBeVisible();

  ana.network.set('up');
  await expectStatus(ana.page, 'Live');
  await createTrack(ben.page, 'Low Tide');
  await invite(ben.page, person('Ana Reyes').email);
  const people = ben.page.getByRole('region', { name: 'Collaborators' });
  await expect(people.getByText('Invited', { exact: true })).toBeVisible();
  await openTrack(ben.page, 'Midnight Drive');
  await comment(ben.page, '@Ana Reyes Answer me.');
  await expectStatus(ben.page, 'Live');

  // It is said on the track all the same; what came before it would have come by then.
  const other = await ana.context.newPage();
  await openTrack(other, 'Midnight Drive');
  await expect(other.getByText('Answer me.')).toBeVisible();
  await other.close();
  const rows = (await openPanel(ana.page)).getByRole('article');
  await expect(rows.filter({ hasText: 'Low Tide' })).toHaveCount(0);
  await expect(rows.filter({ hasText: 'mentioned' })).toHaveCount(0);
  await ana.page.keyboard.press('Escape');

  await blocked.getByRole('button', { name: 'Unblock Ben Okafor' }).press('Enter');
  await expect(blocked.getByRole('heading')).toBeFocused();
  await expect(blocked.getByRole('status')).toHaveText('Ben Okafor is unblocked.');
  await openPanel(ana.page);
  await expect(row(anasPanel, /^Ben Okafor invited you to Low Tide/)).toBeVisible();
  await comment(ben.page, 'Thank you.');
  // What was said between is not counted: it was never told.
  const both = row(anasPanel, /^Ben Okafor left 2 comments on Midnight Drive/);
  await expect(both.getByText('Thank you.')).toBeVisible();
  await ana.page.reload();
  await expect(ana.page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(blocked).toHaveCount(0);
});

test('NT20 somebody is blocked and unblocked among the people of a track, by keys alone', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  const people = ana.page.getByRole('region', { name: 'Collaborators' });
  const more = people.getByRole('button', { name: 'More about Ben Okafor' });
  await expect(people.getByRole('button', { name: 'More about Ana Reyes' })).toHaveCount(0);
  await more.press('Enter');
  await ana.page.keyboard.press('Enter');
  const dialog = ana.page.getByRole('dialog', { name: 'Block Ben Okafor?' });
  await expectAccessible(ana.page, 'asked whether to block');
  await dialog.getByRole('button', { name: 'Block', exact: true }).press('Enter');
  const after = ana.page.getByRole('dialog', { name: 'Ben Okafor is blocked' });
  await expectAccessible(ana.page, 'blocked');
  await after.getByRole('button', { name: 'Done' }).press('Enter');
  await expect(more).toBeFocused();
  await expect(people.getByText('Blocked', { exact: true })).toBeVisible();

  await ana.page.goto('/settings');
  await expect(ana.page.getByRole('region', { name: 'Blocked people' })).toBeVisible();
  await expectAccessible(ana.page, 'settings with somebody blocked');
  await openTrack(ana.page, 'Midnight Drive');
  await more.press('Enter');
  await ana.page.keyboard.press('Enter');
  await after.getByRole('button', { name: 'Unblock' }).press('Enter');
  await expect(after).toBeHidden();
  await expect(people.getByText('Blocked', { exact: true })).toHaveCount(0);
  await expectStatus(ana.page, 'Live');
});
