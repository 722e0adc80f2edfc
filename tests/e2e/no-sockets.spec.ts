/** A network lets no WebSocket through: the app asks instead, and becomes live all the same. */
import {
  comment,
  createTrack,
  expectStatus,
  expectUnread,
  invite,
  openPanel,
  person,
  row,
  signIn,
  signUp,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

test('without sockets news arrive, acts are sent, marks meet, and the status is true', async ({
  device,
}) => {
  const ana = await device();
  const office = await device();
  const phone = await device();
  office.network.set('no-sockets');
  const sockets: string[] = [];
  office.page.on('websocket', (socket) => {
    socket.on('framereceived', () => sockets.push(socket.url()));
  });

  await signUp(ana.page, person('Ana Reyes'));
  await signUp(office.page, person('Ben Okafor'));
  await signIn(phone.page, person('Ben Okafor'));
  await expectStatus(office.page, 'Live');
  // That Ben signed in on the phone.
  await expectUnread(office.page, 1);
  await (await openPanel(office.page)).getByRole('button', { name: 'Mark all as read' }).click();
  await expectUnread(phone.page, 0);
  await office.page.keyboard.press('Escape');

  await createTrack(ana.page, 'Midnight Drive');
  await invite(ana.page, person('Ben Okafor').email);
  await expectUnread(office.page, 1);
  const invitation = row(await openPanel(office.page), /^Ana Reyes invited you/);
  await invitation.getByRole('button', { name: 'Accept Invite' }).click();
  await expect(invitation.getByText('You joined', { exact: true })).toBeVisible();
  const people = ana.page.getByRole('region', { name: 'Collaborators' });
  await expect(people.getByText('Ben Okafor')).toBeVisible();

  await comment(ana.page, 'Listen to 1:42.');
  await expectUnread(office.page, 1);
  await office.page.getByRole('button', { name: 'Mark all as read' }).click();
  await expectUnread(office.page, 0);
  await expectUnread(phone.page, 0);
  await expectStatus(office.page, 'Live');

  await comment(ana.page, 'And to 2:10.');
  await expectUnread(phone.page, 1);
  const other = await openPanel(phone.page);
  await other.getByRole('button', { name: 'Mark all as read' }).click();
  await expectUnread(office.page, 0);
  expect(sockets).toEqual([]);

  office.network.set('cut');
  await expectStatus(office.page, /^Offline/);
  office.network.set('up');
  await expectStatus(office.page, 'Live');
  await expect.poll(() => sockets.length).toBeGreaterThan(0);
});
