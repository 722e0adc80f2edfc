/**
 * Every route is opened cold without a server: what it asks for comes from the device, and no page
 * breaks the rules it sets itself. Routes are read from the source, so that a new one is walked
 * too.
 */
import { readdir } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import {
  createTrack,
  expectStatus,
  openPanel,
  person,
  signUp,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test } from './support/fixture.ts';

const routes = resolve(import.meta.dirname, '../../src/routes');
/** This route is of the development server only. */
const undeployed = 'playground';

async function pathsOf(ids: Readonly<Record<string, string>>): Promise<string[]> {
  const files = await readdir(routes, { recursive: true });
  return files
    .filter((file) => file.endsWith('+page.svelte') && !file.startsWith(undeployed))
    .map((file) => `/${relative(routes, resolve(routes, dirname(file)))}`.replaceAll('\\', '/'))
    .map((path) =>
      path.replace(/([^/]+)\/\[\w+\]/, (_, name) => `${name}/${ids[name] ?? 'nobody'}`),
    );
}

/** Gathers what went past the device, and what the page's own rules forbade. */
function watch(page: Page): string[] {
  const faults: string[] = [];
  page.on('requestfinished', (request) => {
    void request.response().then((response) => {
      const isOurs = response?.fromServiceWorker() === false && !request.url().includes('/api/');
      if (isOurs) faults.push(`not from the device: ${request.url()}`);
    });
  });
  page.on('requestfailed', (request) => {
    if (!request.url().includes('/api/')) faults.push(`failed: ${request.url()}`);
  });
  page.on('console', (message) => {
    if (/content.security.policy/i.test(message.text())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  return faults;
}

test('IN3 IN4 every route opens cold from the device, by its own rules', async ({
  profile,
  server,
}) => {
  const before = await profile.launch();
  await signUp(before.page, person('Ana Reyes'));
  await createTrack(before.page, 'Midnight Drive');
  const track = new URL(before.page.url()).pathname.split('/').at(-1) ?? '';
  await waitUntilInstalled(before.page);
  await expectStatus(before.page, 'Live');
  await before.close();
  await server.kill('SIGKILL');

  const { page } = await profile.launch({ clearHttpCache: true });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (violation) => {
      // What is only reported (OP36) was not kept from anything.
      if (violation.disposition === 'report') return;
      const { violatedDirective, blockedURI } = violation;
      throw new Error(`Content-Security-Policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  const faults = watch(page);
  const paths = await pathsOf({ track });
  expect(paths).toContain(`/track/${track}`);
  for (const path of [...paths, '/?view=board', '/of/nobody']) {
    await page.goto(path);
    await expect(page.getByRole('main')).toBeVisible();
    // All that is loaded when the app has time for it.
    await page.waitForLoadState('networkidle');
  }
  await page.goto('/');
  await openPanel(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'New track' }).first().click();
  await expect(page.getByRole('dialog', { name: 'New track' })).toBeVisible();
  expect(faults).toEqual([]);
});
