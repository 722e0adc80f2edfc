/** A reminder is told of where its time comes without a network: above the list, until its row is here. */
import { hour, minute } from '#shared/base/time.ts';
import {
  expectStatus,
  expectUnread,
  openPanel,
  panel,
  person,
  row,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

test('TI6 reminders due without a network stand above the list, are answered, and become rows', async ({
  device,
  server,
}) => {
  await server.kill('SIGKILL');
  await server.start({ DEMO: '1' });
  const { page, network } = await device();
  await signUp(page, person('Ana Reyes'));
  await waitUntilInstalled(page);
  await page.goto('/reminders');
  for (const text of ['Bounce the stems', 'Call Ben', 'Book the room']) {
    await page.getByRole('button', { name: 'New reminder' }).click();
    const dialog = page.getByRole('dialog', { name: 'New reminder' });
    await dialog.getByLabel('What to think of').fill(text);
    await dialog.getByRole('button', { name: 'In 1 hour' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
  }
  await expectStatus(page, 'Live');
  const due = page.getByRole('region', { name: 'Due now, not yet confirmed by the server' });
  await openPanel(page);
  await expect(due).toHaveCount(0);

  network.set('cut');
  const later = Date.now() + hour + minute;
  await page.clock.setFixedTime(later);
  await page.goto('/activity');
  await expectStatus(page, /^Offline/);
  for (const place of [page.getByRole('main'), await openPanel(page)]) {
    const shown = place.getByRole('region', { name: /^Due now/u });
    await expect(shown.getByText('Due since')).toHaveCount(3);
  }
  // The number counts rows, and no row has come.
  await expectUnread(page, 0);
  const here = panel(page).getByRole('region', { name: /^Due now/u });
  const of = (text: string) => here.getByRole('listitem').filter({ hasText: text });
  await of('Bounce the stems').getByRole('button', { name: 'Done' }).click();
  await expect(of('Bounce the stems')).toHaveCount(0);
  await of('Call Ben')
    .getByRole('button', { name: /^More about/u })
    .click();
  await page.getByRole('menuitem', { name: 'Snooze: In 1 hour' }).click();
  await expect(of('Call Ben')).toHaveCount(0);
  await expect(of('Book the room')).toBeVisible();
  await expectUnread(page, 0);

  await server.kill('SIGKILL');
  await server.start({ DEMO: '1', CLOCK_OFFSET_MS: String(later - Date.now()) });
  network.set('up');
  await page.goto('/activity');
  await expectStatus(page, 'Live');
  await openPanel(page);
  await expect(row(panel(page), /^Book the room/u)).toBeVisible();
  await expect(due).toHaveCount(0);
  const unread = panel(page).getByRole('article').filter({ hasText: 'Unread' });
  await expect(async () => {
    await expectUnread(page, await unread.count());
  }).toPass();
});
