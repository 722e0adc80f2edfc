/**
 * Pushes are offered, come and are switched off: the server's own, encrypted for this browser,
 * decrypted by its push service, and shown by its worker. Only the way from that service to the
 * worker is ours.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page, Response } from '@playwright/test';
import { uuid7 } from '#shared/base/ids.ts';
import { hour, minute } from '#shared/base/time.ts';
import type { ChangesAnswer } from '#shared/protocol/messages.ts';
import {
  comment,
  expectStatus,
  expectUnread,
  openPanel,
  person,
  setStage,
  shareTrack,
  signIn,
  signUp,
  userIn,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';
import { openPushBrowser, type PushBrowser } from './support/push-browser.ts';
import { openPushes } from './support/pushes.ts';

const settings = (page: Page) => page.getByRole('region', { name: 'When the app is closed' });
const isOn = 'This device tells you what happens, also while the app is closed.';
const isOff = 'This device tells you nothing while the app is closed.';

const targetOf = (browser: PushBrowser) => {
  const target = browser.target();
  if (!target) throw new Error('nothing is subscribed');
  return target;
};
async function sendTest(page: Page): Promise<void> {
  await settings(page).getByRole('button', { name: 'Send a test' }).click();
  await expect(settings(page).getByText('A test is on its way to this device.')).toBeVisible();
}
/** The server knows where to push to. */
const isSubscribed = (response: Response): boolean =>
  response.url().includes('/api/push/subscriptions') && response.status() === 204;
/** Some minutes from now, by the clock on the wall here. */
const timeIn = (minutes: number): string => {
  const at = new Date(Date.now() + minutes * minute);
  return [at.getHours(), at.getMinutes()].map((n) => String(n).padStart(2, '0')).join(':');
};

test('PU5 PU6 PU8 PU10 PU12 WK1 pushes are turned on, obey their wishes, and are renewed', async ({
  device,
  profile,
  server,
  pushService,
}) => {
  const ana = await device();
  const { context, page } = await profile.launch();
  const browser = await openPushBrowser(context, pushService);
  await shareTrack(ana.page, page);
  await waitUntilInstalled(page);
  const pushes = await openPushes(context, server.url);
  await comment(ana.page, 'Is the bass yours?');
  await setStage(ana.page, 'Mixing');

  // Offered where three rows have shown what it is good for.
  const panel = await openPanel(page);
  await panel.getByRole('button', { name: '2 new' }).click();
  const offer = panel.getByRole('button', { name: 'Turn on notifications' });
  await expect(offer).toBeVisible();
  await context.grantPermissions(['notifications'], { origin: server.url });
  await offer.click();
  await expect(offer).toBeHidden();
  const phone = targetOf(browser);

  // The server's very push is shown while no tab is open.
  await page.goto('about:blank');
  await comment(ana.page, '@Ben Okafor Who sings?');
  const [message] = await phone.count(1);
  await pushes.deliver(message?.text ?? '');
  await expect
    .poll(async () => (await pushes.shown()).map(({ title }) => title))
    .toEqual(['Ana Reyes mentioned you on Midnight Drive']);
  expect(message?.payload.feed.unread).toBe(3);
  await expect.poll(() => pushes.badge()).toBe(3);

  await page.goto('/settings');
  await expect(settings(page).getByText(isOn)).toBeVisible();
  phone.reply({ status: 503 });
  await settings(page).getByRole('button', { name: 'Send a test' }).click();
  await expect(settings(page).getByText(/^The push service of your browser/u)).toBeVisible();
  await phone.count(2);
  await sendTest(page);
  await pushes.deliver((await phone.count(3))[2]?.text ?? '');
  await expect.poll(async () => (await pushes.shown()).map(({ tag }) => tag)).toContain('test');

  // A category that is switched off is not sent; in quiet hours nothing is. Once these are switched
  // off, what would have waited for their end comes, and nothing else.
  const wish = (name: string) => settings(page).getByRole('checkbox', { name });
  await wish('Stages and moved dates').uncheck();
  await wish('Quiet hours').check();
  await settings(page).getByLabel('From', { exact: true }).fill(timeIn(-60));
  await settings(page).getByLabel('To', { exact: true }).fill(timeIn(60));
  await expectStatus(page, 'Live');
  await page.goto('about:blank');
  await setStage(ana.page, 'Mastering');
  await comment(ana.page, '@Ben Okafor Asleep?');
  await expectStatus(ana.page, 'Live');
  await page.goto('/settings');
  await wish('Quiet hours').uncheck();
  const woken = (await phone.count(4))[3]?.payload.notification;
  expect(woken?.body).toBe('@Ben Okafor Asleep?');

  // Nothing arrives at this address any more. Who asks for a test gets another.
  phone.reply({ status: 410 });
  await sendTest(page);
  const second = targetOf(browser);
  expect(second).not.toBe(phone);
  await second.count(1);

  // So does who opens the app.
  second.reply({ status: 410 });
  await page.goto('about:blank');
  await comment(ana.page, '@Ben Okafor Lost.');
  await second.count(2);
  await page.goto('/settings');
  await expect.poll(() => browser.target()).not.toBe(second);
  await expect(settings(page).getByText(isOn)).toBeVisible();
  await sendTest(page);
  const [tested] = await targetOf(browser).count(1);

  // The server lost its keys: likewise.
  const third = targetOf(browser);
  await server.kill('SIGKILL');
  await rm(join(server.dataDir, 'push-keys.json'));
  await server.start({ DEMO: '1' });
  await page.reload();
  await expect.poll(() => browser.target()).not.toBe(third);
  await sendTest(page);
  const [rekeyed] = await targetOf(browser).count(1);
  expect(rekeyed?.key).not.toBe(tested?.key);

  // The browser moves it by itself, and nobody has the app open.
  await page.goto('about:blank');
  const moving = context.waitForEvent('response', isSubscribed);
  const moved = await browser.changeTarget(pushes);
  await moving;
  await comment(ana.page, '@Ben Okafor Moved.');
  await moved.count(1);

  await page.goto('/settings');
  const told = page.waitForResponse(
    (response) => response.request().method() === 'DELETE' && isSubscribed(response),
  );
  await settings(page).getByRole('button', { name: 'Turn off' }).click();
  await told;
  await expect(settings(page).getByText(isOff)).toBeVisible();
  expect(browser.target()).toBeNull();
});

