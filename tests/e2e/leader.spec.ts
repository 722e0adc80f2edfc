/** A browser has one sender: tabs die, and a worker sends when no tab is left. */
import type { BrowserContext, Page } from '@playwright/test';
import { crowding } from '../support/crowding.ts';
import {
  comment,
  expectStatus,
  expectUnread,
  openTrack,
  setStage,
  shareTrack,
  waitUntilInstalled,
} from './support/app.ts';
import { expect, test, type Device } from './support/fixture.ts';

/** Ana and Ben on one track, the app installed with Ben. */
async function prepare(device: () => Promise<Device>): Promise<[Device, Device]> {
  const ana = await device();
  const ben = await device();
  await shareTrack(ana.page, ben.page);
  await waitUntilInstalled(ben.page);
  await expectStatus(ben.page, 'Live');
  // What she looks at is read; from here on she looks at something else.
  await expectUnread(ana.page, 0);
  await ana.page.goto('/');
  return [ana, ben];
}

/**
 * Gathers ids of the commands that tabs and worker have sent and the server has answered, one entry
 * for each time. A request whose connection broke is sent again under the same id; that is no
 * second sending.
 */
function watchCommands(context: BrowserContext): string[] {
  const sent: string[] = [];
  context.on('response', (response) => {
    const request = response.request();
    if (!request.url().includes('/api/commands')) return;
    const { commands } = request.postDataJSON() as { commands: { id: string }[] };
    for (const { id } of commands) sent.push(id);
  });
  return sent;
}

const holdsLead = (page: Page): Promise<boolean> =>
  page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    const mine = await new Promise<string | undefined>((resolve) => {
      void navigator.locks.request('who-am-i', async () => {
        const now = await navigator.locks.query();
        resolve(now.held?.find(({ name }) => name === 'who-am-i')?.clientId);
      });
    });
    return held.some(({ name, clientId }) => name?.startsWith('leader-') && clientId === mine);
  });

test('the leading tab is killed: another takes over within five seconds, nothing is sent twice', async ({
  device,
}) => {
  const [ana, ben] = await prepare(device);
  const sent = watchCommands(ben.context);
  const leading = ben.page;
  await expect.poll(() => holdsLead(leading)).toBe(true);
  const second = await ben.context.newPage();
  await openTrack(second, 'Midnight Drive');
  await expectStatus(second, 'Live');
  expect(await holdsLead(second)).toBe(false);
  await comment(second, '@Ana Reyes Through the leader.');
  await expectUnread(ana.page, 1);

  // Something waits in the moment the leader dies.
  const session = await ben.context.newCDPSession(leading);
  const crashed = leading.waitForEvent('crash');
  void session.send('Page.crash').catch(() => undefined);
  await crashed;
  const from = performance.now();
  await comment(second, '@Ana Reyes After it died.');
  await expect.poll(() => holdsLead(second), { intervals: [50] }).toBe(true);
  const tookMs = Math.round(performance.now() - from);
  process.stdout.write(`The lead was taken over ${tookMs} ms after the crash\n`);
  expect(tookMs).toBeLessThan(5_000 * crowding());
  await expectUnread(ana.page, 2);
  await expectStatus(second, 'Live');
  await setStage(second, 'Mixing');
  await expectUnread(ana.page, 3);
  await expect.poll(() => sent.length).toBe(3);
  expect(new Set(sent).size).toBe(3);
});

test('a frozen leader loses the lead to a tab somebody looks at', async ({ device }) => {
  const [ana, ben] = await prepare(device);
  const sent = watchCommands(ben.context);
  const leading = ben.page;
  await expect.poll(() => holdsLead(leading)).toBe(true);
  const second = await ben.context.newPage();
  await openTrack(second, 'Midnight Drive');
  await expectStatus(second, 'Live');
  // Busy for ever: it holds the lock and does nothing with it.
  void leading.evaluate('for (;;) {}').catch(() => undefined);
  const from = performance.now();
  await comment(second, 'While it hangs.');
  await expectUnread(ana.page, 1);
  process.stdout.write(`Sent ${Math.round(performance.now() - from)} ms after the leader froze\n`);
  await expect.poll(() => sent.length).toBe(1);
});

test('with every tab closed the worker sends what waits, once', async ({ device }) => {
  const [ana, ben] = await prepare(device);
  await openTrack(ben.page, 'Midnight Drive');
  ben.network.set('cut');
  await expectStatus(ben.page, /^Offline/);
  await comment(ben.page, 'Written in the basement.');
  const other = await ben.context.newPage();
  await other.goto('about:blank');
  const { origin } = new URL(ben.page.url());
  const session = await ben.context.newCDPSession(other);
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      for (const { registrationId, scopeURL } of registrations) {
        if (scopeURL.startsWith(origin)) resolve(registrationId);
      }
    });
  });
  await session.send('ServiceWorker.enable');
  const registrationId = await registered;
  const userId = await ben.page.evaluate(
    () => (JSON.parse(localStorage.getItem('account') ?? '{}') as { userId: string }).userId,
  );
  await ben.page.close();

  const sent = watchCommands(ben.context);
  ben.network.set('up');
  for (const lastChance of [false, false]) {
    await session.send('ServiceWorker.dispatchSyncEvent', {
      origin,
      registrationId,
      tag: `outbox-${userId}`,
      lastChance,
    });
  }
  await expectUnread(ana.page, 1);
  await openTrack(ana.page, 'Midnight Drive');
  await expect(
    ana.page.getByRole('region', { name: 'Comments' }).getByText('Written in the basement.'),
  ).toHaveCount(1);
  await expect.poll(() => sent.length).toBe(1);

  const again = await ben.context.newPage();
  await openTrack(again, 'Midnight Drive');
  await expectStatus(again, 'Live');
  await expect(again.getByText('Waiting to be sent')).toHaveCount(0);
  await expect(again.getByText('Written in the basement.')).toHaveCount(1);
  expect(sent).toHaveLength(1);
});
