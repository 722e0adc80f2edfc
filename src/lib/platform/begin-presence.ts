/**
 * This browser is told of the account beyond the app's own windows: the service worker learns who is
 * here, the subscription to pushes is asserted, and each tab's icon shows whether anything is unread.
 * What lies here is to stay, where the browser decides that without asking.
 */
import { live } from '#lib/storage/live-query.ts';
import { keepOwner } from '#lib/storage/owner-store.ts';
import { asksNobodyHere, keepQuietly } from '#lib/storage/persistence.ts';
import { readUnread } from '#lib/storage/read-unread.ts';
import { tabIcons } from './icon-names.ts';
import type { PresenceDependencies } from './presence.ts';
import { createPush, type OwnedPush } from './push.ts';

/** Begins at once, for as long as the page lives. */
export function beginPresence(dependencies: PresenceDependencies): OwnedPush {
  const { userId, feed, acts, report } = dependencies;
  const push = createPush(dependencies);
  const unread = live(async () => (await readUnread(feed, acts)).length > 0, report);
  unread.subscribe((isUnread) => showTabIcon(isUnread ? tabIcons.unread : tabIcons.calm));
  keepOwner(userId)
    .then(() => push.assert())
    .catch(report);
  keepQuietly(navigator, asksNobodyHere()).catch(report);
  return push;
}

/** A link that is changed in place is not looked at again by every browser. */
function showTabIcon(href: string): void {
  const shown = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!shown || shown.getAttribute('href') === href) return;
  const { rel, type } = shown;
  shown.replaceWith(Object.assign(document.createElement('link'), { rel, type, href }));
}
