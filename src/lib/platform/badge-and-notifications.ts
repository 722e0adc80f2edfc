/**
 * What the app shows outside its windows, in agreement with the list: the number on its icon, and the
 * notifications of the system, which go when their row is no longer unread here. One function for page
 * and worker, from the sets the bell counts.
 */
import { readPosition, type FeedDatabase } from '#lib/storage/feed-database.ts';
import type { ActsDatabase } from '#lib/storage/acts-database.ts';
import { readUnread } from '#lib/storage/read-unread.ts';
import { second } from '#shared/base/time.ts';
import { within } from '#shared/base/within.ts';
import { runSetHas, runSetSize } from '#shared/marks/run-set.ts';
import { parseShown } from './notification-data.ts';
import { atTray } from './notification-lock.ts';

/** Of a registration, where its notifications are. */
interface Tray {
  getNotifications(): Promise<readonly { readonly data: unknown; close(): void }[]>;
}

export interface SignsDependencies {
  readonly userId: string;
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly registration: Tray;
  /** The id of a notification that was shown a moment ago and stays until the next time. */
  readonly except?: string | undefined;
}

export async function showSigns(dependencies: SignsDependencies): Promise<void> {
  const { feed, acts } = dependencies;
  const unread = await readUnread(feed, acts);
  await showBadge(runSetSize(unread));
  await closeSpent(dependencies, (ordinal) => runSetHas(unread, ordinal));
}

/** The same from a page, where a service worker is. */
export async function showSignsOfPage(
  dependencies: Omit<SignsDependencies, 'registration'>,
): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration();
  if (registration) await showSigns({ ...dependencies, registration });
}

/** Nobody is here any more. */
export async function clearSigns(registration: Tray): Promise<void> {
  await showBadge(0);
  for (const notification of await shownIn(registration)) notification.close();
}

/** The system that shows them may be busy, or gone: who signs out waits for it. */
const patienceMs = 5 * second;

const shownIn = async (registration: Tray) =>
  (await within(
    patienceMs,
    atTray(() => registration.getNotifications()),
  )) ?? [];

/** Some browsers have no badge, some allow it to installed apps only, or where notifications are. */
async function showBadge(count: number): Promise<void> {
  if (!('setAppBadge' in navigator)) return;
  const work = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge();
  await within(patienceMs, work).catch(() => undefined);
}

async function closeSpent(
  { userId, feed, registration, except }: SignsDependencies,
  isUnread: (ordinal: number) => boolean,
): Promise<void> {
  const all = (await shownIn(registration)).flatMap((notification) => {
    const shown = parseShown(notification.data);
    return shown && shown.id !== except ? [{ notification, shown }] : [];
  });
  if (all.length === 0) return;
  const { epoch, cursor } = await readPosition(feed);
  const rows = await feed.notifications
    .where('id')
    .anyOf(all.map(({ shown }) => shown.id))
    .toArray();
  const ordinals = new Map(rows.map(({ id, ordinal }) => [id, ordinal]));
  for (const { notification, shown } of all) {
    const ordinal = ordinals.get(shown.id);
    // A row that is not here has gone where the log was read beyond it, else it is still to come.
    const isPassed = shown.epoch === epoch && shown.seq !== null && shown.seq <= cursor;
    const isSpent = ordinal === undefined ? isPassed : !isUnread(ordinal);
    if (isSpent || shown.account !== userId) notification.close();
  }
}
