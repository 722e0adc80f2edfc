/**
 * Pushes reach an app whose tabs are closed, are answered in the notification, with and without a
 * network; and go once somebody has read elsewhere, or signed out.
 */
import type { BrowserContext, Page } from '@playwright/test';
import type { ChangesAnswer, Upsert } from '#shared/protocol/messages.ts';
import {
  bell,
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
  userIn,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';
import { openPushes } from './support/pushes.ts';

type NotificationChange = Extract<Upsert, { readonly kind: 'notification' }>;

/** Makes the push that the server sends for the newest row of somebody's feed that fits. */
async function pushFor(context: BrowserContext, account: string, title: RegExp) {
  let found: { epoch: string; change: NotificationChange } | undefined;
  await expect(async () => {
    const answer = await context.request.get('/api/changes?after=0');
    const { epoch, changes } = (await answer.json()) as ChangesAnswer;
    const change = changes.findLast(
      (one): one is NotificationChange =>
        one.op === 'upsert' && one.kind === 'notification' && title.test(JSON.stringify(one.body)),
    );
    expect(change, `a row fits ${title}`).toBeDefined();
    found = change && { epoch, change };
  }).toPass();
  if (!found) throw new Error('unreachable');
  const { epoch, change } = found;
  const { id, kind } = change.body;
  const names = kind === 'invite.received' ? ['accept', 'read'] : ['read'];
  return {
    id,
    text: JSON.stringify({
      web_push: 8030,
      notification: {
        title: `${change.body.actor?.name ?? ''}: ${change.body.track?.title ?? ''}`,
        tag: id,
        navigate: `/n/${id}`,
        actions: names.map((action) => ({ action, title: action })),
      },
      feed: { account, epoch, unread: 1, change },
    }),
  };
}

/** Makes the same push for a row that is still to come. */
function withoutRow(text: string, tag: string): string {
  const { notification, feed, ...rest } = JSON.parse(text) as Record<string, object>;
  return JSON.stringify({
    ...rest,
    notification: { ...notification, tag },
    feed: { ...feed, change: null },
  });
}

/** Ordinals of the rows on the device, seen from the worker. */
const rowsOf = (worker: { evaluate: Page['evaluate'] }, account: string): Promise<number[]> =>
  worker.evaluate(
    (name) =>
      new Promise<number[]>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(new Error('not opened'));
        opening.onsuccess = () => {
          const db = opening.result;
          const reading = db.transaction('notifications').objectStore('notifications').getAllKeys();
          reading.onsuccess = () => {
            db.close();
            resolve(reading.result as number[]);
          };
        };
      }),
    `feed-${account}`,
  );

