/**
 * ThisDevice on what browsers offer and on the account's databases. Loaded with the page of settings.
 */
import { Dexie } from 'dexie';
import type { Account } from '#lib/ports/account.ts';
import type { ThisDevice } from '#lib/ports/device.ts';
import { second } from '#shared/base/time.ts';
import { within } from '#shared/base/within.ts';
import type { ActsDatabase } from './acts-database.ts';
import { exportAll } from './export-all.ts';
import type { FeedDatabase } from './feed-database.ts';
import { askToKeep, readStorage } from './persistence.ts';
import { shellCache } from './shell-cache.ts';
import { createWantedSounds } from './wanted-sounds.ts';

export interface ThisDeviceDependencies {
  readonly account: Account;
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  /** Both data and program can be had. */
  readonly isServerThere: () => Promise<boolean>;
  /** Ends everything in this tab that holds the databases. */
  readonly endSession: () => Promise<void>;
}

export function createThisDevice(dependencies: ThisDeviceDependencies): ThisDevice {
  return {
    storage: () => readStorage(navigator),
    keep: () => askToKeep(navigator),

    exported: () => exportAll({ ...dependencies, now: () => Date.now() }),

    async reset() {
      if (!(await dependencies.isServerThere())) return false;
      await dependencies.endSession();
      // What was done here and waits is in the other database, and stays. A frozen tab may hold this
      // one open: then it goes as soon as that tab wakes, before the page that begins anew opens it.
      await within(answerMs, Dexie.delete(dependencies.feed.name));
      // Kept sounds go with the caches, and come again as everything does.
      createWantedSounds(localStorage, dependencies.account.userId).forgetCopies();
      await dropProgram();
      return true;
    },
  };
}

/** Who asks waits before a dialog. */
const answerMs = 10 * second;

/** Pages that are not served safely have none of what follows. */
async function dropProgram(): Promise<void> {
  if (!('caches' in globalThis) || !('serviceWorker' in navigator)) return;
  for (const name of await caches.keys()) {
    // The next worker keeps of it what is as it should be: nobody knows that the rest can be had now.
    if (name !== shellCache) await caches.delete(name);
  }
  const workers = await navigator.serviceWorker.getRegistrations();
  for (const worker of workers) await worker.unregister();
}
