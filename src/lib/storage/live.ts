/** Dexie's live queries as our Observable: the value now, then after each change in any tab. */
import { liveQuery } from 'dexie';
import type { Observable } from '#lib/ports/observable.ts';

/**
 * @param query reads databases only; run again whenever what it read changes
 * @param report told of a query that failed; the last value stays
 */
export function live<T>(query: () => Promise<T>, report: (error: unknown) => void): Observable<T> {
  return {
    subscribe(next) {
      const subscription = liveQuery(query).subscribe({ next, error: report });
      return () => subscription.unsubscribe();
    },
  };
}
