/**
 * Comments at a moment of a sound: said and answered without a network, settled and opened again, told in
 * the bell, and kept to the version they were said of.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from '@playwright/test';
import type { ChangesAnswer } from '#shared/protocol/messages.ts';
import type { File } from '#shared/workspace/entities.ts';
import { wavOf } from '../support/audio-samples.ts';
import {
  addVersion,
  comment,
  expectStatus,
  expectUnread,
  openPanel,
  openTrack,
  panel,
  row,
  shareTrack,
  userIn,
} from './support/app.ts';
import { expectAccessible } from './support/axe.ts';
import { expect, test } from './support/fixture.ts';

const region = (page: Page, name: string) => page.getByRole('region', { name });
const comments = (page: Page) => region(page, 'Comments');
/** One comment, by its words. */
const said = (page: Page, words: string) =>
  comments(page).getByRole('group').filter({ hasText: words });
/** A comment with all that answers it. */
const thread = (page: Page, words: string) =>
  comments(page)
    .getByRole('listitem')
    .filter({ has: page.getByText(words) })
    .first();

/** Ninety seconds, in some hundred kilobytes. @param bits of a sample, so that versions differ */
const sound = (bits: 8 | 16) => ({
  name: 'Bounce.wav',
  mimeType: 'audio/wav',
  buffer: Buffer.from(wavOf({ frames: 90 * 4_000, sampleRate: 4_000, channels: 1, bits })),
});

async function addFile(page: Page): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await region(page, 'Files').getByRole('button', { name: 'Add files' }).click();
  await (await chooser).setFiles([sound(8)]);
  await expect(region(page, 'Files')).toContainText('Bounce.wav');
  await expect(region(page, 'Files')).not.toContainText('on the way');
}

async function addSecond(page: Page): Promise<void> {
  await addVersion(page, 'Bounce', ['Bounce.wav', sound(16).buffer]);
  await expect(region(page, 'Files')).toContainText('v2');
}

/** The file of the track, as the server has it. */
async function fileOf(page: Page): Promise<File> {
  const answer = await page.request.get('/api/changes?after=0&limit=500');
  const { changes } = (await answer.json()) as ChangesAnswer;
  const found = changes.find(({ kind }) => kind === 'file');
  if (found?.op !== 'upsert' || found.kind !== 'file') throw new Error('the file is on the server');
  return found.body;
}

/** @param number of the version @param seconds into its sound */
async function linkTo(page: Page, number: number, seconds: number): Promise<string> {
  const { id, trackId, versions } = await fileOf(page);
  const version = versions.find((each) => each.number === number);
  return `/track/${trackId}?file=${id}&version=${version?.id ?? ''}&t=${seconds}`;
}

/** What is being typed is on the disk. */
async function expectKept(page: Page, text: string): Promise<void> {
  const database = `acts-${await userIn(page)}`;
  const kept = () =>
    page.evaluate(async (name) => {
      const opening = Promise.withResolvers<IDBDatabase>();
      const open = indexedDB.open(name);
      open.addEventListener('success', () => opening.resolve(open.result));
      const opened = await opening.promise;
      const reading = Promise.withResolvers<readonly { readonly text: string }[]>();
      const all = opened.transaction('drafts').objectStore('drafts').getAll();
      all.addEventListener('success', () => reading.resolve(all.result));
      const drafts = await reading.promise;
      opened.close();
      return drafts.map((draft) => draft.text);
    }, database);
  await expect.poll(kept).toContain(text);
}

async function reply(page: Page, to: string, words: string): Promise<void> {
  await thread(page, to)
    .getByRole('button', { name: /^Reply to/ })
    .click();
  const field = thread(page, to).getByRole('textbox', { name: /^Reply to/ });
  await expect(field).toBeFocused();
  await field.fill(words);
  await thread(page, to).getByRole('button', { name: 'Reply', exact: true }).click();
  await expect(said(page, words)).toBeVisible();
  await expect(field).toHaveCount(0);
}

