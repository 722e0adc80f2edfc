/**
 * A screen is as little of a browser as a test needs that runs in all of them: Chromium, Firefox, and
 * WebKitGTK, which Playwright cannot drive.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, firefox, type BrowserContext, type Page } from '@playwright/test';
import { areAllWanted, findFirefox, findWebKit } from '../../../scripts/other-browsers.mjs';
import { browserArguments, findChromium, findQuickChromium } from '../../../scripts/chromium.mjs';
import { openWebKit } from './web-driver.ts';

export interface Screen {
  open(url: string): Promise<void>;
  fill(label: string, text: string): Promise<void>;
  press(button: string): Promise<void>;
  /** Runs in the page, as the body of an async function. */
  evaluate(script: string): Promise<unknown>;
  /** Starts as cold as this driver can: a new process that has the storage and nothing else. */
  startCold(): Promise<void>;
  close(): Promise<void>;
}

export type Engine = 'Chromium' | 'Firefox' | 'WebKitGTK';

/** Whether it is here, or is wanted and has to be. */
export const isWanted = (engine: Engine): boolean => {
  if (areAllWanted || engine === 'Chromium') return true;
  return (engine === 'Firefox' ? findFirefox() : findWebKit()) !== undefined;
};

export async function openScreen(engine: Engine): Promise<Screen> {
  if (engine === 'Chromium') return await onDisk(launchChromium);
  if (engine === 'Firefox') return await onDisk(launchFirefox);
  const programs = findWebKit();
  if (!programs) throw new Error('WebKitGTK is wanted and not here.');
  const webKit = await openWebKit(programs);
  // Driven, its storage ends with its process: a new tab is as cold as it gets.
  return { ...webKit, startCold: () => webKit.replaceTab() };
}

function launchChromium(folder: string): Promise<BrowserContext> {
  const executablePath = findQuickChromium() ?? findChromium();
  return chromium.launchPersistentContext(folder, {
    args: browserArguments,
    ...(executablePath && { executablePath }),
  });
}

function launchFirefox(folder: string): Promise<BrowserContext> {
  const executablePath = findFirefox();
  return firefox.launchPersistentContext(folder, {
    channel: 'moz-firefox',
    ...(executablePath && { executablePath }),
  });
}

async function onDisk(start: (folder: string) => Promise<BrowserContext>): Promise<Screen> {
  const folder = await mkdtemp(join(tmpdir(), 'feed-screen-'));
  const launch = async () => {
    const context = await start(folder);
    return { context, page: context.pages()[0] ?? (await context.newPage()) };
  };
  let running: { readonly context: BrowserContext; readonly page: Page } = await launch();
  return {
    open: async (url) => void (await running.page.goto(url)),
    fill: (label, text) => running.page.getByLabel(label).fill(text),
    press: (name) => running.page.getByRole('button', { name, exact: true }).first().click(),
    evaluate: (script) => running.page.evaluate(`(async () => { ${script} })()`),
    async startCold() {
      await running.context.close();
      running = await launch();
    },
    async close() {
      await running.context.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** All that is written on the screen, and what buttons with pictures are called. */
export const allText = `return [document.body.innerText,
  ...[...document.querySelectorAll('button[aria-label]')].map((button) => button.ariaLabel)].join('\\n')`;

/** Waits until the screen says so. */
export const shows = (screen: Pick<Screen, 'evaluate'>, text: string | RegExp): Promise<void> =>
  // A page that is just being replaced cannot be asked.
  expect(async () => expect(await screen.evaluate(allText)).toMatch(text)).toPass({
    intervals: [100],
  });
