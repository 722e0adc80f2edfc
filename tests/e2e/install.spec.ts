/** A browser offers to install it, and the installed window works with the server stopped. */
import {
  bell,
  createTrack,
  expectStatus,
  person,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

test('is installable, and the installed window opens without a server', async ({
  profile,
  server,
}) => {
  const browser = await profile.launch();
  await signUp(browser.page, person('Ana Reyes'));
  await createTrack(browser.page, 'Midnight Drive');
  await waitUntilInstalled(browser.page);
  await expectStatus(browser.page, 'Live');

  const session = await browser.context.newCDPSession(browser.page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);
  const manifest = await session.send('Page.getAppManifest');
  expect(manifest.errors).toEqual([]);

  const manifestId = `${server.url}/`;
  await session.send('PWA.install', { manifestId, installUrlOrBundleUrl: `${server.url}/` });
  // Installed this way an app opens in a tab until its owner says otherwise.
  await session.send('PWA.changeAppUserSettings', { manifestId, displayMode: 'standalone' });
  await browser.page.goto('about:blank');
  await server.kill('SIGKILL');
  const opened = browser.context.waitForEvent('page');
  await session.send('PWA.launch', { manifestId });
  const app = await opened;
  await expect(bell(app)).toBeVisible();
  expect(await app.evaluate(() => matchMedia('(display-mode: standalone)').matches)).toBe(true);
  await expect(app.getByRole('link', { name: 'Midnight Drive' })).toBeVisible();
  await expectStatus(app, /^Offline/);
});
