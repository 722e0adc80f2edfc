/** Looks for a newer build now. One that was found says so in the status once it is here. */
import { second } from '#shared/base/time.ts';
import { within } from '#shared/base/within.ts';

/** Somebody looks at the page meanwhile. */
const patienceMs = 20 * second;

export async function checkForUpdates(): Promise<'current' | 'found' | 'offline'> {
  if (!('serviceWorker' in navigator)) return 'current';
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration) return 'current';
  const looked = await within(patienceMs, registration.update()).catch(() => null);
  if (looked === null) return 'offline';
  return registration.installing || registration.waiting ? 'found' : 'current';
}
