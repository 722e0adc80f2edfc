/**
 * This bench sends a thousand commands that waited in a browser's outbox, by the app itself, while
 * somebody looks at the list, or at the track that shows them: how many a second, and the longest
 * the page did not answer.
 */
import { chromium, type Page } from 'playwright';
import { uuid7 } from '#shared/base/ids.ts';
import { browserArguments, findChromium } from '../../scripts/chromium.mjs';
import { openNetwork } from '../e2e/support/network.ts';
import { createTestServer } from '../support/server.ts';

export interface DrainPageResult {
  readonly commands: number;
  readonly perSecond: number;
  /** The longest task of the page while it sent, ms; 0 where none took 50. */
  readonly longestMs: number;
}

const count = 1_000;
const patienceMs = 60_000;

export async function drainPage(shows: 'list' | 'track'): Promise<DrainPageResult> {
  const server = await createTestServer();
  const network = await openNetwork();
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: browserArguments,
    ...(executablePath !== undefined && { executablePath }),
  });
  try {
    await server.start();
    const context = await browser.newContext({ baseURL: server.url, proxy: network.proxy });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    await page.goto('/sign-up');
    await page.getByLabel('Name').fill('Ana Reyes');
    await page.getByLabel('E-mail').fill('ana.reyes@studio.example');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Create account' }).click();
    const status = page.getByRole('banner').getByTestId('sync-status').filter({ visible: true });
    await status.getByText('Live').waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    network.set('cut');
    await status.getByText(/^Offline/).waitFor();
    const trackId = uuid7(Date.now());
    await queue(page, trackId);
    if (shows === 'track') {
      await page.goto(`/track/${trackId}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    await status.getByText(`Offline · ${count} changes waiting`).waitFor();
    await watchTasks(page);
    network.set('up');
    const seconds = (await drained(page)) / 1_000;
    return {
      commands: count,
      perSecond: Math.round(count / seconds),
      longestMs: await longestTask(page),
    };
  } finally {
    await browser.close();
    await network.close();
    await server.dispose();
  }
}

/** A track and its comments, in the order of acting, as the app writes them. */
async function queue(page: Page, trackId: string): Promise<void> {
  const at = Date.now();
  const comments = Array.from({ length: count - 1 }, (_, index) => ({
    name: 'comment.add.v1',
    args: { commentId: uuid7(at), trackId, text: `Take ${index} is the one, I think.` },
  }));
  const commands = [
    { name: 'track.create.v1', args: { trackId, title: 'Night Bus' } },
    ...comments,
  ];
  const rows = commands.map((command) => {
    return { id: uuid7(at), command, at, n: null, state: 'waiting', faults: 0 };
  });
  await page.evaluate(async (waiting) => {
    const { userId } = JSON.parse(localStorage.getItem('account') ?? '{}') as { userId: string };
    const open = indexedDB.open(`acts-${userId}`);
    const db = await new Promise<IDBDatabase>((resolve) => {
      open.onsuccess = () => resolve(open.result);
    });
    const transaction = db.transaction('outbox', 'readwrite');
    for (const row of waiting) transaction.objectStore('outbox').add(row);
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    db.close();
  }, rows);
  await page.reload();
}

const watchTasks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        const before = Number(document.documentElement.dataset['longest'] ?? 0);
        document.documentElement.dataset['longest'] = String(Math.max(before, duration));
      }
    });
    observer.observe({ entryTypes: ['longtask'] });
  });

const longestTask = (page: Page): Promise<number> =>
  page.evaluate(() => Math.round(Number(document.documentElement.dataset['longest'] ?? 0)));

/** @returns ms from the return of the network to the last command that was decided */
const drained = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const { userId } = JSON.parse(localStorage.getItem('account') ?? '{}') as { userId: string };
    const open = indexedDB.open(`acts-${userId}`);
    const db = await new Promise<IDBDatabase>((resolve) => {
      open.onsuccess = () => resolve(open.result);
    });
    const waiting = () =>
      new Promise<number>((resolve) => {
        const index = db.transaction('outbox').objectStore('outbox').index('state');
        const request = index.count('waiting');
        request.onsuccess = () => resolve(request.result);
      });
    const from = performance.now();
    // The system says so when the network is back: nothing is waited for.
    window.dispatchEvent(new Event('online'));
    while ((await waiting()) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    db.close();
    return performance.now() - from;
  });
