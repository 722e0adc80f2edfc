/**
 * Two tabs of one browser are open; in the second somebody else signs in. Nothing may cross over.
 */
import { createTestServer } from '../support/server.ts';
import {
  createTrack,
  expectStatus,
  expectUnread,
  invite,
  openPanel,
  person,
  row,
  signIn,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

test('a sign-in as somebody else in a second tab takes nothing of the first along', async ({
  device,
}) => {
  const ana = person('Ana Reyes');
  const ben = person('Ben Okafor');
  const chloe = person('Chloe Wu');
  const elsewhere = await device();
  await signUp(elsewhere.page, chloe);
  await createTrack(elsewhere.page, 'Glass Harbor');
  await invite(elsewhere.page, ana.email);
  await invite(elsewhere.page, ben.email);

  const bens = await device();
  await signUp(bens.page, ben);
  await expectUnread(bens.page, 1);

  const shared = await device();
  await signUp(shared.page, ana);
  await expectUnread(shared.page, 1);
  await waitUntilInstalled(shared.page);
  // Ana acts where nothing can be sent: all of it waits on the device when Ben signs in.
  shared.network.set('cut');
  await expectStatus(shared.page, /^Offline/);
  const panel = await openPanel(shared.page);
  await panel.getByRole('button', { name: 'Mark all as read' }).click();
  await expectUnread(shared.page, 0);
  await createTrack(shared.page, 'Only for Ana');

  const second = await shared.context.newPage();
  shared.network.set('up');
  await signIn(second, ben);
  // The invite, and that Ben signed in where he never had.
  await expectUnread(second, 2);
  await expect(second.getByRole('link', { name: 'Only for Ana' })).toHaveCount(0);
  // The first tab follows: it belongs to Ben now, or asks to sign in; never shows Ana's data on.
  await expect(shared.page.getByText('Only for Ana')).toHaveCount(0);

  await expectStatus(second, 'Live');
  await expectUnread(bens.page, 2);
  const seen = await openPanel(bens.page);
  await expect(
    row(seen, /^Chloe Wu invited you/).getByText('Unread', { exact: true }),
  ).toBeAttached();
  await expect(bens.page.getByRole('link', { name: 'Only for Ana' })).toHaveCount(0);
});

test('AC9 AC12 another copy at another port of the host signs nobody out', async ({ device }) => {
  const other = await createTestServer();
  await other.start();
  const { context, page } = await device();
  await signUp(page, person('Ana Reyes'));
  const elsewhere = await context.newPage();
  await elsewhere.goto(`${other.url}/sign-up`);
  await elsewhere.getByLabel('Name').fill('Ben Okafor');
  await elsewhere.getByLabel('E-mail').fill(person('Ben Okafor').email);
  await elsewhere.getByLabel('Password').fill(person('Ben Okafor').password);
  await elsewhere.getByRole('button', { name: 'Create account' }).click();
  await expectStatus(elsewhere, 'Live');
  await page.reload();
  await expectStatus(page, 'Live');
  await createTrack(page, 'Midnight Drive');
  const open = await page.request.get('/api/sessions');
  expect(open.status()).toBe(200);
  const left = await page.request.post(`${other.url}/api/auth/sign-out`, {
    headers: { origin: other.url },
    data: {},
  });
  expect(left.status()).toBe(200);
  expect((await page.request.get(`${other.url}/api/sessions`)).status()).toBe(401);
  await page.reload();
  await expectStatus(page, 'Live');
  await other.dispose();
});
