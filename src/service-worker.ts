/// <reference lib="webworker" />
/**
 * The service worker says which event goes where. The app opens from its shell without a network;
 * pushes, their notifications and syncing go on when no tab is open. A new build waits until the
 * person asks for it (see lib/platform/updates.ts).
 */
import { userOfSync } from '#lib/sync/background.ts';
import { answerSound } from './service-worker/kept-sounds.ts';
import { onClick } from './service-worker/on-click.ts';
import { onPush } from './service-worker/on-push.ts';
import { onSubscriptionChange } from './service-worker/on-subscription-change.ts';
import { createShell, type ShellFile } from './service-worker/shell.ts';
import { syncLater } from './service-worker/sync-later.ts';

declare const self: ServiceWorkerGlobalScope & {
  /** Written by the build. */
  readonly __WB_MANIFEST: readonly ShellFile[];
};

const shell = createShell({
  files: self.__WB_MANIFEST,
  base: self.location.href,
  page: '/200.html',
});

/** Nothing to take over from: the page that installed us may lose its network next. */
let isFirst = false;
self.addEventListener('install', (event) => {
  isFirst = self.registration.active === null;
  event.waitUntil(shell.fill());
});
self.addEventListener('activate', (event) => {
  event.waitUntil(shell.tidy());
  if (isFirst) event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const answer = shell.answer(event.request) ?? answerSound(event.request, self.location.origin);
  if (answer) event.respondWith(answer);
});

/** Not in TypeScript's library: https://wicg.github.io/background-sync/spec/ */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}
const isSync = (event: Event): event is SyncEvent => 'tag' in event && 'waitUntil' in event;

// What waits is sent also when no tab is open, where the browser offers it.
self.addEventListener('sync', (event) => {
  const userId = isSync(event) ? userOfSync(event.tag) : null;
  if (isSync(event) && userId !== null) event.waitUntil(syncLater(userId, report));
});

const { registration, clients } = self;
const report = (error: unknown) => reportError(error);

self.addEventListener('push', (event) => {
  const { origin } = self.location;
  event.waitUntil(onPush(event.data?.text() ?? null, { registration, origin, report }));
});
self.addEventListener('notificationclick', (event) => {
  const { notification, action } = event;
  event.waitUntil(onClick(notification, action, { registration, clients, report }));
});
self.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(onSubscriptionChange(registration));
});

/** A part of the app did not load: what is held is looked at, and what is wrong fetched anew. */
const check = (tell: (isWhole: boolean) => void): Promise<void> =>
  shell.fill().then(
    () => tell(true),
    () => tell(false),
  );

self.addEventListener('message', (event) => {
  const message: unknown = event.data;
  if (typeof message !== 'object' || message === null || !('type' in message)) return;
  const [port] = event.ports;
  if (message.type === 'CHECK') event.waitUntil(check((isWhole) => port?.postMessage(isWhole)));
  if (message.type === 'SKIP_WAITING') event.waitUntil(self.skipWaiting());
  if (message.type === 'CLAIM') event.waitUntil(self.clients.claim());
});
