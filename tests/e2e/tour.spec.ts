/**
 * Every kind of notification is made to happen through the interface or the clock, seen in the
 * panel with its icon, words and priority, clicked, and seen to land where it should. `npm run
 * tour` takes the pictures on the way.
 */
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { day } from '#shared/base/time.ts';
import { stepAt } from '#shared/workspace/deadline.ts';
import type { TestServer } from '../support/server.ts';
import {
  comment,
  createTrack,
  expectStatus,
  expectUnread,
  invite,
  isUnread,
  openPanel,
  openTrack,
  panel,
  person,
  row,
  setStage,
  signIn,
  signUp,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

const [ana, ben, sam] = [person('Ana Reyes'), person('Ben Okafor'), person('Sam Lindqvist')];

interface Looks {
  readonly category: string;
  readonly message: string | RegExp;
  readonly isHigh?: boolean;
}

/** Opens the panel and finds the row as it should look. */
async function seen(page: Page, title: RegExp, looks: Looks): Promise<Locator> {
  const article = row(await openPanel(page), title).first();
  await expect(article).toBeVisible();
  await expect(article).toHaveClass(new RegExp(looks.category, 'u'));
  await expect(article.locator('svg').first()).toBeVisible();
  await expect(article).toContainText(looks.message);
  await expect(article.getByText('High priority')).toHaveCount(looks.isHigh ? 1 : 0);
  await picture(page, title);
  return article;
}

async function lands(page: Page, article: Locator, widget: string): Promise<void> {
  await article.getByRole('link').first().click();
  await expect(panel(page)).toBeHidden();
  const target = page.getByRole('region', { name: widget });
  await expect(target).toBeInViewport();
  await expect(page.locator(':focus')).toBeInViewport();
  await expect(target.locator('xpath=descendant-or-self::*[@data-lit="true"]')).toHaveCount(1);
  await picture(page, `lands on ${widget}`);
}

let pictures = 0;
async function picture(page: Page, name: RegExp | string): Promise<void> {
  const folder = process.env['TOUR'];
  if (!folder) return;
  const words = String(name)
    .replaceAll(/[^a-zA-Z ]/gu, '')
    .trim()
    .replaceAll(/\s+/gu, '-');
  pictures += 1;
  const number = String(pictures).padStart(2, '0');
  const file = `${test.info().title.split(':')[0]}-${number}-${words.toLowerCase()}.png`;
  await page.screenshot({ path: join(folder, file), animations: 'disabled' });
}

async function joinTrack(guest: Page, title: string): Promise<void> {
  const invitation = row(await openPanel(guest), new RegExp(`^Ana Reyes invited you to ${title}`));
  await invitation.getByRole('button', { name: 'Accept Invite' }).click();
  await expect(invitation.getByText('You joined', { exact: true })).toBeVisible();
  await guest.keyboard.press('Escape');
}

test('people: invites, comments, mentions, stages, dates, and who comes and goes', async ({
  device,
}) => {
  const laptop = (await device()).page;
  const guest = (await device()).page;
  await signUp(laptop, ana);
  await signUp(guest, ben);
  await createTrack(laptop, 'Midnight Drive');
  await invite(laptop, ben.email);
  await laptop.goto('/');

  const looks = { category: 'collaboration', message: 'Accept to see the track', isHigh: true };
  const invitation = await seen(guest, /^Ana Reyes invited you to Midnight Drive/, looks);
  await invitation.getByRole('button', { name: /invited you/ }).click();
  await expect(invitation.getByRole('button', { name: 'Accept Invite' })).toBeFocused();
  await expect(isUnread(invitation)).toHaveCount(0);
  await guest.keyboard.press('Escape');
  await joinTrack(guest, 'Midnight Drive');

  const collaboration = { category: 'collaboration' };
  await lands(
    laptop,
    await seen(laptop, /^Ben Okafor accepted your invite to Midnight Drive/, {
      ...collaboration,
      message: 'Ben Okafor is on the track now.',
    }),
    'Collaborators',
  );
  await createTrack(laptop, 'Low Tide');
  await invite(laptop, ben.email);
  await laptop.goto('/');
  await row(await openPanel(guest), /^Ana Reyes invited you to Low Tide/)
    .getByRole('button', { name: 'Decline' })
    .click();
  await guest.keyboard.press('Escape');
  await lands(
    laptop,
    await seen(laptop, /^Ben Okafor declined your invite to Low Tide/, {
      ...collaboration,
      message: 'You can invite somebody else.',
    }),
    'Collaborators',
  );

  await laptop.goto('/');
  await openTrack(guest, 'Midnight Drive');
  await comment(guest, 'The second chorus fights the vocal.');
  await comment(guest, 'And the tail of the snare is too long.');
  await lands(
    laptop,
    await seen(laptop, /^Ben Okafor left 2 comments on Midnight Drive/, {
      ...collaboration,
      message: 'And the tail of the snare is too long.',
    }),
    'Comments',
  );
  await laptop.goto('/');
  await comment(guest, '@Ana Reyes can you print the stems?');
  await lands(
    laptop,
    await seen(laptop, /^Ben Okafor mentioned you on Midnight Drive/, {
      ...collaboration,
      message: 'can you print the stems?',
      isHigh: true,
    }),
    'Comments',
  );

  await laptop.goto('/');
  await setStage(guest, 'Writing');
  await setStage(guest, 'Mixing');
  await lands(
    laptop,
    await seen(laptop, /^Ben Okafor moved Midnight Drive to Mixing/, {
      category: 'workflow',
      message: 'Idea → Mixing',
    }),
    'Stage',
  );
  await laptop.goto('/');
  const deadline = guest.getByRole('region', { name: 'Deadline' });
  await deadline.getByLabel('Set due date').fill('2199-12-30');
  await deadline.getByLabel('Time (optional)').fill('18:00');
  await deadline.getByRole('button', { name: 'Save' }).click();
  await lands(
    laptop,
    await seen(laptop, /^Ben Okafor changed the due date of Midnight Drive/, {
      category: 'workflow',
      message: /Now due .*30 Dec 2199, 18:00/,
    }),
    'Deadline',
  );

  // Who leaves, and who is removed.
  await laptop.goto('/');
  await guest.getByRole('button', { name: 'More about this track' }).click();
  await guest.getByRole('menuitem', { name: 'Leave track' }).click();
  await guest.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await lands(
    laptop,
    await seen(laptop, /^Ben Okafor left Midnight Drive/, {
      ...collaboration,
      message: 'What they wrote stays on the track.',
    }),
    'Collaborators',
  );
  await invite(laptop, ben.email);
  await guest.goto('/');
  const again = row(await openPanel(guest), /^Ana Reyes invited you to Midnight Drive/).first();
  await again.getByRole('button', { name: 'Accept Invite' }).click();
  await expect(again.getByText('You joined', { exact: true })).toBeVisible();
  await guest.keyboard.press('Escape');
  await laptop.getByRole('button', { name: 'Remove Ben Okafor' }).click();
  await laptop.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  const removed = await seen(guest, /^Ana Reyes removed you from Midnight Drive/, {
    ...collaboration,
    message: 'You cannot see the track any more.',
  });
  await removed.getByRole('button', { name: /removed you/ }).click();
  await expect(removed.getByText('This track is not on this device.')).toBeVisible();
  await picture(guest, 'gone is explained');
});

test('house: tickets, announcements, and a sign-in somewhere new', async ({ device, server }) => {
  const laptop = (await device()).page;
  const desk = (await device()).page;
  await signUp(laptop, ana);
  await signUp(desk, sam);
  await server.admin(['support', 'add', sam.email]);

  await laptop.goto('/support');
  await laptop.getByRole('button', { name: 'New ticket' }).click();
  const dialog = laptop.getByRole('dialog', { name: 'New ticket' });
  await dialog.getByLabel('Subject').fill('Upload stops at 80 %');
  await dialog.getByLabel('What is the matter?').fill('Since this morning, on two machines.');
  await picture(laptop, 'a new ticket');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(laptop.getByRole('heading', { level: 1, name: 'Upload stops' })).toBeVisible();
  await laptop.goto('/');

  await desk.goto('/support');
  await desk.getByRole('link', { name: 'Upload stops at 80 %' }).click();
  await desk.getByLabel('Your answer').fill('We changed a limit. Does it work now?');
  await picture(desk, 'the console');
  await desk.getByRole('button', { name: 'Send answer' }).click();

  const answered = await seen(laptop, /^Sam Lindqvist answered your ticket Upload stops/, {
    category: 'support',
    message: 'We changed a limit. Does it work now?',
  });
  for (const name of ['Resolved', 'Still open', 'No longer needed']) {
    await expect(answered.getByRole('button', { name })).toBeVisible();
  }
  await answered.getByRole('link').first().click();
  await expect(laptop.getByRole('heading', { level: 1, name: 'Upload stops' })).toBeVisible();
  await expect(laptop.locator(':focus')).toContainText('We changed a limit.');
  await picture(laptop, 'the ticket');

  await desk.goto('/support');
  await desk.getByRole('button', { name: 'New announcement' }).click();
  const form = desk.getByRole('dialog', { name: 'New announcement' });
  await form.getByLabel('Title').fill('Maintenance tonight');
  await form.getByLabel('Text').fill('From 02:00 to 02:10 UTC. Everything goes on offline.');
  await form.getByLabel('Priority').selectOption('High');
  await picture(desk, 'an announcement');
  await form.getByRole('button', { name: 'Publish to everybody' }).click();
  await desk
    .getByRole('dialog', { name: 'Tell everybody?' })
    .getByRole('button', { name: 'Publish' })
    .click();
  const announcement = await seen(laptop, /^Maintenance tonight/, {
    category: 'system',
    message: 'From 02:00 to 02:10 UTC.',
    isHigh: true,
  });
  const { pathname } = new URL(laptop.url());
  await announcement.getByRole('button', { name: /Maintenance tonight/ }).click();
  await expect(isUnread(announcement)).toHaveCount(0);
  expect(new URL(laptop.url()).pathname).toBe(pathname);
  await laptop.keyboard.press('Escape');

  const phone = (
    await device({
      viewport: { width: 390, height: 844 },
      userAgent:
        'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
    })
  ).page;
  await signIn(phone, ana);
  const signedIn = await seen(laptop, /^New sign-in: Chrome on Android/, {
    category: 'system',
    message: 'If this was not you, sign it out in Settings and change your password.',
    isHigh: true,
  });
  await signedIn.getByRole('button', { name: /New sign-in/ }).click();
  await expect(isUnread(signedIn)).toHaveCount(0);
});

/** Takes the server down and back with its clock so far ahead; the app is opened at that time. */
async function goTo(server: TestServer, page: Page, at: number): Promise<void> {
  await server.kill('SIGKILL');
  await page.clock.setFixedTime(at);
  await server.start({ DEMO: '1', CLOCK_OFFSET_MS: String(Math.round(at - Date.now())) });
  await page.goto('/');
}

test('clock: reminders and the whole ladder of a deadline', async ({ device, server }) => {
  const { page } = await device({ timezoneId: 'UTC' });
  await signUp(page, ana);
  await createTrack(page, 'Midnight Drive');
  const dueOn = new Date(Date.now() + 12 * day).toISOString().slice(0, 10);
  const deadline = page.getByRole('region', { name: 'Deadline' });
  await deadline.getByLabel('Set due date').fill(dueOn);
  await deadline.getByRole('button', { name: 'Save' }).click();
  const reminders = page.getByRole('region', { name: 'Reminders' });
  await reminders.getByRole('button', { name: 'Add reminder' }).click();
  const dialog = page.getByRole('dialog', { name: 'New reminder' });
  await dialog.getByLabel('What to think of').fill('Bounce the stems');
  await dialog.getByRole('button', { name: 'Tomorrow 9:00' }).click();
  await picture(page, 'a new reminder');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(reminders.getByText('Bounce the stems')).toBeVisible();
  await expectStatus(page, 'Live');

  const setFor = Date.parse(`${new Date(Date.now() + day).toISOString().slice(0, 10)}T09:00Z`);
  await goTo(server, page, setFor + 1_000);
  await expectUnread(page, 1);
  const reminder = await seen(page, /^Bounce the stems/, {
    category: 'reminder',
    message: 'Set for 09:00',
  });
  await expect(reminder.getByRole('button', { name: 'Snooze' })).toBeVisible();
  await lands(page, reminder, 'Reminders');
  await reminders.getByRole('button', { name: 'Done' }).click();
  await expect(reminders.getByText('Bounce the stems')).toHaveCount(0);

  const due = { on: dueOn, time: null, timeZone: 'UTC' };
  const steps = [
    { step: 'week', words: 'in 7 days', isHigh: false },
    { step: 'three-days', words: 'in 3 days', isHigh: false },
    { step: 'day', words: 'in 24 hours', isHigh: true },
    { step: 'hours', words: 'in 2 hours', isHigh: true },
  ] as const;
  for (const { step, words, isHigh } of steps) {
    await goTo(server, page, stepAt(due, step) + 1_000);
    await expectUnread(page, 1);
    const message = words.replace('in', 'In');
    const near = await seen(page, /^Midnight Drive is due/, {
      category: 'deadline',
      message,
      isHigh,
    });
    await expect(near.getByText(message, { exact: true })).toBeVisible();
    await expect(row(panel(page), /^Midnight Drive is/)).toHaveCount(1);
    // List, track and row say the same.
    await expect(page.getByRole('main').getByText(new RegExp(` · ${words}$`, 'u'))).toBeVisible();
    await lands(page, near, 'Deadline');
    await expect(deadline.getByText(words, { exact: true })).toBeVisible();
    await expectUnread(page, 0);
  }
  await goTo(server, page, stepAt(due, 'overdue') + 1_000);
  await expectUnread(page, 1);
  const passed = await seen(page, /^Midnight Drive is overdue/, {
    category: 'deadline',
    message: /It was due .*, just now/,
    isHigh: true,
  });
  await expect(row(panel(page), /^Midnight Drive is/)).toHaveCount(1);

  // Read is not resolved.
  await panel(page).getByRole('button', { name: 'Mark all as read' }).click();
  await expectUnread(page, 0);
  await panel(page)
    .getByRole('button', { name: /^Needs you/ })
    .click();
  await expect(panel(page).getByRole('article')).toHaveCount(1);
  await picture(page, 'needs you');
  await lands(page, passed, 'Deadline');
  await setStage(page, 'Released');
  await expect(row(await openPanel(page), /^Midnight Drive is/)).toHaveCount(0);
  await expect(panel(page).getByRole('button', { name: /^Needs you/ })).toHaveCount(0);
});
