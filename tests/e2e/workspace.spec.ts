/** Two people do everything that can be done to a track. */
import type { Page } from '@playwright/test';
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
  signUp,
} from './support/app.ts';
import { expect, test, type Device } from './support/fixture.ts';

async function prepare(device: () => Promise<Device>): Promise<[Page, Page]> {
  const [ana, ben] = [(await device()).page, (await device()).page];
  await shareTrack(ana, ben);
  await openTrack(ben, 'Midnight Drive');
  const people = ana.getByRole('region', { name: 'Collaborators' });
  await expect(people.getByText('Ben Okafor')).toBeVisible();
  return [ana, ben];
}

const chooseOf = async (page: Page, menu: string, item: string) => {
  await page.getByRole('button', { name: menu }).last().click();
  await page.getByRole('menuitem', { name: item }).click();
};

test('CM30 a title and notes reach the other, and nobody overwrites what they have not seen', async ({
  device,
}) => {
  const [first, second] = [await device(), await device()];
  const [ana, ben] = [first.page, second.page];
  await shareTrack(ana, ben);
  await openTrack(ben, 'Midnight Drive');
  await chooseOf(ben, 'More about this track', 'Rename');
  const dialog = ben.getByRole('dialog', { name: 'Rename track' });
  await dialog.getByLabel('Title').fill('  ');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Give it a title.')).toBeVisible();
  await dialog.getByLabel('Title').fill('Low Tide');
  await dialog.getByRole('button', { name: 'Save' }).click();
  for (const page of [ana, ben]) {
    await expect(page.getByRole('heading', { level: 1, name: 'Low Tide' })).toBeVisible();
  }

  const notes = (page: Page) => page.getByRole('region', { name: 'Notes' });
  const save = (page: Page) => notes(page).getByRole('button', { name: 'Save', exact: true });
  const field = (page: Page) => notes(page).getByRole('textbox');
  const theirs = (page: Page) => notes(page).getByRole('blockquote');
  await field(ana).fill('Half-time chorus.');
  await field(ben).fill('112 bpm.');
  await save(ben).click();
  await expect(save(ben)).toBeDisabled();
  // Ben's notes are shown beside Ana's, which stand; whoever has seen both decides.
  await expect(theirs(ana)).toHaveText('112 bpm.');
  await expect(field(ana)).toHaveValue('Half-time chorus.');
  await expect(field(ana)).toHaveAccessibleDescription(/^Somebody else has changed the notes/u);
  await notes(ana).getByRole('button', { name: 'Save mine instead' }).click();
  await expect(field(ben)).toHaveValue('Half-time chorus.');
  await expect(theirs(ana)).toHaveCount(0);

  // Twice saved without a network, over what Ben writes meanwhile.
  first.network.set('cut');
  await expectStatus(ana, /^Offline/u);
  for (const text of ['Half-time bridge.', 'Half-time bridge, no pad.']) {
    await field(ana).fill(text);
    await save(ana).click();
    await expect(save(ana)).toBeDisabled();
    // For an instant it may still show what stood there before.
    await expect(field(ana)).toHaveValue(text);
  }
  await field(ben).fill('Double-time bridge.');
  await save(ben).click();
  await expectStatus(ben, 'Live');
  first.network.set('up');
  await expect(theirs(ana)).toHaveText('Double-time bridge.');
  await expect(field(ana)).toHaveValue('Half-time bridge, no pad.');
  await expect(field(ben)).toHaveValue('Double-time bridge.');
  await ana.getByRole('link', { name: 'Tracks', exact: true }).first().click();
  const refused = ana.getByRole('region', { name: 'Not sent' });
  await expect(refused).toContainText('Your notes (Low Tide). Somebody else changed it first.');
  await expect(refused.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  await refused.getByRole('link', { name: 'Show' }).click();
  await expect(notes(ana)).toBeInViewport();
  await expect(field(ana)).toHaveValue('Half-time bridge, no pad.');
  await expect(theirs(ana)).toHaveText('Double-time bridge.');
  await notes(ana).getByRole('button', { name: 'Keep theirs' }).click();
  await expect(field(ana)).toHaveValue('Double-time bridge.');
  await expect(refused).toHaveCount(0);
});

test('CM31 a dialog that was closed by accident keeps its words, for its place, until Cancel', async ({
  device,
}) => {
  const { page } = await device();
  await signUp(page, person('Ana Reyes'));
  await createTrack(page, 'Low Tide');
  await createTrack(page, 'Midnight Drive');
  const dialogs = [
    {
      open: () => chooseOf(page, 'More about this track', 'Rename'),
      field: () => page.getByRole('dialog', { name: 'Rename track' }).getByLabel('Title'),
      words: 'Midnight Dri',
      before: 'Midnight Drive',
      elsewhere: 'Low Tide',
    },
    {
      open: () => page.getByRole('button', { name: 'Add reminder' }).click(),
      field: () => page.getByLabel('What to think of'),
      words: 'Bounce the ste',
      before: '',
      elsewhere: '',
    },
  ];
  const email = page.getByLabel('Invite by e-mail');
  await email.fill('ben@studio.exa');
  for (const { open, field, words } of dialogs) {
    await open();
    await field().fill(words);
    await page.keyboard.press('Escape');
    await expect(field()).toHaveCount(0);
  }
  // Within the page: words are on the disk a moment after the last letter.
  await page.getByRole('link', { name: 'Tracks', exact: true }).first().click();
  await page.getByRole('link', { name: 'Low Tide' }).click();
  await expect(email).toHaveValue('');
  for (const { open, field, elsewhere } of dialogs) {
    await open();
    await expect(field()).toHaveValue(elsewhere);
    await page.keyboard.press('Escape');
  }
  await openTrack(page, 'Midnight Drive');
  await page.reload();
  await expect(email).toHaveValue('ben@studio.exa');
  for (const { open, field, words, before } of dialogs) {
    await open();
    await expect(field()).toHaveValue(words);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await expect(field()).toHaveCount(0);
    await open();
    await expect(field()).toHaveValue(before);
    await page.keyboard.press('Escape');
  }
});

test('CM30 an invite that is refused stands in its field again, with the words why', async ({
  device,
}) => {
  const [ana, ben] = await prepare(device);
  const field = ana.getByLabel('Invite by e-mail');
  const address = person('Ben Okafor').email;
  await field.fill(address);
  await field.press('Enter');
  await expect(field).toHaveAccessibleDescription('They are on the track already.');
  await expect(field).toHaveValue(address);
  // Known to be refused, also after a reload; another address takes its place.
  await field.fill('nina@studio.exam');
  await ana.getByRole('link', { name: 'Tracks', exact: true }).first().click();
  await ana.getByRole('link', { name: 'Midnight Drive' }).click();
  await expect(field).toHaveValue('nina@studio.exam');
  await ana.reload();
  await expect(field).toHaveValue('nina@studio.exam');
  await expect(field).toHaveAccessibleDescription('They are on the track already.');
  await expect(ana.getByRole('region', { name: 'Not sent' })).toContainText(address);
  await field.fill('nina@studio.example');
  await field.press('Enter');
  await expect(field).toHaveValue('');
  await expect(ana.getByRole('region', { name: 'Not sent' })).toHaveCount(0);
  await expect(ben.getByText('nina@studio.example')).toBeVisible();
});

test('a mention completes by keyboard and is told as one; comments are edited and deleted', async ({
  device,
}) => {
  const [ana, ben] = await prepare(device);
  await ben.goto('/');
  const field = ana.getByLabel('Add a comment');
  await field.pressSequentially('Ask @ok');
  await expect(ana.getByRole('option', { name: /Ben Okafor$/ })).toBeVisible();
  await ana.keyboard.press('Enter');
  await expect(field).toHaveValue('Ask @Ben Okafor ');
  await field.pressSequentially('about the pad.');
  await ana.getByRole('button', { name: 'Comment', exact: true }).click();
  await expectUnread(ben, 1);
  const mention = row(await openPanel(ben), /^Ana Reyes mentioned you on Midnight Drive/);
  await expect(mention.getByText('High', { exact: true })).toBeVisible();
  await mention.getByRole('link').first().click();
  const said = ben.getByRole('region', { name: 'Comments' }).getByRole('group');
  await expect(said).toHaveAttribute('data-lit', 'true');
  await expect(said.locator('mark')).toHaveText('@Ben Okafor');
  await said.getByRole('button', { name: 'More about this comment' }).click();
  await expect(ben.getByRole('menuitem')).toHaveText(['Remind me']);
  await ben.keyboard.press('Escape');

  await chooseOf(ana, 'More about this comment', 'Edit');
  const editing = ana.getByLabel('Edit your comment');
  await expect(editing).toBeFocused();
  await editing.fill('Ask about the bass.');
  await ana.keyboard.press('Control+Enter');
  await expect(said).toContainText('Ask about the bass.');
  await expect(said).toContainText('edited');

  await chooseOf(ana, 'More about this comment', 'Delete');
  await ana.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(said).toHaveCount(0);
  await expect(ana.getByText('No comments yet.')).toBeVisible();
});

test('CM24 keys of an input method belong to what it composes', async ({ device }) => {
  const [ana, ben] = await prepare(device);
  const field = ana.getByLabel('Add a comment');
  const comments = ben.getByRole('region', { name: 'Comments' }).getByRole('listitem');
  const session = await ana.context().newCDPSession(ana);
  const compose = (text: string) =>
    session.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  const press = (key: string, modifiers = 0) =>
    session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key, code: key, modifiers });
  const control = 2;

  await field.pressSequentially('Ask ');
  await compose('@ok');
  await expect(ana.getByRole('option', { name: /Ben Okafor$/ })).toBeVisible();
  // Enter takes the composed text, and neither a name nor, with Ctrl, the way to the others.
  for (const modifiers of [0, control]) {
    await press('Enter', modifiers);
    await expect(field).toHaveValue('Ask @ok');
  }
  // As Safari says it: after the end, under the code of input methods.
  await compose('');
  await session.send('Input.insertText', { text: '@ok' });
  await field.evaluate((element) => {
    const init = { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true };
    element.dispatchEvent(new KeyboardEvent('keydown', init));
  });
  await expect(field).toHaveValue('Ask @ok');
  await expect(comments).toHaveCount(0);

  await ana.keyboard.press('Enter');
  await expect(field).toHaveValue('Ask @Ben Okafor ');
  await ana.keyboard.press('Control+Enter');
  await expect(comments).toHaveCount(1);
});

