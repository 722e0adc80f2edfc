/**
 * The server is dead, the browser was closed: the installed app opens from the device and works.
 */
import {
  bell,
  comment,
  createTrack,
  expectStatus,
  expectUnread,
  invite,
  openPanel,
  openTrack,
  person,
  row,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

test('opens cold without a server, takes acts, delivers them once', async ({
  device,
  profile,
  server,
}) => {
  const ana = await device();
  await signUp(ana.page, person('Ana Reyes'));
  const first = await profile.launch();
  await signUp(first.page, person('Ben Okafor'));
  await createTrack(ana.page, 'Midnight Drive');
  await invite(ana.page, person('Ben Okafor').email);
  await expectUnread(first.page, 1);
  const panel = await openPanel(first.page);
  await row(panel, /^Ana Reyes invited you/)
    .getByRole('button', { name: 'Accept Invite' })
    .click();
  await expect(
    row(panel, /^Ana Reyes invited you/).getByText('You joined', { exact: true }),
  ).toBeVisible();
  await comment(ana.page, 'Is the bass yours?');
  await expectUnread(first.page, 1);
  await waitUntilInstalled(first.page);
  await expectStatus(first.page, 'Live');
  await first.close();
  await server.kill('SIGKILL');

  const cold = await profile.launch({ clearHttpCache: true });
  const problems: string[] = [];
  cold.page.on('pageerror', (error) => problems.push(error.message));
  await cold.page.goto('/');
  await expect(bell(cold.page)).toHaveAccessibleName('Activity, 1 unread');
  await expect(cold.page.getByRole('link', { name: 'Midnight Drive' })).toBeVisible();
  await expectStatus(cold.page, /^Offline/);

  const coldPanel = await openPanel(cold.page);
  await row(coldPanel, /^Ana Reyes commented on/)
    .getByRole('link')
    .first()
    .click();
  await expect(cold.page.locator(':focus')).toContainText('Is the bass yours?');
  await expectUnread(cold.page, 0);
  await comment(cold.page, 'Yes, take two.');
  await createTrack(cold.page, 'Written on a train');
  await openPanel(cold.page);
  await row(coldPanel, /^Ana Reyes invited you/)
    .getByRole('button', { name: 'Dismiss' })
    .click();
  await expectUnread(cold.page, 0);
  await expectStatus(cold.page, /^Offline · \d+ changes waiting$/);

  // Once more cold, with everything still waiting, then the server comes back.
  await cold.close();
  const again = await profile.launch({ clearHttpCache: true });
  await again.page.goto('/');
  await expectUnread(again.page, 0);
  await expect(again.page.getByRole('link', { name: 'Written on a train' })).toBeVisible();
  await server.start();
  await expectStatus(again.page, 'Live');

  await expect(row(await openPanel(ana.page), /^Ben Okafor commented on/)).toHaveCount(1);
  await openTrack(ana.page, 'Midnight Drive');
  const comments = ana.page.getByRole('region', { name: 'Comments' });
  await expect(comments.getByText('Yes, take two.')).toHaveCount(1);
  await again.page.reload();
  await expect(again.page.getByRole('link', { name: 'Written on a train' })).toHaveCount(1);
  await expectUnread(again.page, 0);
  expect(problems).toEqual([]);
});

test('IN11 a line that breaks while the rest of the app loads costs nothing once it is there again', async ({
  device,
}) => {
  const ana = await device({ serviceWorkers: 'block' });
  await signUp(ana.page, person('Ana Reyes'));
  await ana.page.goto('/');
  await expectStatus(ana.page, 'Live');
  // The part that syncs is known by what only it does.
  const rest = await ana.page.evaluate(async () => {
    const scripts = performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => name.endsWith('.js'));
    const texts = await Promise.all(scripts.map(async (url) => (await fetch(url)).text()));
    return scripts.filter((_, index) => texts[index]?.includes('locks.request('));
  });
  expect(rest).not.toEqual([]);
  const asked = new Map<string, number>();
  await ana.page.route(/\.js$/, async (route) => {
    const url = route.request().url();
    const times = (asked.get(url) ?? 0) + 1;
    asked.set(url, times);
    if (!rest.includes(url) || times > 3) await route.continue();
    else await route.abort('connectionreset');
  });
  await ana.page.reload();
  await expectStatus(ana.page, 'Live');
});