test('CM40 CM41 CM42 CM43 two people without a network lose nothing they said at one moment', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await openTrack(ana.page, 'Midnight Drive');
  await addFile(ana.page);
  await comment(ana.page, 'Louder at the end.');
  const link = await linkTo(ana.page, 1, 83);
  for (const { page } of [ana, ben]) {
    await page.goto(link);
    await expect(said(page, 'Louder at the end.')).toBeVisible();
    await expect(comments(page).getByText('At 1:23 · Bounce.wav v1')).toBeVisible();
  }

  ana.network.set('cut');
  ben.network.set('cut');
  for (const { page } of [ana, ben]) await expectStatus(page, /^Offline/);
  await comment(ana.page, 'The kick is late.');
  await expect(said(ana.page, 'The kick is late.')).toContainText('Waiting to be sent');
  await expect(said(ana.page, 'The kick is late.').getByRole('link')).toHaveText(
    '1:23 · Bounce.wav v1',
  );
  const settle = thread(ana.page, 'Louder at the end.').getByRole('button', { name: /^Resolve/ });
  await settle.click();
  const line = comments(ana.page).getByRole('button', { name: /^Resolved by Ana Reyes/ });
  await expect(line).toBeFocused();
  await expect(said(ana.page, 'Louder at the end.')).toHaveCount(0);
  await comment(ben.page, 'Is that a click?');
  await reply(ben.page, 'Louder at the end.', 'How much?');

  ana.network.set('up');
  await expectStatus(ana.page, 'Live');
  ben.network.set('up');
  await expectStatus(ben.page, 'Live');
  for (const { page } of [ana, ben]) {
    for (const words of ['The kick is late.', 'Is that a click?']) {
      await expect(said(page, words).getByRole('link')).toHaveText('1:23 · Bounce.wav v1');
    }
    // It was settled when the reply came, which has opened it again.
    await expect(thread(page, 'Louder at the end.').getByText('How much?')).toBeVisible();
    await expect(comments(page).getByRole('button', { name: /^Resolved by/ })).toHaveCount(0);
    await expect(comments(page)).not.toContainText('Waiting to be sent');
  }

  // What is answered may go: the answer says so, and stays.
  await said(ana.page, 'Louder at the end.')
    .getByRole('button', { name: 'More about this comment' })
    .click();
  await ana.page.getByRole('menuitem', { name: 'Delete' }).click();
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(thread(ben.page, 'How much?')).toContainText('What this answers was deleted.');
});

test('CM45 NT30 a row of the bell leads to the moment, and says what has become of its version', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await openTrack(ana.page, 'Midnight Drive');
  await addFile(ana.page);
  await ana.page.goto('/');
  await ben.page.goto(await linkTo(ben.page, 1, 83.25));
  await comment(ben.page, 'The kick is late.');

  await expectUnread(ana.page, 2);
  const told = row(await openPanel(ana.page), /^Ben Okafor commented at 1:23 on Midnight Drive v1/);
  await expect(told).toContainText('The kick is late. · Bounce.wav');
  await told.getByRole('link').first().click();
  await expect(panel(ana.page)).toBeHidden();
  const at = await linkTo(ana.page, 1, 83.25);
  await expect(ana.page).toHaveURL(new RegExp(`${at.replaceAll(/[?.]/gu, '\\$&')}#comment-`, 'u'));
  await expect(said(ana.page, 'The kick is late.')).toBeFocused();
  await expect(said(ana.page, 'The kick is late.')).toHaveAttribute('data-lit', 'true');
  await expect(comments(ana.page).getByText('At 1:23 · Bounce.wav v1')).toBeVisible();
  await expect(ana.page.getByText('There is a newer one')).toHaveCount(0);

  // So does the address that a push has.
  const answer = await ana.page.request.get('/api/changes?after=0');
  const { newest } = (await answer.json()) as ChangesAnswer;
  await ana.page.goto(`/n/${newest?.[0]?.id ?? ''}`);
  await expect(said(ana.page, 'The kick is late.')).toBeFocused();
  expect(ana.page.url()).toContain(`${at}#comment-`);

  // Where a newer one comes, that is said, and leads there when it is asked for.
  await addSecond(ana.page);
  await expect(ana.page.getByText('This link leads to v1 of Bounce.wav.')).toBeVisible();
  await ana.page.getByRole('link', { name: 'There is a newer one, v2' }).click();
  await expect(comments(ana.page).getByText('At 1:23 · Bounce.wav v2')).toBeVisible();

  // Who does not want the moment takes it away, also from what is typed.
  await comments(ana.page).getByRole('button', { name: 'Not at 1:23' }).click();
  await expect(comments(ana.page).getByLabel('Add a comment')).toBeFocused();
  await comment(ana.page, 'All in all: good.');
  await expect(said(ana.page, 'All in all: good.').getByRole('link')).toHaveCount(0);
  await comments(ana.page).getByLabel('Add a comment').fill('One more.');
  await expectKept(ana.page, 'One more.');
  await ana.page.reload();
  await expect(comments(ana.page).getByLabel('Add a comment')).toHaveValue('One more.');
  await expect(comments(ana.page).getByText('At 1:23 · Bounce.wav v2')).toBeVisible();
  await expectAccessible(ana.page, 'comments at moments');

  await region(ana.page, 'Files')
    .getByRole('button', { name: /^More about Bounce/ })
    .click();
  await ana.page.getByRole('menuitem', { name: 'Remove' }).click();
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(said(ben.page, 'The kick is late.').getByRole('link')).toHaveText(
    '1:23 · Bounce.wav v1, removed',
  );
  await expect(ben.page.getByText('The version this link leads to was removed.')).toBeVisible();
});

