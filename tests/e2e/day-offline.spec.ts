/**
 * On a day without a network everything works, and afterwards every act has a fate that is told.
 */
import {
  comment,
  createTrack,
  expectStatus,
  expectUnread,
  invite,
  openPanel,
  openTrack,
  panel,
  person,
  row,
  setStage,
  shareTrack,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

test('a day offline is delivered, once, and what came too late is explained on its row', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device();
  await signUp(ana.page, person('Ana Reyes'));
  await signUp(ben.page, person('Ben Okafor'));
  await createTrack(ana.page, 'Midnight Drive');
  await invite(ana.page, person('Ben Okafor').email);
  await expectUnread(ben.page, 1);
  await expectStatus(ben.page, 'Live');
  await waitUntilInstalled(ben.page);

  ben.network.set('cut');
  await expectStatus(ben.page, /^Offline/);
  const invitation = row(await openPanel(ben.page), /^Ana Reyes invited you/);
  await invitation.getByRole('button', { name: 'Accept Invite' }).click();
  await expect(invitation.getByText('You joined · Waiting to be sent')).toBeVisible();
  await ben.page.keyboard.press('Escape');
  await expect(panel(ben.page)).toBeHidden();

  await createTrack(ben.page, 'Low Tide');
  await invite(ben.page, person('Ana Reyes').email);
  for (const text of ['First bounce.', 'Kick is late.', 'Kick is fine.']) {
    await comment(ben.page, text);
  }
  await setStage(ben.page, 'Recording');
  await setStage(ben.page, 'Mixing');
  await expectStatus(ben.page, /^Offline · \d+ changes waiting$/);

  // Meanwhile the invite is taken back.
  await ana.page.getByRole('button', { name: /^Revoke the invite of/ }).click();
  await expect(ana.page.getByText('Revoked', { exact: true })).toBeVisible();
  await expectUnread(ana.page, 0);

  ben.network.set('up');
  await expectStatus(ben.page, 'Live');
  const stages = ben.page.getByRole('region', { name: 'Stage' });
  await expect(stages.getByRole('button', { name: 'Mixing' })).toHaveAttribute(
    'aria-current',
    'step',
  );
  const told = row(await openPanel(ben.page), /^Ana Reyes invited you/);
  await expect(told.getByText('Invite revoked', { exact: true })).toBeVisible();
  await expect(told.getByRole('button', { name: 'Accept Invite' })).toHaveCount(0);
  await ben.page.keyboard.press('Escape');
  await expect(ben.page.getByText('Waiting to be sent')).toHaveCount(0);

  await expectUnread(ana.page, 1);
  const offered = row(await openPanel(ana.page), /^Ben Okafor invited you to Low Tide/);
  await offered.getByRole('button', { name: 'Accept Invite' }).click();
  await expect(offered.getByText('You joined', { exact: true })).toBeVisible();
  await openTrack(ana.page, 'Low Tide');
  const comments = ana.page.getByRole('region', { name: 'Comments' }).getByRole('listitem');
  await expect(comments).toHaveCount(3);
  await expect(comments.nth(0)).toContainText('First bounce.');
  await expect(comments.nth(2)).toContainText('Kick is fine.');
  await expect(
    ana.page.getByRole('region', { name: 'Stage' }).getByRole('button', { name: 'Mixing' }),
  ).toHaveAttribute('aria-current', 'step');
});

test('somebody removed while offline is told, keeps their words, and the track is gone', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device();
  await ben.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await shareTrack(ana.page, ben.page);
  await comment(ana.page, 'Listen to 1:42.');
  await openTrack(ben.page, 'Midnight Drive');
  await expect(ben.page.getByText('Listen to 1:42.').first()).toBeVisible();
  await waitUntilInstalled(ben.page);

  ben.network.set('cut');
  await expectStatus(ben.page, /^Offline/);
  await comment(ben.page, 'The second chorus fights the vocal.');
  await comment(ben.page, 'Try it without the pad.');

  await ana.page.getByRole('button', { name: 'Remove Ben Okafor' }).click();
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(
    ana.page.getByRole('region', { name: 'Collaborators' }).getByText('Ben Okafor'),
  ).toHaveCount(0);

  ben.network.set('up');
  await expectStatus(ben.page, 'Live');
  await expect(
    ben.page.getByRole('heading', { level: 1, name: 'This track is not on this device' }),
  ).toBeVisible();
  const refused = ben.page.getByRole('region', { name: 'Not sent' });
  await expect(refused).toContainText('The second chorus fights the vocal.');
  await expect(refused).toContainText('Try it without the pad.');
  await expect(refused).toContainText('you are no longer on the track');
  await refused.getByRole('button', { name: 'Copy' }).first().click();
  expect(await ben.page.evaluate(() => navigator.clipboard.readText())).toBe(
    'The second chorus fights the vocal.',
  );

  await ben.page.goto('/');
  await expect(ben.page.getByText('No tracks yet')).toBeVisible();
  const held = await ben.page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
    const name = names.find((candidate) => candidate.startsWith('feed-')) ?? '';
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(new Error('not opened'));
    });
    const count = (table: string) =>
      new Promise<number>((resolve, reject) => {
        const counting = db.transaction(table).objectStore(table).count();
        counting.onsuccess = () => resolve(counting.result);
        counting.onerror = () => reject(new Error('not counted'));
      });
    const counts = [await count('tracks'), await count('members'), await count('comments')];
    db.close();
    return counts;
  });
  expect(held).toEqual([0, 0, 0]);
});

test('the page about syncing says what waits, and that nothing does', async ({ device }) => {
  const { page, network } = await device();
  await signUp(page, person('Ana Reyes'));
  await createTrack(page, 'Midnight Drive');
  await expectStatus(page, 'Live');
  await waitUntilInstalled(page);
  await page.getByTestId('sync-status').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sync' })).toBeVisible();
  await expect(page.getByText('Nothing waits.')).toBeVisible();

  network.set('cut');
  await expectStatus(page, /^Offline/);
  await openTrack(page, 'Midnight Drive');
  await comment(page, 'Written in the basement.');
  await setStage(page, 'Mixing');
  await page.getByTestId('sync-status').click();
  const waiting = page.getByRole('region', { name: 'Waiting to be sent' });
  await expect(waiting.getByRole('listitem')).toHaveText([
    /^Your comment “Written in the basement.”/,
    /^A stage change/,
  ]);
  await expect(page.getByText('Go on working')).toBeVisible();
  await page.getByRole('button', { name: 'Account' }).click();
  const account = page.getByRole('dialog', { name: 'Account' });
  await expect(account.getByText('2 changes are not on the server yet')).toBeVisible();
  await account.getByRole('button', { name: 'Stay signed in' }).click();
  await expect(waiting.getByRole('listitem')).toHaveCount(2);
  network.set('up');
  await expectStatus(page, 'Live');
  await expect(page.getByText('Nothing waits.')).toBeVisible();
});
