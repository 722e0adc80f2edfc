/** The forms of tickets and announcements: what is wrong is said, and what is typed is kept. */
import type { Page } from '@playwright/test';
import {
  createTrack,
  expectUnread,
  isUnread,
  openPanel,
  person,
  row,
  signUp,
  type Person,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';
import type { TestServer } from '../support/server.ts';

const ana = person('Ana Reyes');
const sam = person('Sam Lindqvist');

/** Somebody of the staff, with the queue open. */
async function openConsole(page: Page, server: TestServer, who: Person): Promise<void> {
  await signUp(page, who);
  await server.admin(['support', 'add', who.email]);
  await page.goto('/support');
  await expect(page.getByRole('heading', { level: 1, name: 'Tickets' })).toBeVisible();
}

test('forms say what is wrong, and lose nothing that was typed', async ({ device, server }) => {
  const desk = (await device()).page;
  const producer = (await device()).page;
  await openConsole(desk, server, sam);
  await signUp(producer, ana);
  await producer.goto('/support');
  await producer.getByRole('button', { name: 'New ticket' }).click();
  const dialog = producer.getByRole('dialog', { name: 'New ticket' });
  await dialog.getByLabel('What is the matter?').fill('x'.repeat(4_003));
  await producer.keyboard.press('Control+Enter');
  await expect(dialog.getByText('Say in a few words what it is about.')).toBeVisible();
  await expect(dialog.getByText('Too long by 3 characters.')).toBeVisible();
  await expect(dialog.getByLabel('Subject')).toBeFocused();
  await dialog.getByLabel('What is the matter?').fill('Each comes out twice.');
  await producer.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await producer.getByRole('button', { name: 'New ticket' }).click();
  await expect(dialog.getByLabel('What is the matter?')).toHaveValue('Each comes out twice.');
  await dialog.getByLabel('Subject').fill('Stems export twice');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(producer.getByLabel('Your message')).toBeVisible();
  await producer.getByLabel('Your message').fill('Logic 11.1.');
  await producer.getByRole('link', { name: 'All tickets' }).click();
  await producer.getByRole('link', { name: 'Stems export twice' }).click();
  await expect(producer.getByLabel('Your message')).toHaveValue('Logic 11.1.');

  // On a track too, through leaving the page and through a reload; signing out asks first.
  await createTrack(producer, 'Midnight Drive');
  await producer.getByLabel('Add a comment').fill('The bridge is');
  await producer.getByLabel(/^Lyrics, arrangement/).fill('Capo 2');
  await producer.getByRole('banner').getByRole('link', { name: 'Tracks', exact: true }).click();
  await expect(producer.getByRole('heading', { level: 1, name: 'Tracks' })).toBeVisible();
  await producer.goBack();
  await expect(producer.getByLabel('Add a comment')).toHaveValue('The bridge is');
  await producer.reload();
  await expect(producer.getByLabel('Add a comment')).toHaveValue('The bridge is');
  await expect(producer.getByLabel(/^Lyrics, arrangement/)).toHaveValue('Capo 2');
  await producer.getByRole('button', { name: 'Account' }).click();
  const account = producer.getByRole('dialog', { name: 'Account' });
  await expect(account.getByText('3 texts are written and not sent')).toBeVisible();
  await account.getByRole('link', { name: 'Sync' }).click();
  const unsent = producer.getByRole('region', { name: 'Written here, not sent' });
  await unsent.getByRole('listitem').filter({ hasText: 'Capo 2' }).getByText('Discard').click();
  await expect(unsent.getByRole('listitem')).toHaveCount(2);

  await desk.getByRole('button', { name: 'New announcement' }).click();
  const form = desk.getByRole('dialog', { name: 'New announcement' });
  await form.getByLabel('Title').fill('Maintenance tonight');
  await form.getByLabel('Text').fill('From 02:00 to 02:10 UTC.');
  await form.getByLabel('To', { exact: true }).selectOption('Some people');
  await form.getByLabel('E-mail addresses').fill(`${ana.email}, ben@nowhere`);
  await form.getByRole('button', { name: 'Publish' }).click();
  await expect(form.getByText('“ben@nowhere” is no e-mail address.')).toBeVisible();
  await form.getByLabel('E-mail addresses').fill('nobody@studio.example');
  await form.getByRole('button', { name: 'Publish' }).click();
  // What only the server knows comes back in words, with all that was typed.
  const refused = desk.getByRole('region', { name: 'Not sent' });
  await expect(refused).toContainText('No account has one of the addresses.');
  await expect(refused.getByRole('button', { name: 'Copy' })).toBeVisible();
  await desk.getByRole('button', { name: 'New announcement' }).click();
  await expect(form.getByLabel('Title')).toHaveValue('Maintenance tonight');
  const to = form.getByLabel('E-mail addresses');
  await expect(to).toHaveValue('nobody@studio.example');
  await expect(to).toHaveAccessibleDescription('No account has one of the addresses.');
  await form.getByRole('button', { name: 'Cancel' }).click();
  await expect(refused).toHaveCount(0);

  // An answer that is looked at in its ticket is read, and still waits for a word on it.
  await desk.getByRole('link', { name: 'Stems export twice' }).click();
  await producer.goto('/support');
  await producer.getByRole('link', { name: 'Stems export twice' }).click();
  await desk.getByLabel('Your answer').fill('Try 11.2.');
  await desk.getByRole('button', { name: 'Send answer' }).click();
  await expect(producer.getByRole('heading', { name: 'Does this settle it?' })).toBeVisible();
  await expectUnread(producer, 0);
  const answered = row(await openPanel(producer), /^Sam Lindqvist answered your ticket/);
  await expect(answered.getByRole('button', { name: 'Still open' })).toBeVisible();
  await expect(isUnread(answered)).toHaveCount(0);
  await producer.keyboard.press('Escape');

  // All of a long announcement can be read where it stands.
  await desk.goto('/support');
  await desk.getByRole('button', { name: 'New announcement' }).click();
  await form.getByLabel('Title').fill('New rooms');
  await form.getByLabel('Text').fill('There is much to say. '.repeat(60));
  await form.getByLabel('To', { exact: true }).selectOption('Some people');
  await form.getByLabel('E-mail addresses').fill(ana.email);
  await form.getByRole('button', { name: 'Publish' }).click();
  await expectUnread(producer, 1);
  const long = row(await openPanel(producer), /^New rooms/);
  const text = long.getByText('There is much to say.');
  const height = async () => (await text.boundingBox())?.height ?? 0;
  const folded = await height();
  await long.getByRole('button', { name: 'New rooms', expanded: false }).click();
  await expect(long.getByRole('button', { name: 'New rooms', expanded: true })).toBeVisible();
  expect(await height()).toBeGreaterThan(4 * folded);

  await producer.goto('/support/00000000-0000-7000-8000-000000000000');
  await expect(
    producer.getByRole('heading', { level: 1, name: 'This ticket is not on this device' }),
  ).toBeVisible();
});
