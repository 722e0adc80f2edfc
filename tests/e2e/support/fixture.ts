/**
 * Each test gets a sync server of its own (real process, fresh data folder, free port) and opens
 * devices on it: browser contexts with a network of their own, or a profile on disk whose browser
 * can be closed and started again.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  test as base,
  chromium,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from '@playwright/test';
import { createPushService, type PushService } from '../../support/push-service.ts';
import { createTestServer, type TestServer } from '../../support/server.ts';
import { openNetwork, type Network } from './network.ts';

export interface Device {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly network: Network;
}

export interface RunningProfile {
  readonly context: BrowserContext;
  readonly page: Page;
  close(): Promise<void>;
}

interface LaunchOptions {
  readonly clearHttpCache?: boolean;
  /** What its owner has allowed the app; left out, they were not asked yet. */
  readonly permissions?: readonly 'notifications'[];
  /** What the system says its zone is; left out, as this machine has it. */
  readonly zone?: string;
}

interface Fixtures {
  /** Where the server looks for the build; the project itself, unless a spec says otherwise. */
  readonly workingDir: string | undefined;
  readonly server: TestServer;
  readonly device: (options?: BrowserContextOptions) => Promise<Device>;
  readonly profile: {
    /** Starts a new browser process on the same profile. */
    launch(options?: LaunchOptions): Promise<RunningProfile>;
  };
  /** Of the browser's maker, on this machine: `DEMO=1` lets the server push to it. */
  readonly pushService: PushService;
}

export const test = base.extend<Fixtures>({
  workingDir: [undefined, { option: true }],

  server: async ({ workingDir }, use) => {
    const server = await createTestServer(workingDir === undefined ? {} : { workingDir });
    await server.start();
    await use(server);
    await server.dispose();
  },

  device: async ({ browser, server }, use) => {
    const devices: Device[] = [];
    await use(async (options = {}) => {
      const network = await openNetwork();
      const context = await browser.newContext({
        baseURL: server.url,
        proxy: network.proxy,
        viewport: { width: 1280, height: 800 },
        // Half of what a browser does here would be drawing what moves; who looks at motion asks for it.
        reducedMotion: 'reduce',
        ...options,
      });
      const device = { context, page: await context.newPage(), network };
      devices.push(device);
      return device;
    });
    for (const { context, network } of devices) {
      await context.close();
      await network.close();
    }
  },

  profile: async ({ server, launchOptions }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'feed-profile-'));
    let running: BrowserContext | undefined;
    await use({
      async launch(options = {}) {
        const context = await chromium.launchPersistentContext(folder, {
          ...launchOptions,
          baseURL: server.url,
          viewport: { width: 1280, height: 800 },
          ...(options.zone !== undefined && { env: { ...process.env, TZ: options.zone } }),
          ...(options.permissions && { permissions: [...options.permissions] }),
        });
        running = context;
        const page = context.pages()[0] ?? (await context.newPage());
        if (options.clearHttpCache) {
          const session = await context.newCDPSession(page);
          await session.send('Network.clearBrowserCache');
          await session.detach();
        }
        return {
          context,
          page,
          async close() {
            running = undefined;
            await context.close();
          },
        };
      },
    });
    await running?.close();
    await rm(folder, { recursive: true, force: true });
  },

  pushService: async ({ server }, use) => {
    const service = await createPushService();
    // A database that is there already gets no demo.
    await server.kill('SIGKILL');
    await server.start({ DEMO: '1' });
    await use(service);
    await service.close();
  },
});

export { expect } from '@playwright/test';