test('who leaves loses the track, and a deleted one is gone for everybody', async ({ device }) => {
  const [ana, ben] = await prepare(device);
  await chooseOf(ben, 'More about this track', 'Leave track');
  await ben.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await expect(ben.getByText('No tracks yet')).toBeVisible();
  await expect(
    ana.getByRole('region', { name: 'Collaborators' }).getByText('Ben Okafor'),
  ).toHaveCount(0);

  await invite(ana, person('Ben Okafor').email);
  const again = row(await openPanel(ben), /^Ana Reyes invited you/).first();
  await again.getByRole('button', { name: 'Accept Invite' }).click();
  await expect(again.getByText('You joined', { exact: true })).toBeVisible();
  await openTrack(ben, 'Midnight Drive');
  await chooseOf(ana, 'More about this track', 'Delete track');
  await ana.getByRole('dialog').getByRole('button', { name: 'Delete track' }).click();
  await expect(ana.getByText('No tracks yet')).toBeVisible();
  await expect(
    ben.getByRole('heading', { level: 1, name: 'This track is not on this device' }),
  ).toBeVisible();
});

test('CM26 CM28 a due date names its clock, keeps it when the day moves, and what is typed stays', async ({
  device,
}) => {
  const ana = (await device({ timezoneId: 'Asia/Tokyo' })).page;
  const ben = (await device({ timezoneId: 'America/Los_Angeles' })).page;
  await shareTrack(ana, ben);
  await openTrack(ben, 'Midnight Drive');
  const due = (page: Page) => page.getByRole('region', { name: 'Deadline' });
  const year = new Date().getUTCFullYear() + 1;
  await due(ana).getByLabel('Set due date').fill(`${year}-06-01`);
  await due(ana).getByLabel('Time (optional)').fill('09:00');
  await due(ana).getByRole('button', { name: 'Save' }).click();
  await expect(due(ana)).toContainText(`1 Jun ${year}, 09:00`);
  await expect(due(ana)).not.toContainText('Tokyo');
  await expect(due(ben)).toContainText(`1 Jun ${year}, 09:00 (Asia/Tokyo time)`);

  // Anything that arrives meanwhile leaves what is being typed.
  const day = due(ben).getByLabel('Due date');
  await day.fill(`${year}-06-02`);
  await comment(ana, 'Is Tuesday better?');
  await expect(ben.getByRole('region', { name: 'Comments' })).toContainText('Is Tuesday better?');
  await expect(day).toHaveValue(`${year}-06-02`);
  await due(ben).getByRole('button', { name: 'Save' }).click();
  await expect(due(ana)).toContainText(`2 Jun ${year}, 09:00`);
  await expect(due(ana)).not.toContainText('time)');

  // A time is typed by the clock of whoever types it.
  await due(ben).getByLabel('Time (optional)').fill('10:00');
  await due(ben).getByRole('button', { name: 'Save' }).click();
  await expect(due(ana)).toContainText(`2 Jun ${year}, 10:00 (America/Los Angeles time)`);
  await expect(due(ben)).not.toContainText('time)');
});

