/** End-to-end tests: the built app and a real sync server for each test, in a real browser. */
import { defineConfig } from '@playwright/test';
import { browserArguments, findChromium, findQuickChromium } from './scripts/chromium.mjs';

const launchOptions = (executablePath: string | undefined) => ({
  args: browserArguments,
  ...(executablePath && { executablePath }),
});
/** What only a browser with windows does: install an app, show a notification. */
const needsWindows = /\/(install|push|pushes|settings)\.spec\.ts$/;

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
    browserName: 'chromium',
  },
  projects: [
    {
      name: 'chromium',
      testIgnore: needsWindows,
      use: { launchOptions: launchOptions(findQuickChromium() ?? findChromium()) },
    },
    {
      name: 'chromium with windows',
      testMatch: needsWindows,
      use: { launchOptions: launchOptions(findChromium()) },
    },
  ],
});
