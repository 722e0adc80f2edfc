/**
 * Browsers drop the connection to a database under a living page (WebKit does on resume). What was
 * going on fails, nothing of it was committed; opened anew, the same work succeeds. So it is tried once
 * more, and only once: a database that is really gone must be told, not hammered.
 */
import type { Dexie } from 'dexie';

const lost = new Set(['UnknownError', 'DatabaseClosedError', 'InvalidStateError']);

export const isLostConnection = (error: unknown): boolean =>
  error instanceof Error && lost.has(error.name);

/**
 * @param db closed on purpose (sign-out) it stays closed, and the error is the caller's
 * @param work a transaction, or reading only: it may run twice
 */
export async function reopening<T>(db: Dexie, work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isLostConnection(error) || isClosedForGood(db)) throw error;
    await openAgain(db);
    return await work();
  }
}

/** While a browser is still deleting a database, whoever opens it is sent away. */
const sentAway = { times: 5, waitMs: 300 } as const;

/** @throws what the last attempt failed with; then only a reload may help */
export async function openAgain(db: Dexie): Promise<void> {
  for (let attempt = 1; !isClosedForGood(db); attempt += 1) {
    db.close({ disableAutoOpen: false });
    try {
      await db.open();
      return;
    } catch (error) {
      if (attempt === sentAway.times) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * sentAway.waitMs));
    }
  }
}

/** Dexie opens by itself whatever was not closed on purpose. */
const closedForGood = new WeakSet<Dexie>();
const isClosedForGood = (db: Dexie): boolean => closedForGood.has(db);

/** The only way our databases are closed on purpose. */
export function closeForGood(db: Dexie): void {
  closedForGood.add(db);
  db.close();
}
