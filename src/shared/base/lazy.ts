/** What is costly is made when it is first asked for. */
import { createLoop } from './loop.ts';
import type { Observable, Unsubscribe } from './observable.ts';
import { second } from './time.ts';

/** Where the line broke just now it is mostly there again in a moment. */
const loadingAgain = { baseMs: second, capMs: 30 * second } as const;

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

/**
 * Uses a part of the app once it is there. Loading it is tried until it succeeds, as the line may break
 * just then; using it is not.
 * @param report told of each failure
 * @returns stops trying
 */
export function whenLoaded<T>(
  load: () => Promise<T>,
  use: (part: T) => void,
  report: (error: unknown) => void,
): Unsubscribe {
  let isOver = false;
  const loading = createLoop({
    async work() {
      const part = await load();
      if (!isOver) use(part);
      return 'done';
    },
    backoff: loadingAgain,
    report,
  });
  loading.poke();
  return () => {
    isOver = true;
    void loading.dispose();
  };
}

/** An observable that has to be made first, which is tried until it succeeds. @param report told of each failure */
export const observeLater = <T>(
  make: () => Promise<Observable<T>>,
  report: (error: unknown) => void,
): Observable<T> => ({
  subscribe(next) {
    let unsubscribe: Unsubscribe | undefined;
    const stop = whenLoaded(
      make,
      (made) => {
        unsubscribe = made.subscribe(next);
      },
      report,
    );
    return () => {
      stop();
      unsubscribe?.();
    };
  },
});