/** Where a handle below the waveform can be taken: its inner edge is the time. */
async function handleAt(page: Page, side: 'Start' | 'End') {
  const handle = page.getByRole('slider', { name: `${side} of the range` });
  await handle.scrollIntoViewIfNeeded();
  const whole = await region(page, 'Files')
    .getByRole('slider', { name: /^Position/ })
    .boundingBox();
  const box = await handle.boundingBox();
  if (!whole || !box) throw new Error('it is on the page');
  const outwards = side === 'End' ? 4 : -4;
  const xOf = (seconds: number) => whole.x + (whole.width * seconds) / 90 + outwards;
  return { x: xOf(Number(await handle.inputValue())), y: box.y + box.height / 2, xOf };
}

async function drawHandle(page: Page, side: 'Start' | 'End', to: number): Promise<void> {
  const { x, y, xOf } = await handleAt(page, side);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(xOf(to), y, { steps: 4 });
  await page.mouse.up();
}

/** Moves a finger that was put on the handle. */
async function swipe(page: Page, side: 'Start' | 'End', by: { x: number; y: number }) {
  const { x, y } = await handleAt(page, side);
  const session = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove', share: number) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: [{ x: x + share * by.x, y: y + share * by.y }],
    });
  await touch('touchStart', 0);
  for (let step = 1; step <= 8; step += 1) await touch('touchMove', step / 8);
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await session.detach();
}

test('CM57 CM58 a range is marked where it is heard, changed and kept, and a row of the bell leads to its start', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await shareTrack(ana.page, ben.page);
  await openTrack(ana.page, 'Midnight Drive');
  await addFile(ana.page);
  await ana.page.goto('/');
  const link = await linkTo(ben.page, 1, 23);
  await ben.page.goto(link);
  const button = (name: string) => comments(ben.page).getByRole('button', { name, exact: true });
  const about = (words: string) => comments(ben.page).getByText(`At ${words} · Bounce.wav v1`);
  const position = region(ben.page, 'Player').getByRole('slider');
  const moveTo = async (seconds: number, words: string) => {
    await position.fill(`${seconds}`);
    await expect(position).toHaveAttribute('aria-valuetext', `${words} of 1:30`);
  };

  await button('Mark a range').tap();
  await expect(comments(ben.page).getByText('then press “To here”')).toBeVisible();
  await expect(comments(ben.page).getByLabel('Add a comment')).not.toBeFocused();
  // Too near for a range.
  await moveTo(23.5, '0:23');
  await button('To here').click();
  await expect(about('0:23')).toBeVisible();
  await moveTo(31, '0:31');
  await button('To here').click();
  await expect(about('0:23–0:31')).toHaveRole('status');
  await expect(comments(ben.page).getByText('then press')).toHaveCount(0);
  await moveTo(20.5, '0:20');
  await button('From here').click();
  await expect(about('0:20–0:31')).toBeVisible();
  await button('Only 0:20').click();
  await expect(about('0:20')).toBeVisible();
  await expect(comments(ben.page).getByText('then press')).toHaveCount(0);
  await moveTo(31, '0:31');
  await button('To here').click();
  // No word of it is typed yet, and a reload loses nothing.
  await expectKept(ben.page, '');
  await ben.page.reload();
  await expect(about('0:20–0:31')).toBeVisible();
  await button('Only 0:20').click();
  await expect(comments(ben.page).getByLabel('Add a comment')).toBeFocused();
  await expect(about('0:20')).toBeVisible();

  // Along the waveform, by keys and by hand.
  const end = ben.page.getByRole('slider', { name: 'End of the range' });
  await end.focus();
  await end.press('ArrowRight');
  await end.press('ArrowRight');
  await end.press(',');
  await expect(end).toHaveAttribute('aria-valuetext', '0:29');
  await expect(about('0:20–0:29')).toBeVisible();
  await expect(position).toHaveAttribute('aria-valuetext', '0:23 of 1:30');
  await drawHandle(ben.page, 'End', 60.5);
  await drawHandle(ben.page, 'Start', 40.5);
  await expect(about('0:40–1:00')).toBeVisible();
  // The start stays before the end, and an end that is drawn to it leaves a point.
  await drawHandle(ben.page, 'Start', 80.5);
  await expect(about('0:59–1:00')).toBeVisible();
  await drawHandle(ben.page, 'End', 10.5);
  await expect(about('0:59')).toBeVisible();
  await drawHandle(ben.page, 'End', 75.5);
  await expect(about('0:59–1:15')).toBeVisible();
  // A finger that only touches a handle, or scrolls the page by it, moves none; else as much as it moves.
  const { x, y } = await handleAt(ben.page, 'End');
  await ben.page.touchscreen.tap(x, y);
  await expect(end).toBeFocused();
  await swipe(ben.page, 'Start', { x: 12, y: -150 });
  await expect(about('0:59–1:15')).toBeVisible();
  const { x: from, xOf } = await handleAt(ben.page, 'End');
  await swipe(ben.page, 'End', { x: xOf(85.5) - from, y: 6 });
  await expect(about('0:59–1:25')).toBeVisible();
  const band = (page: Page) => region(page, 'Files').locator('rect.band');
  await expect(band(ben.page)).toHaveCount(1);
  await expectAccessible(ben.page, 'a range that is written about');
  await comment(ben.page, 'The vocal is buried.');
  await expect(said(ben.page, 'The vocal is buried.').getByRole('link')).toHaveText(
    '0:59–1:25 · Bounce.wav v1',
  );
  await expect(end).toHaveCount(0);
  await expect(band(ben.page)).toHaveCount(1);

  await expectUnread(ana.page, 2);
  await row(await openPanel(ana.page), /^Ben Okafor commented at 0:59–1:25 on Midnight Drive v1/)
    .getByRole('link')
    .first()
    .click();
  await expect(said(ana.page, 'The vocal is buried.')).toBeFocused();
  const heard = region(ana.page, 'Player');
  await expect(heard.getByRole('slider')).toHaveAttribute('aria-valuetext', '0:59 of 1:30');
  await expect(heard.getByRole('button', { name: 'Play Bounce.wav' })).toBeVisible();
  await expect(band(ana.page)).toHaveCount(1);
  // Its time in the list is pressed to be heard, from the start.
  await heard.getByRole('slider').fill('5');
  await said(ana.page, 'The vocal is buried.').getByRole('link').click();
  await expect(heard.getByRole('button', { name: 'Pause Bounce.wav' })).toBeVisible();
  await expect(heard.getByRole('slider')).toHaveAttribute('aria-valuetext', /^(0:59|1:\d\d) of/);

  // Each comment begins anew.
  await button('Mark a range').tap();
  await expect(comments(ben.page).getByText('then press')).toBeVisible();
  await comment(ben.page, 'The snare is loud.');
  await comments(ben.page).getByLabel('Add a comment').fill('And');
  await expect(comments(ben.page).getByText('then press')).toHaveCount(0);
});

