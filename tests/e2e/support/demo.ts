/** The same on a server with the demo, whose people have a feed of all kinds from the start. */
import type { Page } from '@playwright/test';
import { createTestServer } from '../../support/server.ts';
import { expect, test as base } from './fixture.ts';

export const test = base.extend({
  server: async ({}, use) => {
    const server = await createTestServer();
    await server.start({ DEMO: '1' });
    await use(server);
    await server.dispose();
  },
});

/** Ben, whose feed asks for answers of every kind. */
export async function enterDemo(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in as Ben Okafor' }).click();
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
}

export { expect } from './fixture.ts';
