/**
 * What an account leaves with the browser itself, beside its databases: the number on the icon, shown
 * notifications, kept sounds, and the address it is pushed to. Runs in page and service worker, and may be
 * repeated.
 */
import { dropKeptCache } from '#lib/storage/kept-cache.ts';
import { startLeaving } from '#lib/storage/owner-store.ts';
import { createApi } from '#lib/sync/api.ts';
import { createHttp, done } from '#lib/sync/http.ts';
import { second } from '#shared/base/time.ts';
import { within } from '#shared/base/within.ts';
import { routes } from '#shared/protocol/routes.ts';
import { clearSigns } from './badge-and-notifications.ts';

/** Without its push service a browser may never answer, and nobody could sign in meanwhile. */
const patienceMs = 10 * second;

/** One at a time: told late, a sign-out would end the session of whoever signed in after it. */
export const whileLeaving = <T>(work: () => Promise<T>): Promise<T> =>
  navigator.locks.request('leaving', work);

/** At once, without a network: from now on nobody is here, and nothing shows who was. */
export async function leaveBrowser(userId: string): Promise<void> {
  await startLeaving(userId);
  const registration = await registered();
  if (registration) await clearSigns(registration);
  await dropKeptCache(userId);
}

/**
 * Before the sign-out, as the server is told while it still knows them; out of reach, it learns it from
 * the push service.
 * @param registration in the worker its own
 */
export async function dropSubscription(
  userId: string,
  registration?: ServiceWorkerRegistration,
): Promise<void> {
  const { pushManager } = registration ?? (await registered()) ?? {};
  const subscription = await pushManager?.getSubscription();
  if (!subscription) return;
  const api = createApi({ userId });
  await Promise.all([
    api.unsubscribe(subscription.endpoint),
    within(patienceMs, subscription.unsubscribe()),
  ]);
}

/**
 * Ends the session on the server. Almost any word of it will do: with no session there is none to end.
 * @returns whether it has heard of it, and had the time
 */
export async function tellSignOut(): Promise<boolean> {
  const answer = await createHttp().ask({
    path: `${routes.auth}/sign-out`,
    json: {},
    keepalive: true,
    read: done,
  });
  if (answer.ok || answer.error.kind !== 'refused') return answer.ok;
  const { status } = answer.error;
  return status < 500 && status !== 429;
}

const registered = async (): Promise<ServiceWorkerRegistration | undefined> =>
  'serviceWorker' in navigator ? await navigator.serviceWorker.getRegistration() : undefined;