test('CM23 whoever is removed takes along the invites of theirs, and no link lets them back in', async ({
  device,
}) => {
  const [ana, ben] = await prepare(device);
  const people = (page: Page) => page.getByRole('region', { name: 'Collaborators' });
  const linkOf = async (page: Page) => {
    await people(page).getByRole('button', { name: 'Make invite link' }).click();
    return await page.getByLabel('Whoever opens this link first can join').inputValue();
  };
  const [bens, anas] = [await linkOf(ben), await linkOf(ana)];
  const invites = people(ana).getByRole('listitem').filter({ hasText: 'Invite link' });
  await expect(invites).toHaveCount(2);
  const ofBen = invites.filter({ hasText: 'by Ben Okafor' });
  await expect(ofBen).toContainText('Invited');
  await expect(invites.filter({ hasText: 'by you' })).toContainText('Invited');

  await people(ana).getByRole('button', { name: 'Remove Ben Okafor' }).click();
  await ana.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(ofBen).toContainText('Revoked');
  await expect(invites.filter({ hasText: 'by you' })).toContainText('Invited');
  for (const [before, link] of [bens, anas].entries()) {
    await ben.goto(link);
    await ben.reload();
    await ben.getByRole('button', { name: 'Join the track' }).click();
    await expect(ben.getByText('The invite was revoked.')).toHaveCount(before + 1);
  }
  await expect(people(ana).getByText('Ben Okafor', { exact: true })).toHaveCount(0);
});

