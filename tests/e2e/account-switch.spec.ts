/**
 * Two tabs of one browser are open; in the second somebody else signs in. Nothing may cross over.
 */
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
