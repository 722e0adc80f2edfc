/**
 * When a push arrives, exactly one notification is shown for it, whatever fails, as browsers take
 * the permission from an app that shows none. The row lies on the device before it is shown, so
 * that a click finds it there and the number on the icon counts it. What can wait comes afterwards.
 */
import { dropSubscription, tellSignOut, whileLeaving } from '#lib/platform/leave-browser.ts';
import { showSigns } from '#lib/platform/badge-and-notifications.ts';
import { atTray } from '#lib/platform/notification-lock.ts';
import { within } from '#shared/base/within.ts';
import { applyAhead } from '#lib/storage/apply-page.ts';
import { dropKeptCache } from '#lib/storage/kept-cache.ts';
import { readOwner } from '#lib/storage/owner-store.ts';
import { keepInStep, withDatabases } from '#lib/sync/background.ts';
import { second } from '#shared/base/time.ts';
import { genericNotification, notificationOf } from './notification.ts';
import { parsePush, type PushMessage } from './push-message.ts';

export interface PushDependencies {
  readonly registration: ServiceWorkerRegistration;
  /** The origin of this app. */
  readonly origin: string;
  readonly report: (error: unknown) => void;
}

/** A device that is slow to open its databases shows something after this time. */
const lookMs = 3 * second;

/** @param text null where the push carried nothing */
export async function onPush(text: string | null, dependencies: PushDependencies): Promise<void> {
  const { registration, origin, report } = dependencies;
  const message = text === null ? null : parsePush(text, origin);
  const receiving = message ? receive(message, report) : Promise.resolve(false);
  const isOurs = await within(lookMs, receiving).catch(() => null);
  const { title, options } = message && isOurs ? notificationOf(message) : genericNotification;
  await atTray(() => registration.showNotification(title, options));
  if (message && isOurs) await catchUp(message, dependencies);
  else await leaveBehind(registration);
}

/** @returns whether it is for the person here; then its row is on the device, if possible */
async function receive(
  { feed: { account, epoch, change } }: PushMessage,
  report: (error: unknown) => void,
): Promise<boolean> {
  const owner = await readOwner();
  if (owner?.state !== 'here' || owner.userId !== account) return false;
  const isKept = await withDatabases(account, async ({ feed }) => {
    if (change) await applyAhead(feed, epoch, change).catch(report);
    return true;
  });
  return isKept ?? false;
}

/** Brings in what others said, and sends what waits: list, icon and what is shown agree. */
async function catchUp(
  { tag, feed: { account: userId } }: PushMessage,
  { registration, report }: PushDependencies,
): Promise<void> {
  await withDatabases(userId, async (databases) => {
    const signs = { ...databases, userId, registration, except: tag };
    await showSigns(signs);
    await keepInStep({ ...databases, userId, isPatient: false, report });
    await showSigns(signs);
  });
}

/** Ends pushes to somebody who is not here any more; this one says nothing to them. */
async function leaveBehind(registration: ServiceWorkerRegistration): Promise<void> {
  await whileLeaving(async () => {
    const owner = await readOwner();
    if (owner?.state === 'here') return;
    if (owner) await dropKeptCache(owner.userId);
    await dropSubscription(owner?.userId ?? '', registration);
    if (owner) await tellSignOut();
  });
}
