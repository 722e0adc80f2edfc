/**
 * Somebody answers a notification with one of its buttons, which opens no window, or with a click
 * on it, which leads to its row. Either is on the device first and counts from then on; the leader
 * sends it, and where no tab is open that is the worker, now or when the network is back.
 */
import { parseShown, type Shown } from '#lib/platform/notification-data.ts';
import { showSigns } from '#lib/platform/badge-and-notifications.ts';
import { atTray } from '#lib/platform/notification-lock.ts';
import type { DeviceNotice } from '#lib/ports/device.ts';
import { within } from '#shared/base/within.ts';
import { readOwner } from '#lib/storage/owner-store.ts';
import { askForBackgroundSync, keepInStep, withDatabases } from '#lib/sync/background.ts';
import { second } from '#shared/base/time.ts';
import { answer } from './answer.ts';
import { notificationOfDevice } from './notification.ts';
import { goTo } from './windows.ts';

export interface ClickDependencies {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: Clients;
  readonly report: (error: unknown) => void;
}

const clock = { now: () => Date.now() };
/** Later the browser would not let a window be opened for the click. */
const catchUpMs = 2 * second;

/** @param action empty for a click on the notification itself */
export async function onClick(
  notification: Notification,
  action: string,
  dependencies: ClickDependencies,
): Promise<void> {
  const { clients, report } = dependencies;
  notification.close();
  const shown = parseShown(notification.data);
  const acting = shown ? actOn(shown, action, dependencies) : Promise.resolve();
  // At once: a browser that has seen the click lets a window open for a moment only.
  const going = action === '' ? goTo(shown?.path ?? '/', clients) : Promise.resolve();
  await Promise.all([acting, going].map((work) => work.catch(report)));
}

async function actOn(
  shown: Shown,
  action: string,
  { registration, clients, report }: ClickDependencies,
): Promise<void> {
  const { account: userId } = shown;
  const owner = await readOwner();
  if (owner?.state !== 'here' || owner.userId !== userId) return;
  const telling: Promise<unknown>[] = [];
  const tell = (notice: DeviceNotice) => {
    const { title, options } = notificationOfDevice(notice);
    telling.push(atTray(() => registration.showNotification(title, options)));
  };
  const work = withDatabases(userId, async (databases) => {
    const own = { ...databases, userId, report };
    // The push that brought it may be catching up this very moment.
    const catchUp = () => within(catchUpMs, keepInStep({ ...own, isPatient: true }));
    const isDone = await answer(action, shown, { ...databases, clock, catchUp, tell });
    if (!isDone) await goTo(shown.path, clients);
    const signs = { ...databases, userId, registration };
    await showSigns(signs);
    // What does not get through stays in the outbox, for the browser's help or the next tab.
    const isWaiting = await keepInStep({ ...own, isPatient: true });
    if (isWaiting) await askForBackgroundSync(registration, userId);
    await showSigns(signs);
  });
  // A worker lives as long as something is waited for.
  try {
    await work;
  } finally {
    await Promise.all(telling);
  }
}
