/**
 * This account in this browser, beyond the app's own windows: the service worker is told who is here,
 * the subscription to pushes is asserted, and each tab's icon shows whether anything is unread. Begun
 * once the first screen is painted.
 */
import type { Presence } from '#lib/ports/device.ts';
import type { ActsDatabase } from '#lib/storage/acts-database.ts';
import type { FeedDatabase } from '#lib/storage/feed-database.ts';
import { live } from '#lib/storage/live.ts';
import { settleIn as keepOwner } from '#lib/storage/owner-store.ts';
import { readUnread } from '#lib/storage/read-unread.ts';
import type { Clock } from '#shared/base/time.ts';
import { onGoTo } from './go-to.ts';
import { tabIcons } from './icon-names.ts';
import { createPush } from './push.ts';

export interface PresenceDependencies {
  readonly userId: string;
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
}

/** Begins at once, for as long as the page lives. */
export function createPresence({
  userId,
  feed,
  acts,
  clock,
  report,
}: PresenceDependencies): Presence {
  const push = createPush({ userId, acts, storage: localStorage, clock, report });
  const unread = live(async () => (await readUnread(feed, acts)).length > 0, report);
  unread.subscribe((isUnread) => showTabIcon(isUnread ? tabIcons.unread : tabIcons.calm));
  keepOwner(userId)
    .then(() => push.assert())
    .catch(report);
  return { push, onGoTo };
}

/** A link that is changed in place is not looked at again by every browser. */
function showTabIcon(href: string): void {
  const shown = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!shown || shown.getAttribute('href') === href) return;
  const { rel, type } = shown;
  shown.replaceWith(Object.assign(document.createElement('link'), { rel, type, href }));
}