test('WK2 WK3 WK4 notifications are answered, offline too, and agree with other devices', async ({
  device,
  profile,
  server,
  pushService,
}) => {
  const ben = person('Ben Okafor');
  const { context, page } = await profile.launch({ permissions: ['notifications'] });
  const browser = await openPushBrowser(context, pushService);
  await signUp(page, ben);
  await waitUntilInstalled(page);
  const account = await userIn(page);
  await page.goto('/settings');
  await settings(page).getByRole('button', { name: 'Turn on notifications' }).click();
  await expect(settings(page).getByText(isOn)).toBeVisible();
  const phone = targetOf(browser);
  const pushes = await openPushes(context, server.url);
  /** What the server sends next is shown. */
  const show = async (count: number) => {
    const message = (await phone.count(count))[count - 1];
    await pushes.deliver(message?.text ?? '');
    const tag = message?.payload.notification.tag ?? '';
    await expect.poll(async () => (await pushes.shown()).map((one) => one.tag)).toContain(tag);
    return tag;
  };
  const actionsOf = async (tag: string) =>
    (await pushes.shown()).find((one) => one.tag === tag)?.actions;

  // Read in the notification, without a network: told once there is one, by the worker alone.
  await page.goto('about:blank');
  const laptop = await device();
  await signIn(laptop.page, ben);
  const signedIn = await show(1);
  expect(await actionsOf(signedIn)).toEqual(['read']);
  await expectUnread(laptop.page, 1);
  await server.kill('SIGKILL');
  await pushes.press(signedIn, 'read');
  await expect.poll(() => pushes.shown()).toEqual([]);
  await expect.poll(() => pushes.badge()).toBe(0);
  await server.start({ DEMO: '1' });
  await pushes.offerSync(`outbox-${account}`);
  await expectUnread(laptop.page, 0);

  // Reminders are put off and done.
  const remind = async (n: number, text: string) => {
    const args = { reminderId: uuid7(Date.now()), at: Date.now(), text };
    const command = { id: uuid7(Date.now()), device: account, n, name: 'reminder.set.v1', args };
    const commands = [{ ...command, at: Date.now() }];
    await laptop.context.request.post('/api/commands', { data: { commands } });
    return args.reminderId;
  };
  const stems = await remind(1, 'Bounce the stems');
  const bounce = await show(2);
  expect(await actionsOf(bounce)).toEqual(['done', 'snooze']);
  await pushes.press(bounce, 'snooze');
  const reminder = async (id: string) => {
    const answer = await laptop.context.request.get('/api/changes?after=0');
    const { changes } = (await answer.json()) as ChangesAnswer;
    const found = changes.find((one) => one.kind === 'reminder' && one.id === id);
    return found?.op === 'upsert' && found.kind === 'reminder' ? found.body : undefined;
  };
  const untilDue = async () => ((await reminder(stems))?.at ?? 0) - Date.now();
  await expect.poll(untilDue).toBeGreaterThan(59 * minute);
  expect(await untilDue()).toBeLessThanOrEqual(hour);
  const vinyl = await remind(2, 'Call Mara about the vinyl');
  await pushes.press(await show(3), 'done');
  await expect.poll(async () => (await reminder(vinyl))?.endedAs).toBe('done');
  await expectUnread(laptop.page, 0);
  expect(await pushes.shown()).toEqual([]);

  // Dealt with on the laptop: closed here as soon as the app is open.
  await remind(3, 'Order strings');
  await show(4);
  await (await openPanel(laptop.page)).getByRole('button', { name: 'Mark all as read' }).click();
  await expectUnread(laptop.page, 0);
  await expectStatus(laptop.page, 'Live');
  await page.goto('/');
  await expect.poll(() => pushes.shown()).toEqual([]);

  // A click leads the window that is open to the row, and opens none.
  const windows = context.pages().length;
  await remind(4, 'Tune the piano');
  await pushes.press(await show(5));
  await expect(page).toHaveURL('/reminders');
  await expectUnread(page, 0);
  expect(context.pages()).toHaveLength(windows);
  expect(await pushes.opened()).toEqual([]);
});
