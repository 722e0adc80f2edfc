/** axe finds nothing in any state of the screens, and every act can be done by keyboard. */

import {
  bell,
  comment,
  createTrack,
  expectUnread,
  invite,
  isUnread,
  openPanel,
  panel,
  person,
  row,
  signUp,
} from './support/app.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/fixture.ts';

const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

test('axe finds nothing in any state', async ({ device }) => {
  const ana = await device();
  await ana.page.goto('/sign-in');
  await expect(ana.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  await expectAccessible(ana.page, 'sign-in');
  await ana.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expectAccessible(ana.page, 'sign-in with errors');
  const guess = { email: 'nobody@studio.example', password: 'a guess' };
  for (let guesses = 0; guesses < 10; guesses += 1) {
    await ana.page.request.post('/api/auth/sign-in/email', { data: guess });
  }
  await ana.page.getByLabel('E-mail').fill(guess.email);
  await ana.page.getByLabel('Password').fill(guess.password);
  await ana.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(ana.page.getByText('Too many attempts. Wait a minute')).toBeVisible();
  await expectAccessible(ana.page, 'sign-in after too many attempts');
  await signUp(ana.page, person('Ana Reyes'));
  await expectAccessible(ana.page, 'no tracks');
  await ana.page.getByRole('button', { name: 'New track' }).first().click();
  await expectAccessible(ana.page, 'new track');
  await ana.page.keyboard.press('Escape');
  await openPanel(ana.page);
  await expect(panel(ana.page).getByText('No new notifications.')).toBeVisible();
  await expectAccessible(ana.page, 'empty panel');
  await ana.page.keyboard.press('Escape');
  await createTrack(ana.page, 'Midnight Drive');
  await ana.page.goto('/?view=board');
  await expect(ana.page.getByRole('region', { name: 'Idea, 1' })).toBeVisible();
  await expectAccessible(ana.page, 'board');
  await ana.page.getByRole('button', { name: 'List' }).click();
  await expect(ana.page.getByLabel('Sort by')).toBeVisible();
  await expectAccessible(ana.page, 'list of tracks');
  await ana.page.getByRole('link', { name: 'Midnight Drive' }).click();

  const ben = await device();
  await signUp(ben.page, person('Ben Okafor'));
  await invite(ana.page, person('Ben Okafor').email);
  await expectAccessible(ana.page, 'track');
  await openPanel(ben.page);
  const invitation = row(panel(ben.page), /^Ana Reyes invited you/);
  await expectAccessible(ben.page, 'panel with an invite');
  await invitation.getByRole('button', { name: 'Accept Invite' }).click();
  await expect(invitation.getByText('You joined', { exact: true })).toBeVisible();
  await comment(ana.page, 'Listen to 1:42.');
  await ben.page.keyboard.press('Escape');
  await openPanel(ben.page);
  await row(panel(ben.page), /commented on/)
    .getByRole('button', { name: 'More' })
    .click();
  await expectAccessible(ben.page, 'menu of a row');
  await ben.page.keyboard.press('Escape');
  await row(panel(ben.page), /commented on/)
    .getByRole('button', { name: 'Dismiss' })
    .click();
  await expectAccessible(ben.page, 'after dismissing');
  await ben.page.goto('/activity');
  for (const tab of ['All', 'Unread', 'Needs you', 'Dismissed']) {
    await ben.page.getByRole('tab', { name: tab }).click();
    await expectAccessible(ben.page, `activity, ${tab}`);
  }
  await ben.page.goto('/sync');
  await expect(ben.page.getByText('Nothing waits.')).toBeVisible();
  await expectAccessible(ben.page, 'sync');
  await ben.page.goto('/settings');
  await expect(ben.page.getByText('· This device')).toBeVisible();
  await expectAccessible(ben.page, 'settings');
  await ben.page.getByRole('button', { name: 'Reset app' }).click();
  await expectAccessible(ben.page, 'reset');
  await ben.page.goto('/account');
  await ben.page.getByRole('button', { name: 'Change password' }).click();
  await expect(ben.page.getByText('Enter your password.')).toBeVisible();
  await expectAccessible(ben.page, 'account page with errors');
  await ben.page.getByRole('button', { name: 'Delete account' }).click();
  await expectAccessible(ben.page, 'delete account');
  await ben.page.goto('/track/00000000-0000-7000-8000-000000000000');
  await expectAccessible(ben.page, 'missing track');
});

test('axe finds nothing where reminders, tickets and announcements are', async ({
  device,
  server,
}) => {
  const ana = await device();
  const sam = await device({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await signUp(ana.page, person('Ana Reyes'));
  await signUp(sam.page, person('Sam Lindqvist'));
  await server.admin(['support', 'add', person('Sam Lindqvist').email]);

  await ana.page.goto('/reminders');
  await expect(ana.page.getByText('No reminders')).toBeVisible();
  await expectAccessible(ana.page, 'no reminders');
  await ana.page.getByRole('button', { name: 'New reminder' }).click();
  const reminder = ana.page.getByRole('dialog', { name: 'New reminder' });
  await reminder.getByRole('button', { name: 'Save' }).click();
  await expect(reminder.getByText('Say what to think of.')).toBeVisible();
  await expectAccessible(ana.page, 'a reminder without words');
  await reminder.getByLabel('What to think of').fill('Call Mara');
  await reminder.getByRole('button', { name: 'Tomorrow 9:00' }).click();
  await reminder.getByRole('button', { name: 'Save' }).click();
  await ana.page.getByRole('button', { name: 'More about “Call Mara”' }).click();
  await expectAccessible(ana.page, 'menu of a reminder');
  await ana.page.keyboard.press('Escape');
  await ana.page.getByRole('button', { name: 'Account' }).click();
  await expectAccessible(ana.page, 'account');
  await ana.page.getByRole('dialog').getByRole('link', { name: 'Support' }).click();
  await expect(ana.page.getByText('No tickets')).toBeVisible();
  await expectAccessible(ana.page, 'no tickets');
  await ana.page.getByRole('button', { name: 'New ticket' }).click();
  const ticket = ana.page.getByRole('dialog', { name: 'New ticket' });
  await ticket.getByRole('button', { name: 'Send' }).click();
  await expectAccessible(ana.page, 'a ticket without words');
  await ticket.getByLabel('Subject').fill('Upload stops');
  await ticket.getByLabel('What is the matter?').fill('At 80 %.');
  await ticket.getByRole('button', { name: 'Send' }).click();
  await expect(ana.page.getByRole('heading', { level: 1, name: 'Upload stops' })).toBeVisible();

  await sam.page.goto('/support');
  await expect(sam.page.getByRole('link', { name: 'Upload stops' })).toBeVisible();
  await expectAccessible(sam.page, 'queue on a phone');
  await sam.page.getByRole('button', { name: 'New announcement' }).click();
  await expectAccessible(sam.page, 'announcement on a phone');
  await sam.page.getByRole('button', { name: 'Cancel' }).click();
  await sam.page.getByRole('link', { name: 'Upload stops' }).click();
  await sam.page.getByLabel('Your answer').fill('Try again?');
  await sam.page.getByRole('button', { name: 'Send answer' }).click();
  await expectAccessible(sam.page, 'thread on a phone');
  await expect(ana.page.getByText('Does this settle it?')).toBeVisible();
  await expectAccessible(ana.page, 'answered ticket');
  await openPanel(ana.page);
  await panel(ana.page)
    .getByRole('button', { name: /^Needs you/ })
    .click();
  await panel(ana.page).getByRole('button', { name: 'Mark all as read' }).click();
  await panel(ana.page).getByRole('button', { name: 'More' }).click();
  await expect(ana.page.getByText(/^Read here/)).toBeVisible();
  await expectAccessible(ana.page, 'needs you, and what a row tells of itself');
  await ana.page.keyboard.press('Escape');
  await panel(ana.page).getByRole('button', { name: 'Still open' }).click();
  await expect(ana.page.getByRole('dialog', { name: 'Still open' })).toBeVisible();
  await expectAccessible(ana.page, 'still open');
});

test('axe finds nothing on a phone', async ({ device }) => {
  const ana = await device({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    userAgent: iPhone,
  });
  await signUp(ana.page, person('Ana Reyes'));
  const { page } = ana;
  await page.evaluate(() => localStorage.setItem('visits', '2'));
  await page.goto('/');
  await expect(page.getByText('Keep this app at hand')).toBeVisible();
  await expectAccessible(page, 'offer to install');
  await page.getByRole('button', { name: 'Install app' }).click();
  await expectAccessible(page, 'steps to install');
  await page.keyboard.press('Escape');
  await createTrack(ana.page, 'Midnight Drive');
  await expectAccessible(ana.page, 'track on a phone');
  await openPanel(ana.page);
  await expectAccessible(ana.page, 'sheet on a phone');
  await ana.page.goBack();
  await expect(panel(ana.page)).toBeHidden();
  await expect(ana.page.getByRole('heading', { level: 1, name: 'Midnight Drive' })).toBeVisible();
});

test('the panel by keyboard: open, move, open a row, dismiss, undo, mark all, close', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device({ reducedMotion: 'no-preference' });
  await signUp(ana.page, person('Ana Reyes'));
  await signUp(ben.page, person('Ben Okafor'));
  await createTrack(ana.page, 'Midnight Drive');
  await invite(ana.page, person('Ben Okafor').email);
  await expectUnread(ben.page, 1);
  const { keyboard } = ben.page;

  await bell(ben.page).focus();
  await keyboard.press('Enter');
  await expect(panel(ben.page).getByRole('heading', { name: /^Activity/ })).toBeFocused();
  const accept = panel(ben.page).getByRole('button', { name: 'Accept Invite' });
  for (
    let step = 0;
    step < 12 && !(await accept.evaluate((e) => e === document.activeElement));
    step += 1
  )
    await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect(panel(ben.page).getByText('You joined', { exact: true })).toBeVisible();
  await keyboard.press('Escape');
  await expect(panel(ben.page)).toBeHidden();
  await expect(bell(ben.page)).toBeFocused();

  // Mentions are rows of their own.
  await comment(ana.page, '@Ben Okafor One.');
  await comment(ana.page, '@Ben Okafor Two.');
  await expectUnread(ben.page, 2);
  await keyboard.press('Enter');
  const articles = panel(ben.page).getByRole('article');
  await expect(articles).toHaveCount(3);
  await articles.nth(0).focus();
  await keyboard.press('PageDown');
  await expect(articles.nth(1)).toBeFocused();
  await keyboard.press('PageUp');
  await expect(articles.nth(0)).toBeFocused();

  const dismiss = articles.nth(0).getByRole('button', { name: 'Dismiss' });
  await dismiss.focus();
  await keyboard.press('Enter');
  await expect(articles).toHaveCount(2);
  await expect(articles.nth(0)).toBeFocused();
  await expectUnread(ben.page, 1);
  const undo = panel(ben.page).getByRole('button', { name: 'Undo' });
  await undo.focus();
  await keyboard.press('Enter');
  await expect(articles).toHaveCount(3);
  await expectUnread(ben.page, 2);

  await panel(ben.page).getByRole('button', { name: 'Mark all as read' }).focus();
  await keyboard.press('Enter');
  await expectUnread(ben.page, 0);
  await expect(isUnread(panel(ben.page))).toHaveCount(0);
});

test('a dialog gives the focus back, however it is left', async ({ device }) => {
  const { page } = await device();
  const { keyboard } = page;
  await signUp(page, person('Ana Reyes'));
  await createTrack(page, 'Midnight Drive');
  const more = page.getByRole('button', { name: 'More about this track' });
  for (const leave of ['Save', 'Cancel', null]) {
    await more.press('Enter');
    await page.getByRole('menuitem', { name: 'Rename' }).press('Enter');
    await expect(page.getByRole('dialog').getByLabel('Title')).toBeFocused();
    if (leave === null) await keyboard.press('Escape');
    else await page.getByRole('dialog').getByRole('button', { name: leave }).press('Enter');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(more).toBeFocused();
  }
});