test('WK1 WK2 WK3 WK4 a closed app is pushed to, answered, and agrees with other devices', async ({
  device,
  profile,
  server,
}) => {
  const ana = await device();
  await signUp(ana.page, person('Ana Reyes'));
  const phone = await profile.launch({ permissions: ['notifications'] });
  await signUp(phone.page, person('Ben Okafor'));
  const account = await userIn(phone.page);
  await waitUntilInstalled(phone.page);
  const laptop = await device();
  await signIn(laptop.page, person('Ben Okafor'));
  // Of the sign-in on the laptop.
  await expectUnread(phone.page, 1);
  await (await openPanel(phone.page)).getByRole('button', { name: 'Mark all as read' }).click();
  await expectUnread(laptop.page, 0);
  await expectStatus(phone.page, 'Live');
  const pushes = await openPushes(phone.context, server.url);
  await phone.page.goto('about:blank');

  // The row comes by the push alone: the server is gone before it arrives.
  for (const title of ['Midnight Drive', 'Low Tide']) {
    await createTrack(ana.page, title);
    await invite(ana.page, person('Ben Okafor').email);
  }
  const midnight = await pushFor(phone.context, account, /Midnight Drive/);
  const tide = await pushFor(phone.context, account, /Low Tide/);
  await server.kill('SIGKILL');
  await pushes.deliver(midnight.text);
  await expect
    .poll(() => pushes.shown())
    .toEqual([
      { title: 'Ana Reyes: Midnight Drive', tag: midnight.id, actions: ['accept', 'read'] },
    ]);
  expect(await rowsOf(pushes.worker, account)).toHaveLength(2);
  await expect.poll(() => pushes.badge()).toBe(1);

  // What cannot be read is shown all the same, and says nothing.
  await pushes.deliver('{"web_push":8030,"notification":');
  await expect.poll(() => pushes.shown()).toHaveLength(2);
  expect((await pushes.shown()).map(({ title }) => title)).toContain('Something is new');
  await pushes.press('generic');
  await expect.poll(() => pushes.opened()).toEqual(['/']);

  // Accepted in the notification, without a network: it goes, and waits.
  await pushes.press(midnight.id, 'accept');
  await expect.poll(() => pushes.shown()).toEqual([]);
  await expect.poll(() => pushes.badge()).toBe(0);

  // The server is back, and nobody opens the app.
  await server.start();
  await pushes.offerSync(`outbox-${account}`);
  await ana.page.goto('/');
  await expect(
    row(await openPanel(ana.page), /accepted your invite to Midnight Drive/),
  ).toBeVisible();
  await expectUnread(laptop.page, 1);
  const invitations = await openPanel(laptop.page);
  await expect(
    row(invitations, /invited you to Midnight Drive/).getByText('You joined', { exact: true }),
  ).toBeVisible();

  // With a network it is sent at once, by the worker alone.
  await pushes.deliver(tide.text);
  await expect.poll(() => pushes.badge()).toBe(1);
  await pushes.press(tide.id, 'accept');
  await expect(
    row(invitations, /invited you to Low Tide/).getByText('You joined', { exact: true }),
  ).toBeVisible();
  await expectUnread(laptop.page, 0);
  await expect.poll(() => pushes.badge()).toBe(0);

  // Read on the laptop: the next push closes it on the phone.
  await ana.page.getByRole('link', { name: 'Midnight Drive' }).first().click();
  await comment(ana.page, 'Is the bass yours?');
  await expectUnread(laptop.page, 1);
  const bass = await pushFor(phone.context, account, /Is the bass yours/);
  await pushes.deliver(bass.text);
  await expect.poll(() => pushes.badge()).toBe(1);
  await row(invitations, /commented on/)
    .getByRole('link')
    .first()
    .click();
  await expectUnread(laptop.page, 0);
  await expectStatus(laptop.page, 'Live');
  await laptop.page.goto('/');
  await comment(ana.page, 'And who sings?');
  await expectUnread(laptop.page, 1);
  const sings = await pushFor(phone.context, account, /And who sings/);
  expect(sings.id).not.toBe(bass.id);
  await pushes.deliver(sings.text);
  await expect.poll(async () => (await pushes.shown()).map(({ tag }) => tag)).toEqual([sings.id]);

  // A click leads the window that is open to the row, and opens none.
  await phone.page.goto('/');
  await expect(bell(phone.page)).toHaveAccessibleName('Activity, 1 unread');
  const windows = phone.context.pages().length;
  await pushes.press(sings.id);
  await expect(phone.page).toHaveURL(/\/track\/.+#comment-/);
  await expect(phone.page.locator(':focus')).toContainText('And who sings?');
  expect(phone.context.pages()).toHaveLength(windows);
  expect(await pushes.opened()).toEqual(['/']);
  await expectUnread(laptop.page, 0);
  await expect.poll(() => pushes.shown()).toEqual([]);
});

test('WK5 after a sign-out nothing of the account is shown', async ({
  device,
  profile,
  server,
}) => {
  const ana = await device();
  await signUp(ana.page, person('Ana Reyes'));
  const phone = await profile.launch({ permissions: ['notifications'] });
  await signUp(phone.page, person('Ben Okafor'));
  const account = await userIn(phone.page);
  await waitUntilInstalled(phone.page);
  await createTrack(ana.page, 'Midnight Drive');
  await invite(ana.page, person('Ben Okafor').email);
  await expectUnread(phone.page, 1);
  await expectStatus(phone.page, 'Live');
  const pushes = await openPushes(phone.context, server.url);
  const midnight = await pushFor(phone.context, account, /Midnight Drive/);
  await pushes.deliver(midnight.text);
  await expect.poll(() => pushes.shown()).toHaveLength(1);
  // Many at once, while those before are looked through: each is shown, and can be found again.
  const tags = [...Array(20).keys()].map((n) => `later-${n}`);
  for (const tag of tags) await pushes.deliver(withoutRow(midnight.text, tag));
  await expect.poll(() => pushes.shown()).toHaveLength(1 + tags.length);
  // The icon of the tab says it too.
  await expect(phone.page.locator('link[rel="icon"]')).toHaveAttribute('href', /icon-unread/);

  await server.kill('SIGKILL');
  await phone.page.bringToFront();
  await phone.page.getByRole('button', { name: 'Account' }).click();
  await phone.page.getByRole('button', { name: 'Sign out' }).click();
  await expect(phone.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  expect(await pushes.shown()).toEqual([]);
  const databases = async () => {
    const all = await pushes.worker.evaluate(() => indexedDB.databases());
    return all.filter(({ name }) => name?.endsWith(account));
  };
  // They go once the screen has said so; a tab that is closed meanwhile leaves it to the next start.
  await expect.poll(databases).toEqual([]);
  await phone.page.goto('about:blank');

  await pushes.deliver(midnight.text);
  await expect.poll(() => pushes.shown()).toHaveLength(1);
  expect((await pushes.shown()).map(({ title }) => title)).toEqual(['Something is new']);
  expect(await databases()).toEqual([]);

  // Once it can be reached the server hears of it, though nobody opens the app.
  await server.start();
  const isIn = async () => (await phone.context.request.get('/api/changes?after=0')).status();
  expect(await isIn()).toBe(200);
  await pushes.deliver(midnight.text);
  await expect.poll(isIn).toBe(401);
  expect((await pushes.shown()).map(({ title }) => title)).toEqual(['Something is new']);
});
