/** Dexie's live queries as our Observable: the value now, then after each change in any tab. */
import { liveQuery } from 'dexie';
import type { Observable, Unsubscribe } from '#lib/ports/observable.ts';
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
        const subscription = liveQuery(query).subscribe({
          next(value) {
            canStartAgain = true;
            next(value);
          },
          error(error: unknown) {
            // The connection was dropped under us; Dexie opens a new one for the next query.
            if (!canStartAgain || !isLostConnection(error)) return report(error);
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
