/**
 * Which pages are alive, for files that lie in one alone: each holds a lock of its name, and the browser
 * lets go of that with the page, however it ends.
 */
export interface UploadPages {
  /** Of this page. */
  readonly page: string;
  /** Resolves when others can know of it. */
  readonly whenKnown: Promise<void>;
  areGone(pages: readonly string[]): Promise<ReadonlySet<string>>;
  /** Resolves when that page is gone, or this one leaves. */
  whenGone(page: string): Promise<void>;
  leave(): void;
}

const lockOf = (page: string): string => `uploads-page-${page}`;

export function createUploadPages(
  page: string,
  locks: Pick<LockManager, 'request' | 'query'>,
  report: (error: unknown) => void,
): UploadPages {
  const left = new AbortController();
  const { promise: over, resolve: leave } = Promise.withResolvers<void>();
  const { promise: whenKnown, resolve: isKnown } = Promise.withResolvers<void>();
  locks
    .request(lockOf(page), () => {
      isKnown();
      return over;
    })
    .catch(report)
    .finally(isKnown);
  return {
    page,
    whenKnown,
    async areGone(pages) {
      if (pages.length === 0) return new Set();
      const { held = [] } = await locks.query();
      const alive = new Set(held.map(({ name }) => name));
      return new Set(pages.filter((each) => !alive.has(lockOf(each))));
    },
    async whenGone(other) {
      await locks
        .request(lockOf(other), { signal: left.signal }, () => undefined)
        .catch((error: unknown) => {
          if (!left.signal.aborted) throw error;
        });
    },
    leave() {
      left.abort();
      leave();
    },
  };
}
