/** A browser offers to install it, and the installed window works with the server stopped. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { uuid7 } from '#shared/base/ids.ts';
import { signUpPerson } from '../support/server.ts';
import {
  bell,
  createTrack,
  expectStatus,
  expectUnread,
  openPanel,
  person,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

/** Somebody elsewhere invites them. */
async function inviteFrom(url: string, name: string, email: string): Promise<void> {
  const { cookie } = await signUpPerson(url, name);
  const [at, device, trackId] = [Date.now(), uuid7(1), uuid7(2)];
  const commands = [
    { name: 'track.create.v1', args: { trackId, title: 'Glass Harbor' } },
    { name: 'invite.send.v1', args: { inviteId: uuid7(3), trackId, email } },
  ].map((command, index) => ({ ...command, id: uuid7(at), device, n: index + 1, at }));
  const { ok } = await fetch(`${url}/api/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ commands }),
  });
  expect(ok).toBe(true);
}

test('is installable, and the installed window opens without a server', async ({
  profile,
  server,
}) => {
  const browser = await profile.launch();
  await signUp(browser.page, person('Ana Reyes'));
  await createTrack(browser.page, 'Midnight Drive');
  await waitUntilInstalled(browser.page);
  await expectStatus(browser.page, 'Live');
  await inviteFrom(server.url, 'Ben Okafor', person('Ana Reyes').email);
  await expectUnread(browser.page, 1);

  const session = await browser.context.newCDPSession(browser.page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);
  const manifest = await session.send('Page.getAppManifest');
  expect(manifest.errors).toEqual([]);
  expect(manifest.manifest.screenshots?.map(({ formFactor }) => formFactor)).toContain('kWide');

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

  // The number on its icon is that of the bell, and follows it without a network.
  const badge = async () => (await session.send('PWA.getOsAppState', { manifestId })).badgeCount;
  await expectUnread(app, 1);
  await expect.poll(badge).toBe(1);
  await (await openPanel(app)).getByRole('button', { name: 'Mark all as read' }).click();
  await expectUnread(app, 0);
  await expect.poll(badge).toBe(0);
});

test('behind a proxy that asks for its cookie the manifest is found', async ({
  device,
  server,
}) => {
  const gate = createServer((asked, answer) => {
    const { method, url, headers } = asked;
    if (!headers.cookie?.includes('gate=open')) {
      answer.writeHead(401, { 'content-type': 'text/html' }).end('<h1>Sign in to the network</h1>');
      return;
    }
    const inner = request({ port: server.port, method, path: url, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    inner.on('error', () => answer.destroy());
    asked.pipe(inner);
  });
  gate.listen(0);
  await once(gate, 'listening');
  const url = `http://localhost:${(gate.address() as AddressInfo).port}`;
  await server.kill('SIGTERM');
  await server.start({ ORIGIN: url });
  const { context, page } = await device({ baseURL: url });
  await context.addCookies([{ name: 'gate', value: 'open', url }]);
  await page.goto('/');
  const session = await context.newCDPSession(page);
  const manifest = await session.send('Page.getAppManifest');
  expect(manifest.errors).toEqual([]);
  expect(manifest.manifest.name).toBe('Producer Dashboard');
  gate.closeAllConnections();
  gate.close();
});