test('CM41 CM44 a comment on its way stays on its version when a newer one comes, as a ghost there', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await openTrack(ana.page, 'Midnight Drive');
  await addFile(ana.page);
  await ben.page.goto(await linkTo(ben.page, 1, 83));
  await expect(comments(ben.page).getByText('At 1:23 · Bounce.wav v1')).toBeVisible();
  ben.network.set('cut');
  await expectStatus(ben.page, /^Offline/);
  await comment(ben.page, 'The kick is late.');
  await addSecond(ana.page);
  await ana.page.goto(await linkTo(ana.page, 2, 5));
  await comment(ana.page, 'A new intro.');
  ben.network.set('up');
  await expectStatus(ben.page, 'Live');
  for (const { page } of [ana, ben]) {
    await expect(said(page, 'The kick is late.').getByRole('link')).toHaveText(
      '1:23 · Bounce.wav v1',
    );
    // By time of saying; and on the newer version by time in the sound, the older one as a ghost.
    await page.getByLabel('Show').selectOption('On Bounce.wav v2');
    await expect(comments(page).getByRole('listitem')).toHaveCount(2);
    await expect(comments(page).getByRole('listitem').first()).toContainText('A new intro.');
    await expect(comments(page).getByRole('listitem').last()).toContainText('Bounce.wav v1');
  }

  // Settled, it haunts the newer version no more, and stays with its own.
  await thread(ana.page, 'The kick is late.')
    .getByRole('button', { name: /^Resolve/ })
    .click();
  await expect(comments(ben.page).getByRole('listitem')).toHaveCount(1);
  await ben.page.getByLabel('Show').selectOption('On Bounce.wav v1');
  const line = comments(ben.page).getByRole('button', { name: /^Resolved by Ana Reyes/ });
  await expect(line).toContainText('The kick is late.');
  await expect(line).toHaveAttribute('aria-expanded', 'false');
  await line.press('Enter');
  await expect(line).toHaveAttribute('aria-expanded', 'true');
  const link = await said(ben.page, 'The kick is late.').getByRole('link').getAttribute('href');
  await line.press('Enter');
  await expect(line).toHaveAttribute('aria-expanded', 'false');
  // A link to it opens it, whatever is looked at.
  await openTrack(ben.page, 'Midnight Drive');
  await expect(line).toHaveAttribute('aria-expanded', 'false');
  await ben.page.goto(link ?? '');
  await expect(line).toHaveAttribute('aria-expanded', 'true');
  await expect(said(ben.page, 'The kick is late.')).toBeFocused();
  await expectAccessible(ben.page, 'a settled thread');
  await thread(ben.page, 'The kick is late.')
    .getByRole('button', { name: /^Reopen/ })
    .click();
  await expect(
    thread(ben.page, 'The kick is late.').getByRole('button', { name: /^Resolve/ }),
  ).toBeFocused();
});

