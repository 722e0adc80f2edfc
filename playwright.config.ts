/** End-to-end tests: the built app and a real sync server for each test, in a real browser. */
import { defineConfig } from '@playwright/test';
import { browserArguments, findChromium, findQuickChromium } from './scripts/chromium.mjs';

const launchOptions = (executablePath: string | undefined) => ({
  args: browserArguments,
  ...(executablePath && { executablePath }),
});
/** What only a browser with windows does: install an app, show a notification. */
const needsWindows = /\/(install|push|pushes|settings)\.spec\.ts$/;

const waitMs = 2 * 60_000;

export default defineConfig({
  testDir: 'tests/e2e',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  // A slow machine is only slow: these end what waits for something that does not come. What must be
  // quick says so itself.
  timeout: 30 * 60_000,
  expect: { timeout: waitMs, toPass: { timeout: waitMs } },
  reporter: [['list']],
  use: {
    actionTimeout: waitMs,
    navigationTimeout: waitMs,
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
