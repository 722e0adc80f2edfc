/** What a network answers never becomes part of the program, and there is a way out where it once did. */
import type { Page } from '@playwright/test';
import {
  bell,
  comment,
  createTrack,
  expectStatus,
  person,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';
import type { Answered } from './support/network.ts';

const ana = person('Ana Reyes');
const hotel: Answered = {
  status: 200,
  headers: { 'content-type': 'text/html', 'cache-control': 'max-age=31536000' },
  body: '<h1>Welcome to the hotel</h1>',
};

/** Opens the app again on a device whose network is gone. */
async function opensAlone(page: Page): Promise<void> {
  await page.goto('/activity');
  await expect(bell(page)).toBeVisible();
}

/** Something took its place on this device, as under a build that did not look. */
const spoil = (page: Page, path: string) =>
  page.evaluate(async (part) => {
    const cache = await caches.open('shell');
    const keys = (await cache.keys()).filter(({ url }) => new URL(url).pathname.includes(part));
    for (const key of keys) {
      const headers = { 'content-type': 'text/html' };
      await cache.put(key, new Response('<h1>Welcome to the hotel</h1>', { headers }));
    }
    return keys.length;
  }, path);

test('WK8 the page that came by a redirect opens the app, with a network and without', async ({
  device,
}) => {
  const { page, network } = await device();
  network.answer(({ url = '' }) =>
    url.endsWith('/200.html') ? { status: 302, headers: { location: '/200.html?x' } } : null,
  );
  await signUp(page, ana);
  await waitUntilInstalled(page);
  await page.reload();
  await expect(bell(page)).toBeVisible();
  network.set('cut');
  await opensAlone(page);
});

test('WK8 a network that answers in place of a part keeps the app from no device for good', async ({
  device,
}) => {
  const { page, network } = await device();
  const seen = new Set<string>();
  network.answer(({ url = '', headers: { referer = '' } }) => {
    const { pathname } = new URL(url);
    const isHotels = referer.endsWith('/service-worker.js') && pathname.includes('/nodes/');
    if (isHotels) seen.add(pathname);
    return isHotels ? hotel : null;
  });
  await page.goto('/sign-up');
  await expect.poll(() => seen.size).toBeGreaterThan(3);
  const installed = () =>
    page.evaluate(async () => (await navigator.serviceWorker.getRegistration()) !== undefined);
  await expect.poll(installed).toBe(false);

  network.answer(null);
  await signUp(page, ana);
  await waitUntilInstalled(page);
  network.set('cut');
  await opensAlone(page);
});

test('WK8 a part that is wrong on the device is fetched anew when it does not load', async ({
  device,
}) => {
  const { page, network } = await device();
  await signUp(page, ana);
  await waitUntilInstalled(page);
  await expectStatus(page, 'Live');
  const settings = await page.evaluate(async () => {
    const keys = await (await caches.open('shell')).keys();
    const nodes = keys.map(({ url }) => new URL(url).pathname).filter((path) => /nodes/.test(path));
    return nodes.toSorted();
  });
  expect(settings.length).toBeGreaterThan(5);
  // The pages that are open already are loaded.
  for (const path of settings) await spoil(page, path);
  await page.getByRole('banner').getByRole('link', { name: 'Support' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Support' })).toBeVisible();
  network.set('cut');
  await opensAlone(page);
});

test('IN15 where the app does not come up, its page leads out, and what waits stays', async ({
  device,
}) => {
  const at = await device();
  const { page, network } = at;
  await signUp(page, ana);
  await createTrack(page, 'Night Bus');
  await waitUntilInstalled(page);
  await expectStatus(page, 'Live');
  network.set('cut');
  await comment(page, 'Louder');
  expect(await spoil(page, '/entry/start')).toBe(1);
  // The browser would go on with what this tab has in its memory.
  const session = await at.context.newCDPSession(page);
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  await page.goto('/');
  const out = page.getByRole('link', { name: 'see what is wrong, and repair it' });
  await expect(out).toBeVisible();
  expect(await page.getByRole('main').count()).toBe(0);

  network.set('up');
  network.answer(({ url = '' }) => (/\/(api|service-worker)/.test(url) ? hotel : null));
  await out.click();
  await expect(page.getByText('Not on the server yet: 1 change.')).toBeVisible();
  await expect(page.getByText('Something on this network answers instead')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Repair' })).toBeDisabled();
  const [copy] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save a copy of it' }).click(),
  ]);
  expect(copy.suggestedFilename()).toBe('producer-waiting.json');

  network.answer(null);
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByRole('button', { name: 'Repair' }).click();
  await expect(page.getByRole('link', { name: 'Night Bus' })).toBeVisible();
  await expectStatus(page, 'Live');
  await page.getByRole('link', { name: 'Night Bus' }).click();
  await expect(page.getByRole('region', { name: 'Comments' }).getByText('Louder')).toBeVisible();
  await waitUntilInstalled(page);
  network.set('cut');
  await opensAlone(page);
});
