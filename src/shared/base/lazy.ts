/** What is costly is made when it is first asked for. */
import type { Observable, Unsubscribe } from './observable.ts';

/** Makes something once; what failed is tried again when asked again. */
export function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}

/** An observable that has to be made first. @param report told of what failed in making it */
export const observeLater = <T>(
  make: () => Promise<Observable<T>>,
  report: (error: unknown) => void,
): Observable<T> => ({
  subscribe(next) {
    let isOver = false;
    let unsubscribe: Unsubscribe | undefined;
    make().then((made) => {
      if (!isOver) unsubscribe = made.subscribe(next);
    }, report);
    return () => {
      isOver = true;
      unsubscribe?.();
    };
  },
});