test('an invite link is passed on, survives a sign-up, and works once', async ({ device }) => {
  const ana = (await device()).page;
  const ben = (await device()).page;
  const { page: chloe, network } = await device();
  await signUp(ana, person('Ana Reyes'));
  await createTrack(ana, 'Midnight Drive');
  await ana.getByRole('button', { name: 'Make invite link' }).click();
  const link = await ana.getByLabel('Whoever opens this link first can join').inputValue();
  await expect(ana.getByText('Invite link', { exact: true })).toBeVisible();

  const asked: string[] = [];
  ben.on('request', (request) =>
    asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`),
  );
  await ben.goto(link);
  await ben.getByRole('link', { name: 'Create an account' }).click();
  await ben.getByLabel('Name').fill('Ben Okafor');
  await ben.getByLabel('E-mail').fill(person('Ben Okafor').email);
  await ben.getByLabel('Password').fill(person('Ben Okafor').password);
  await ben.getByRole('button', { name: 'Create account' }).click();
  await ben.getByRole('button', { name: 'Join the track' }).click();
  await ben.getByRole('link', { name: 'Midnight Drive' }).click();
  await expect(ben.getByRole('heading', { level: 1, name: 'Midnight Drive' })).toBeVisible();
  const secret = link.split('.').at(-1) ?? '';
  expect(asked.filter((address) => address.includes(secret))).toEqual([]);
  await expectUnread(ana, 1);
  await expect(row(await openPanel(ana), /^Ben Okafor accepted your invite/)).toBeVisible();
  // What has been used is not offered any more.
  await expect(ana.getByLabel('Whoever opens this link first can join')).toHaveCount(0);

  await signUp(chloe, person('Chloe Wu'));
  await chloe.goto(link);
  const join = chloe.getByRole('button', { name: 'Join the track' });
  // The page is whole before its network goes.
  await expect(join).toBeVisible();
  network.set('cut');
  await join.click();
  await expect(chloe.getByText('Joining a track')).toContainText('Waiting to be sent');
  network.set('up');
  await expect(chloe.getByText('It was accepted already.')).toBeVisible();
  await expect(chloe.getByText('Joining a track')).toBeHidden();
  await chloe.goto('/join#nonsense');
  await expect(
    chloe.getByRole('heading', { level: 1, name: 'This invite link is not whole' }),
  ).toBeVisible();
});
