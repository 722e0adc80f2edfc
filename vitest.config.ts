/**
 * `unit` runs in Node with real databases and sockets. `postgres` runs what is about the server's storage
 * again on PostgreSQL. `app` runs in Node too, with the
 * app's modules compiled and resolved as for a browser, so that view models are tested without one.
 * `browser` runs in Chromium, for what is true only there: IndexedDB, locks, components.
 */
import { sveltekit } from '@sveltejs/kit/vite';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { browserArguments, findChromium } from './scripts/chromium.mjs';

const executablePath = findChromium();

/**
 * A slow machine is only slow, so no time is a judgement: these end what waits for something that does
 * not come. `npm test` notices by itself when nothing goes on. What must be quick says so itself.
 */
const patience = {
  testTimeout: 15 * 60_000,
  hookTimeout: 15 * 60_000,
  expect: { poll: { timeout: 2 * 60_000 } },
};
/** Tells `npm test` what is under way. */
const setupFiles = ['./scripts/say-begun.mjs'];

export default defineConfig({
  test: {
    teardownTimeout: 2 * 60_000,
    projects: [
      {
        test: {
          name: 'unit',
          ...patience,
          setupFiles,
          environment: 'node',
          include: ['{src/shared,sync-server,tests}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.browser.test.ts', '**/*-postgres.test.ts'],
        },
      },
      {
        test: {
          name: 'postgres',
          ...patience,
          setupFiles,
          globalSetup: './tests/support/postgres-setup.ts',
          environment: 'node',
          env: { TEST_ENGINE: 'postgres' },
          include: [
            'sync-server/domain/*.test.ts',
            'tests/{contract,protocol}/*-postgres.test.ts',
            'tests/protocol/{account-end,push,sessions,sign-in,socket-marks}.test.ts',
          ],
          // This one looks into the files of the embedded database.
          exclude: ['sync-server/domain/erase-whole.test.ts'],
        },
      },
      {
        plugins: [sveltekit()],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'app',
          ...patience,
          setupFiles,
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
            connectTimeout: 15 * 60_000,
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
