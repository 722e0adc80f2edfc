/**
 * Four invites are accepted without a network, and each had come to another end: that is told in
 * words on its row, on the device that answered and on the other, and asks nobody any more.
 */
import type { Page } from '@playwright/test';
import { uuid7 } from '#shared/base/ids.ts';
import { day } from '#shared/base/time.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { fragmentOf, linkHashOf } from '#shared/workspace/invite-link.ts';
import {
  expectStatus,
  openPanel,
  openTrack,
  panel,
  person,
  row,
  signIn,
  signUp,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

const [ana, ben] = [person('Ana Reyes'), person('Ben Okafor')];
const fates = {
  'Midnight Drive': 'Already a member',
  'Low Tide': 'Invite revoked',
  'Glass Harbor': 'Track deleted',
  'Neon Fern': 'Invite expired',
};
const titles = Object.keys(fates);

/** Sends from one more device of the person who is signed in here. */
function sender(page: Page) {
  const device = uuid7(Date.now());
  let n = 0;
  return async (...commands: readonly Command[]): Promise<void> => {
    const at = Date.now();
    const sent = commands.map((command) => ({
      id: uuid7(at),
      device,
      n: (n += 1),
      ...command,
      at,
    }));
    const answer = await page.request.post('/api/commands', { data: { commands: sent } });
    const { outcomes } = await answer.json();
    expect(outcomes).toEqual(sent.map(() => expect.objectContaining({ status: 'done' })));
  };
}

const rowOf = (page: Page, title: string) =>
  row(panel(page), new RegExp(`^Ana Reyes invited you to ${title}`, 'u'));

test('CM10 accepted offline, each invite says on every device how it had ended', async ({
  device,
  server,
}) => {
  const owner = await device();
  const laptop = await device();
  const phone = await device();
  await signUp(owner.page, ana);
  await signUp(laptop.page, ben);
  await signIn(phone.page, ben);
  const tracks = titles.map((title) => ({
    title,
    trackId: uuid7(Date.now()),
    inviteId: uuid7(Date.now()),
  }));
  const [joined, revoked, deleted] = tracks;
  if (!joined || !revoked || !deleted) return;
  const secret = 'a'.repeat(22);
  const link = { inviteId: uuid7(Date.now()), secret };
  const act = sender(owner.page);
  for (const { title, trackId, inviteId } of tracks) {
    await act(
      { name: 'track.create.v1', args: { trackId, title } },
      { name: 'invite.send.v1', args: { inviteId, trackId, email: ben.email } },
    );
  }
  const { trackId } = joined;
  const secretHash = linkHashOf(secret);
  await act({ name: 'invite.link.v1', args: { inviteId: link.inviteId, trackId, secretHash } });

  for (const { page } of [laptop, phone]) {
    await openPanel(page);
    await expect(panel(page).getByRole('button', { name: 'Accept Invite' })).toHaveCount(4);
    await expect(panel(page).getByRole('button', { name: 'Needs you 4' })).toBeVisible();
  }
  phone.network.set('cut');
  await expectStatus(phone.page, /^Offline/);
  for (const title of titles) {
    const invitation = rowOf(phone.page, title);
    await invitation.getByRole('button', { name: 'Accept Invite' }).click();
    await expect(invitation.getByText('You joined · Waiting to be sent')).toBeVisible();
  }

  // Meanwhile: in by the link, taken back, deleted, and two weeks go by.
  await laptop.page.goto(`/join#${fragmentOf(link)}`);
  await laptop.page.getByRole('button', { name: 'Join' }).click();
  await expect(laptop.page.getByText(joined.title).first()).toBeVisible();
  await openPanel(laptop.page);
  await expect(rowOf(laptop.page, joined.title).getByText('Already a member')).toBeVisible();
  await openTrack(owner.page, joined.title);
  await expect(owner.page.getByRole('button', { name: /^Revoke/u })).toHaveCount(0);
  await act(
    { name: 'invite.revoke.v1', args: { inviteId: revoked.inviteId } },
    { name: 'track.delete.v1', args: { trackId: deleted.trackId } },
  );
  await expect(panel(laptop.page).getByRole('button', { name: 'Accept Invite' })).toHaveCount(1);
  const later = Date.now() + 15 * day;
  await server.kill('SIGKILL');
  for (const { page } of [laptop, phone]) await page.clock.setFixedTime(later);
  await server.start({ DEMO: '1', CLOCK_OFFSET_MS: String(later - Date.now()) });
  phone.network.set('up');

  for (const { page } of [laptop, phone]) {
    await page.goto('/');
    await expectStatus(page, 'Live');
    await openPanel(page);
    for (const [title, words] of Object.entries(fates)) {
      await expect(rowOf(page, title).getByText(words, { exact: true })).toBeVisible();
      await expect(rowOf(page, title).getByText('Waiting to be sent')).toHaveCount(0);
    }
    await expect(panel(page).getByRole('button', { name: 'Accept Invite' })).toHaveCount(0);
    await expect(panel(page).getByRole('button', { name: /^Needs you/u })).toHaveCount(0);
  }
});
