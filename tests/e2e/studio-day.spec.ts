/**
 * A day between a studio and a train: an invite, a bounce on a phone, a comment at its second second from
 * a kept copy without a network, and an answer that was given meanwhile, without one either.
 */
import type { Page } from '@playwright/test';
import { toneWav } from '../support/tones.ts';
import {
  addFiles,
  comment,
  expectStatus,
  fileRow,
  openPanel,
  openTrack,
  row,
  shareTrack,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

const player = (page: Page) => page.getByRole('region', { name: 'Player' });
const comments = (page: Page) => page.getByRole('region', { name: 'Comments' });

test('FI52 CM40 CM42 IN14 what is said offline on a kept copy leads the owner to that second', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await shareTrack(ana.page, ben.page);
  await openTrack(ana.page, 'Midnight Drive');
  const bounce = toneWav({ seconds: 30, pitches: [440, 660], level: 0.5 });
  await addFiles(ana.page, ['Bounce.wav', bounce]);
  await comment(ana.page, 'First bounce.');

  await waitUntilInstalled(ben.page);
  await openTrack(ben.page, 'Midnight Drive');
  await fileRow(ben.page, 'Bounce.wav')
    .getByRole('button', { name: /^More about/ })
    .click();
  await ben.page.getByRole('menuitem', { name: 'Keep on this device' }).click();
  await expect(fileRow(ben.page, 'Bounce.wav')).toContainText('On this device');
  await expect(comments(ben.page)).toContainText('First bounce.');
  for (const { page, network } of [ana, ben]) {
    network.set('cut');
    await expectStatus(page, /^Offline/);
  }

  await fileRow(ben.page, 'Bounce.wav').getByRole('button', { name: 'Play' }).click();
  await expect(player(ben.page).getByRole('slider')).toHaveAttribute('aria-valuetext', /^0:02/);
  await player(ben.page).getByRole('button', { name: 'Pause' }).click();
  await player(ben.page).getByRole('slider').fill('2');
  await comment(ben.page, 'The kick is late.');
  await comments(ana.page)
    .getByRole('button', { name: /^Reply to/ })
    .click();
  await comments(ana.page)
    .getByRole('textbox', { name: /^Reply to/ })
    .fill('v2 is on its way.');
  await comments(ana.page).getByRole('button', { name: 'Reply', exact: true }).click();

  for (const { page, network } of [ben, ana]) {
    network.set('up');
    await expectStatus(page, 'Live');
  }
  for (const { page } of [ana, ben]) {
    await expect(comments(page)).toContainText('v2 is on its way.');
    await expect(comments(page).getByRole('link', { name: '0:02 · Bounce.wav v1' })).toBeVisible();
  }
  await ana.page.goto('/');
  const told = row(await openPanel(ana.page), /^Ben Okafor commented at 0:02 on Midnight Drive v1/);
  await told.getByRole('link').first().click();
  const position = player(ana.page).getByRole('slider');
  await expect(position).toHaveAttribute('aria-valuetext', '0:02 of 0:30');
  const said = comments(ana.page).getByRole('group').filter({ hasText: 'The kick is late.' });
  await expect(said).toBeFocused();
});