test('CM45 words that are refused stand again with their moment, and can be said without it', async ({
  device,
  server,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await openTrack(ana.page, 'Midnight Drive');
  await addFile(ana.page);
  await ben.page.goto(await linkTo(ben.page, 1, 83));
  await expect(comments(ben.page).getByText('At 1:23 · Bounce.wav v1')).toBeVisible();
  ben.network.set('cut');
  await expectStatus(ben.page, /^Offline/);
  await comment(ben.page, 'The kick is late.');
  // As after a backup from before the file is brought back.
  const sqlite = new DatabaseSync(join(server.dataDir, 'feed.db'), { timeout: 5_000 });
  sqlite.exec('delete from file_version');
  sqlite.close();
  ben.network.set('up');
  const field = comments(ben.page).getByLabel('Add a comment');
  await expect(field).toHaveValue('The kick is late.');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(comments(ben.page).getByText('At 1:23 · Bounce.wav v1')).toBeVisible();
  await comments(ben.page).getByRole('button', { name: 'Not at 1:23' }).click();
  await comments(ben.page).getByRole('button', { name: 'Comment', exact: true }).click();
  await expect(field).toHaveValue('');
  await expect(said(ana.page, 'The kick is late.')).toBeVisible();
  await expect(said(ben.page, 'The kick is late.').getByRole('link')).toHaveCount(0);
});

/** Takes back what oneself has said. */
async function unsay(page: Page, words: string): Promise<void> {
  await said(page, words).getByRole('button', { name: 'More about this comment' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
}

test('CM20 CM28 CM43 a reply that is being typed stays when its thread is settled, and when it is deleted', async ({
  device,
}) => {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await openTrack(ana.page, 'Midnight Drive');
  await openTrack(ben.page, 'Midnight Drive');
  await comment(ana.page, 'Louder at the end.');
  await comment(ana.page, 'A new intro.');
  const field = comments(ben.page).getByRole('textbox', { name: /^Reply to/ });

  await thread(ben.page, 'Louder at the end.')
    .getByRole('button', { name: /^Reply to/ })
    .click();
  await expect(field).toBeFocused();
  await ben.page.keyboard.type('I think the ');
  await thread(ana.page, 'Louder at the end.')
    .getByRole('button', { name: /^Resolve/ })
    .click();
  const line = comments(ben.page).getByRole('button', { name: /^Resolved by Ana Reyes/ });
  await expect(line).toHaveAttribute('aria-expanded', 'true');
  await ben.page.keyboard.type('kick ');
  await expect(field).toBeFocused();
  // Whoever folds it does so knowingly, and finds it as it was.
  await line.click();
  await expect(field).toHaveCount(0);
  await line.click();
  await expect(field).toHaveValue('I think the kick ');
  await field.click();
  await ben.page.keyboard.press('End');

  await comments(ana.page)
    .getByRole('button', { name: /^Resolved by/ })
    .click();
  await unsay(ana.page, 'Louder at the end.');
  await expect(comments(ben.page).getByText('What this answers was deleted.')).toBeVisible();
  await ben.page.keyboard.type('is late');
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('I think the kick is late');
  await expectAccessible(ben.page, 'an answer to what was deleted');

  await expectKept(ben.page, 'I think the kick is late');
  await ben.page.reload();
  await expect(field).toHaveValue('I think the kick is late');
  await expect(field).toHaveAccessibleName('Reply to a deleted comment');
  await comments(ben.page).getByRole('button', { name: 'Reply', exact: true }).last().click();
  await expect(said(ana.page, 'I think the kick is late')).toBeVisible();
  await expect(field).toHaveCount(0);
});
