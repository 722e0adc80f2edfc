/**
 * Sending when no tab is open: the page asks the browser for a sync, the service worker answers it with
 * the same sender, if no tab leads. An extra where browsers have it (Chromium); nothing relies on it.
 */
import { actsDatabaseName, openActsDatabase } from '#lib/storage/acts-database.ts';
import { createOutboxStore } from '#lib/storage/outbox-store.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { second } from '#shared/base/time.ts';
import { createApi } from './api.ts';
import { leaderLock } from './leadership.ts';
import { send } from './send.ts';

/** A tab that is being closed lets go of the lead in less. */
const closingMs = 3 * second;
const tagBefore = 'outbox-';

/** Not in TypeScript's library: https://wicg.github.io/background-sync/spec/ */
interface WithSync {
  readonly sync: { register(tag: string): Promise<void> };
}

const hasSync = (registration: object): registration is WithSync => 'sync' in registration;

/** Whatever comes of it: the leader sends anyway. */
export async function askForBackgroundSync(userId: string): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration().catch(() => undefined);
  if (!registration || !hasSync(registration)) return;
  // Refused where the person forbids it.
  await registration.sync.register(`${tagBefore}${userId}`).catch(() => undefined);
}

/** @returns whose outbox a sync event is about; null where it is about something else */
export const userOfSync = (tag: string): string | null =>
  tag.startsWith(tagBefore) ? tag.slice(tagBefore.length) : null;

/** @throws where something still waits and the browser shall try again later */
export async function sendInBackground(userId: string): Promise<void> {
  // Opening would make what a sign-out has deleted.
  const names = (await indexedDB.databases()).map(({ name }) => name);
  if (!names.includes(actsDatabaseName(userId))) return;
  const work = async () => {
    const end = new AbortController();
    const acts = openActsDatabase(userId, () => uuid7(Date.now()));
    try {
      const result = await send({
        api: createApi({ userId, fetch: (...request) => fetch(...request), signal: end.signal }),
        outbox: createOutboxStore(acts),
        onFault: () => undefined,
        onOutcomes: () => undefined,
      });
      if (typeof result === 'object') throw new Error('The outbox could not be sent yet.');
    } finally {
      end.abort();
      acts.close();
    }
  };
  const signal = AbortSignal.timeout(closingMs);
  await navigator.locks.request(leaderLock(userId), { signal }, work).catch((error: unknown) => {
    // A tab leads, and sends.
    if (!(error instanceof DOMException)) throw error;
  });
}
