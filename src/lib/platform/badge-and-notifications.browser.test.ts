import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFeedActs } from '#lib/storage/feed-acts.ts';
import { applyPage } from '#lib/storage/apply-page.ts';
import {
  notificationOf,
  openTestDevice,
  pageOf,
  type TestDevice,
} from '../../../tests/support/device.ts';
import { clearSigns, showSigns } from './badge-and-notifications.ts';

/** Notifications of the system, as far as they can be asked for and closed. */
class Tray {
  readonly #shown = new Map<string, unknown>();

  show(name: string, data: unknown) {
    this.#shown.set(name, data);
  }

  get names(): readonly string[] {
    return [...this.#shown.keys()];
  }

  getNotifications() {
    return Promise.resolve(
      [...this.#shown].map(([name, data]) => ({ data, close: () => this.#shown.delete(name) })),
    );
  }
}

let device: TestDevice;
let tray: Tray;
beforeEach(async () => {
  device = await openTestDevice();
  tray = new Tray();
  await applyPage(device.feed, device.account.userId, pageOf([1, 2, 3].map(upsert)));
});
afterEach(() => device.dispose());

const upsert = (n: number) =>
  ({ seq: n, op: 'upsert', kind: 'notification', id: `n${n}`, body: notificationOf(n) }) as const;
const show = (id: string, data: object = {}) =>
  tray.show(id, { account: device.account.userId, id, epoch: 'e1', seq: 1, ...data });
const follow = (except?: string) =>
  showSigns({ ...device, userId: device.account.userId, registration: tray, except });

test('WK2 what was read or dismissed anywhere is closed, the rest stays', async () => {
  const acts = createFeedActs(device);
  for (const id of ['n1', 'n2', 'n3']) show(id);
  await acts.markRead([[1, 1]]);
  await acts.dismiss([[2, 2]]);
  await follow();
  expect(tray.names).toEqual(['n3']);
});

test('WK2 a row that has gone closes its notification; one that is still to come does not', async () => {
  show('gone', { seq: 2 });
  show('later', { seq: 9 });
  show('unknown', { seq: null });
  await follow();
  expect(tray.names).toEqual(['later', 'unknown']);
});

test('WK1 what was shown a moment ago stays until the next time', async () => {
  show('n1');
  await createFeedActs(device).markRead([[1, 1]]);
  await follow('n1');
  expect(tray.names).toEqual(['n1']);
  await follow();
  expect(tray.names).toEqual([]);
});

test('IN10 nobody waits for ever for a system that does not say what it shows', async () => {
  vi.useFakeTimers();
  const clearing = clearSigns({ getNotifications: () => new Promise(() => undefined) });
  const cleared: true[] = [];
  void clearing.then(() => cleared.push(true));
  // The lock at the tray comes first, which is no timer.
  while (cleared.length === 0) await vi.advanceTimersByTimeAsync(1_000);
  vi.useRealTimers();
  await clearing;
});

test('WK5 of somebody else nothing stays, and of nobody nothing at all', async () => {
  show('n1', { account: 'somebody' });
  show('n2');
  tray.show('generic', null);
  await follow();
  expect(tray.names).toEqual(['n2', 'generic']);
  await clearSigns(tray);
  expect(tray.names).toEqual([]);
});
