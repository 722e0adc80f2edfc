/**
 * This is the system around a browser: it delivers pushes, shows notifications, and has a person
 * press them. Pushes come over the debugging protocol, as no push service is in reach; so does the
 * browser's offer to sync. What the worker does with them is real.
 */
import { expect, type BrowserContext, type Worker } from '@playwright/test';

export interface ShownNotification {
  readonly title: string;
  readonly tag: string;
  readonly actions: readonly string[];
}

export interface Pushes {
  deliver(text: string): Promise<void>;
  shown(): Promise<readonly ShownNotification[]>;
  /** @param action of a button; none for the notification itself */
  press(tag: string, action?: string): Promise<void>;
  /** The browser found a network. */
  offerSync(tag: string): Promise<void>;
  /** The number on the app's icon; null before anybody set it. */
  badge(): Promise<number | null>;
  /** Windows the worker has asked for. */
  opened(): Promise<readonly string[]>;
  /** The worker, as nothing else of the app may be open. */
  readonly worker: Worker;
}

/** Watched is what is kept in the worker's global scope for us. */
interface Watched {
  badge: number | null;
  opened: string[];
}

/** The app is installed in this profile; its tabs may be closed. */
export async function openPushes(context: BrowserContext, origin: string): Promise<Pushes> {
  const session = await context.newCDPSession(await context.newPage());
  const registered = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      for (const { registrationId, scopeURL } of registrations) {
        if (scopeURL.startsWith(origin)) resolve(registrationId);
      }
    });
  });
  await session.send('ServiceWorker.enable');
  const registrationId = await registered;
  const [worker] = context.serviceWorkers();
  expect(worker, 'the worker runs').toBeDefined();
  if (!worker) throw new Error('unreachable');
  await worker.evaluate(() => {
    const watched: Watched = { badge: null, opened: [] };
    const set = (count = 0) => {
      watched.badge = count;
      return Promise.resolve();
    };
    Object.assign(navigator, { setAppBadge: set, clearAppBadge: () => set(0) });
    const clients = Reflect.get(globalThis, 'clients') as object;
    // A browser opens a window for a click of a person only.
    Object.assign(clients, { openWindow: (path: string) => watched.opened.push(path) });
    Object.assign(globalThis, { watched });
  });
  const watched = () => worker.evaluate(() => Reflect.get(globalThis, 'watched') as Watched);

  return {
    worker,
    async deliver(data) {
      await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data });
    },
    async offerSync(tag) {
      const event = { origin, registrationId, tag, lastChance: false };
      await session.send('ServiceWorker.dispatchSyncEvent', event);
    },
    shown: () =>
      worker.evaluate(async () => {
        const registration = Reflect.get(globalThis, 'registration') as ServiceWorkerRegistration;
        // Like the app: what is being shown while somebody asks is forgotten by Chromium.
        const all = await navigator.locks.request('tray', () => registration.getNotifications());
        return all.map((notification) => ({
          title: notification.title,
          tag: notification.tag,
          actions: (Reflect.get(notification, 'actions') as { action: string }[]).map(
            ({ action }) => action,
          ),
        }));
      }),
    press: (tag, action = '') =>
      worker.evaluate(
        async ([tag, action]) => {
          const registration = Reflect.get(globalThis, 'registration') as ServiceWorkerRegistration;
          const [notification] = await navigator.locks.request('tray', () =>
            registration.getNotifications({ tag }),
          );
          if (!notification) throw new Error(`${tag} is not shown`);
          const Click = Reflect.get(globalThis, 'NotificationEvent') as new (
            type: string,
            about: object,
          ) => Event;
          dispatchEvent(new Click('notificationclick', { notification, action }));
        },
        [tag, action] as const,
      ),
    badge: async () => (await watched()).badge,
    opened: async () => (await watched()).opened,
  };
}
