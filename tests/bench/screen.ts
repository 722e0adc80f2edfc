/**
 * This bench measures what somebody waits for on a device: the first picture of a new browser
 * process with the server gone and nothing in the HTTP cache, and each gesture with a hundred
 * thousand notifications held. It is taken in the page, from the click or the navigation to the
 * frame that shows it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright';
import { uuid7 } from '#shared/base/ids.ts';
import { browserArguments, findChromium } from '../../scripts/chromium.mjs';
import { createTestServer } from '../support/server.ts';

export interface ScreenResult {
  /** The middle one of several starts, ms. */
  readonly firstPaintMs: number;
  readonly firstRowsMs: number;
  /** Measured with `many` notifications on the device, ms. */
  readonly panelMs: number;
  readonly dismissMs: number;
  readonly markAllMs: number;
  /** The time this disk takes for one row, as strictly as acts are stored. */
  readonly diskMs: number;
}

export const few = 500;
export const many = 100_000;
const starts = 5;
const dismissed = 5;
const patienceMs = 60_000;

export async function screen(): Promise<ScreenResult> {
  const server = await createTestServer();
  const folder = await mkdtemp(join(tmpdir(), 'feed-bench-'));
  let running: BrowserContext | undefined;
  const launch = async (): Promise<Page> => {
    await running?.close();
    running = await launchOn(folder, server.url);
    return running.pages()[0] ?? (await running.newPage());
  };
  try {
    await server.start();
    const first = await launch();
    await signUp(first);
    await hold(first, few);
    await server.kill('SIGKILL');
    const times: Start[] = [];
    for (let start = 0; start < starts; start += 1) times.push(await startCold(await launch()));

    const page = await launch();
    await page.goto('/');
    await hold(page, many);
    await page.goto('/');
    await page
      .getByRole('button', { name: `Activity, ${many} unread` })
      .first()
      .waitFor();
    // The panel is fetched as soon as the screen stands, as it is for anybody.
    await page.waitForLoadState('networkidle');
    const panelMs = await timed(page, 'header button[aria-label^="Activity"]', 'dialog article');
    const dismissals: number[] = [];
    for (let left = many - 1; left >= many - dismissed; left -= 1) {
      const wanted = `header button[aria-label="Activity, ${left} unread"]`;
      const press = 'dialog article button[aria-label="Dismiss"]';
      await rested(page);
      dismissals.push(await timed(page, press, wanted));
    }
    await rested(page);
    const markAllMs = await timed(page, 'mark-all', 'header button[aria-label="Activity"]');
    const writes: number[] = [];
    for (let write = 0; write < dismissed; write += 1) writes.push(await writeOne(page));
    return {
      firstPaintMs: middle(times.map(({ paintMs }) => paintMs)),
      firstRowsMs: middle(times.map(({ rowsMs }) => rowsMs)),
      panelMs,
      dismissMs: middle(dismissals),
      markAllMs,
      diskMs: middle(writes),
    };
  } finally {
    await running?.close();
    await server.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

const middle = (times: readonly number[]): number =>
  Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN);

async function launchOn(folder: string, baseURL: string): Promise<BrowserContext> {
  const executablePath = findChromium();
  const context = await chromium.launchPersistentContext(folder, {
    args: browserArguments,
    baseURL,
    viewport: { width: 1_280, height: 800 },
    // What is moved on purpose takes the time it is given.
    reducedMotion: 'reduce',
    ...(executablePath !== undefined && { executablePath }),
  });
  context.setDefaultTimeout(patienceMs);
  return context;
}

async function signUp(page: Page): Promise<void> {
  await page.goto('/sign-up');
  await page.getByLabel('Name').fill('Ana Reyes');
  await page.getByLabel('E-mail').fill('ana.reyes@studio.example');
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByTestId('sync-status').filter({ visible: true }).getByText('Live').waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
}

/** Puts so many notifications onto the device, as if the server had sent them. */
async function hold(page: Page, count: number): Promise<void> {
  const ids = { track: uuid7(Date.now()), comment: uuid7(Date.now()), actor: uuid7(Date.now()) };
  await page.evaluate(
    async ({ most, track, comment, actor }) => {
      const { userId } = JSON.parse(localStorage.getItem('account') ?? '{}') as { userId: string };
      const open = indexedDB.open(`feed-${userId}`);
      const db = await new Promise<IDBDatabase>((resolve) => {
        open.onsuccess = () => resolve(open.result);
      });
      const transaction = db.transaction(['notifications', 'meta'], 'readwrite');
      const rows = transaction.objectStore('notifications');
      const from = Date.now() - 30 * 86_400_000;
      for (let ordinal = 1; ordinal <= most; ordinal += 1) {
        const id = `${ordinal}`.padStart(8, '0') + track.slice(8);
        const body = {
          id,
          ordinal,
          createdAt: from + ordinal,
          actor: { id: actor, name: 'Ben Okafor' },
          track: { id: track, title: 'Midnight Drive' },
          kind: 'comment.added',
          data: { commentId: comment, excerpt: `Take ${ordinal} is the one, I think.` },
        };
        rows.put({ id, seq: ordinal, epoch: 'held', ordinal, body, was: [] });
      }
      const meta = transaction.objectStore('meta');
      meta.put({
        name: 'position',
        epoch: 'held',
        cursor: most,
        complete: most,
        live: [[1, most]],
        sweeping: false,
      });
      await new Promise((resolve) => (transaction.oncomplete = resolve));
      db.close();
    },
    { most: count, ...ids },
  );
}

interface Start {
  readonly paintMs: number;
  readonly rowsMs: number;
}

/** Measures a browser process that has just begun. */
async function startCold(page: Page): Promise<Start> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await page.addInitScript(() => {
    const look = () => {
      if (!document.querySelector('article')) return requestAnimationFrame(look);
      return requestAnimationFrame(() => performance.mark('rows'));
    };
    requestAnimationFrame(look);
  });
  await page.goto('/activity');
  await page.getByRole('article').first().waitFor();
  await page.waitForFunction(() => performance.getEntriesByName('rows').length > 0);
  return await page.evaluate(() => ({
    paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    rowsMs: performance.getEntriesByName('rows')[0]?.startTime ?? NaN,
  }));
}

