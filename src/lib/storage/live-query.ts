/** Dexie's live queries as our Observable: the value now, then after each change in any tab. */
import { Dexie, liveQuery } from 'dexie';
import type { Observable, Unsubscribe } from '#shared/base/observable.ts';
import { isLostConnection } from './reopen.ts';

/**
 * @param query reads databases only; run again whenever what it read changes
 * @param report told of a query that failed; the last value stays
 */
export function live<T>(query: () => Promise<T>, report: (error: unknown) => void): Observable<T> {
  return {
    subscribe(next) {
      let unsubscribe: Unsubscribe = () => undefined;
      let canStartAgain = true;
      const start = () => {
        const subscription = liveQuery(audible(query)).subscribe({
          next(value) {
            canStartAgain = true;
            next(value);
          },
          error(error: unknown) {
            if (!(error instanceof Lost)) return report(error);
            // The connection was dropped under us; Dexie opens a new one for the next query, unless it
            // was closed on purpose. Where that fails, too, it says why.
            if (!canStartAgain) return isOnPurpose(error.cause) ? undefined : report(error.cause);
            canStartAgain = false;
            unsubscribe();
            start();
          },
        });
        unsubscribe = () => subscription.unsubscribe();
      };
      start();
      return () => unsubscribe();
    },
  };
}

class Lost extends Error {}

/** A database that cannot be opened is closed for Dexie, too, but for a reason. */
const isOnPurpose = (cause: unknown): boolean =>
  !(cause instanceof Dexie.DexieError && cause.inner instanceof Error);

/** Dexie keeps it to itself that a database is closed; the query would never be run again. */
const audible =
  <T>(query: () => Promise<T>) =>
  async (): Promise<T> => {
    try {
      return await query();
    } catch (cause) {
      throw isLostConnection(cause) ? new Lost('The connection was lost.', { cause }) : cause;
    }
  };
