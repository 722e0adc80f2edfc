/// <reference lib="webworker" />
/**
 * The installed app's shell: every file of this build is on the device before the worker takes over, so
 * the app opens without a network. Navigations get the shell, whatever their path; nothing under /api
 * is ever touched or cached, so no answer here can make a dead server look alive. A new build waits
 * until the person asks for it (see lib/platform/updates.ts).
 */
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

import { sendInBackground, userOfSync } from '#lib/sync/background.ts';

declare const self: ServiceWorkerGlobalScope;

/** Paths with a file's ending are files: one that is missing is an error, not a page. */
const neverShell = [/^\/api(\/|$)/, /\.\w+$/];

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL('/200.html'), { denylist: neverShell }));

/** Nothing to take over from: the page that installed us may lose its network next. */
let isFirst = false;
self.addEventListener('install', () => {
  isFirst = self.registration.active === null;
});
self.addEventListener('activate', (event) => {
  if (isFirst) event.waitUntil(self.clients.claim());
});

/** Not in TypeScript's library: https://wicg.github.io/background-sync/spec/ */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}
const isSync = (event: Event): event is SyncEvent => 'tag' in event && 'waitUntil' in event;

// What waits is sent also when no tab is open, where the browser offers it.
self.addEventListener('sync', (event) => {
  const userId = isSync(event) ? userOfSync(event.tag) : null;
  if (isSync(event) && userId !== null) event.waitUntil(sendInBackground(userId));
});

self.addEventListener('message', (event) => {
  const message: unknown = event.data;
  if (typeof message !== 'object' || message === null || !('type' in message)) return;
  if (message.type === 'SKIP_WAITING') event.waitUntil(self.skipWaiting());
});