/** @returns ms from the click on the first of `pressed` to the frame that shows `wanted` */
const timed = (page: Page, pressed: string, wanted: string): Promise<number> =>
  page.evaluate(
    async ([press, want]) => {
      const named = (text: string) =>
        [...document.querySelectorAll('dialog button')].find(
          (one) => one.ariaLabel === text || one.textContent.trim() === text,
        );
      const button =
        press === 'mark-all' ? named('Mark all as read') : document.querySelector(press);
      if (!(button instanceof HTMLElement)) throw new Error(`There is nothing to press: ${press}`);
      const from = performance.now();
      button.click();
      while (!document.querySelector(want)) {
        if (performance.now() - from > 10_000) throw new Error(`It did not come: ${want}`);
        await new Promise(requestAnimationFrame);
      }
      return Math.round(performance.now() - from);
    },
    [pressed, wanted] as const,
  );

/** Waits until what the gesture before has begun is through: a hand takes longer than that. */
const rested = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let idle = 0; idle < 3; idle += 1) {
      await new Promise((resolve) => requestIdleCallback(resolve));
    }
  });

const writeOne = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const { userId } = JSON.parse(localStorage.getItem('account') ?? '{}') as { userId: string };
    const open = indexedDB.open(`acts-${userId}`);
    const db = await new Promise<IDBDatabase>((resolve) => {
      open.onsuccess = () => resolve(open.result);
    });
    const from = performance.now();
    const transaction = db.transaction('sessions', 'readwrite', { durability: 'strict' });
    transaction.objectStore('sessions').put({ client: 0 });
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    const took = performance.now() - from;
    db.close();
    return took;
  });
