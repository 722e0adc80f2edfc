/** End-to-end tests: the built app and a real sync server for each test, in a real browser. */
import { defineConfig } from '@playwright/test';
import { browserArguments, findChromium } from './scripts/chromium.mjs';

const executablePath = findChromium();

export default defineConfig({
  testDir: 'tests/e2e',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  timeout: 180_000,
  // Two cores carry browsers, servers and password hashing at once; what must be quick says so itself.
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    serviceWorkers: 'allow',
    launchOptions: { args: browserArguments, ...(executablePath && { executablePath }) },
  },
  projects: [{ name: 'chromium', use: { browserName: 'chromium' } }],
});
