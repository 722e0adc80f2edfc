/**
 * ThisDevice on what browsers offer and on the account's databases. Loaded with the page of settings.
 */
import { Dexie } from 'dexie';
import type { Account } from '#lib/ports/account.ts';
import type { StorageFacts, ThisDevice } from '#lib/ports/device.ts';
import { routes } from '#shared/protocol/routes.ts';
import type { ActsDatabase } from './acts-database.ts';
import { exportAll } from './export-all.ts';
import type { FeedDatabase } from './feed-database.ts';

export interface ThisDeviceDependencies {
  readonly account: Account;
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  /** Ends everything in this tab that holds the databases. */
  readonly endSession: () => Promise<void>;
}

export function createThisDevice(dependencies: ThisDeviceDependencies): ThisDevice {
  return {
    storage: readStorage,

    async keep() {
      if ('storage' in navigator) await navigator.storage.persist();
      return readStorage();
    },

    exported: () => exportAll({ ...dependencies, now: () => Date.now() }),

    async reset() {
      if (!(await isServerThere())) return false;
      await dependencies.endSession();
      // What was done here and waits is in the other database, and stays.
      await Dexie.delete(dependencies.feed.name);
      await dropProgram();
      return true;
    },
  };
}

const isServerThere = (): Promise<boolean> =>
  fetch(routes.health, { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );

/** Pages that are not served safely have none of what follows. */
async function dropProgram(): Promise<void> {
  if (!('caches' in globalThis) || !('serviceWorker' in navigator)) return;
  for (const name of await caches.keys()) await caches.delete(name);
  const workers = await navigator.serviceWorker.getRegistrations();
  for (const worker of workers) await worker.unregister();
}

async function readStorage(): Promise<StorageFacts> {
  if (!('storage' in navigator)) return { isKept: false, usedBytes: null, mostBytes: null };
  const { usage = null, quota = null } = await navigator.storage.estimate();
  return { isKept: await navigator.storage.persisted(), usedBytes: usage, mostBytes: quota };
}
