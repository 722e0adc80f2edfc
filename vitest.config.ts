/**
 * Three projects. `unit` runs in Node with real databases and sockets. `app` runs in Node too, with the
 * app's modules compiled and resolved as for a browser, so that view models are tested without one.
 * `browser` runs in Chromium, for what is true only there: IndexedDB, locks, components.
 */
import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { browserArguments, findChromium } from './scripts/chromium.mjs';

const executablePath = findChromium();

/** Other checks run at the same time on few cores: slow is not wrong, but a hang must still end. */
const patience = { testTimeout: 20_000, hookTimeout: 40_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          ...patience,
          environment: 'node',
          include: ['{src/shared,sync-server,tests}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.browser.test.ts'],
        },
      },
      {
        plugins: [sveltekit()],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'app',
          ...patience,
          environment: './tests/support/app-environment.ts',
          include: ['src/{lib,routes,service-worker}/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
        },
      },
      {
        plugins: [sveltekit()],
        test: {
          name: 'browser',
          ...patience,
          include: ['{src,tests}/**/*.browser.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            instances: [{ browser: 'chromium' }],
            provider: playwright({
              launchOptions: { args: browserArguments, ...(executablePath && { executablePath }) },
            }),
          },
        },
      },
    ],
  },
});
