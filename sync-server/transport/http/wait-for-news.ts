/** The waiting part of a long-poll: ends on news, on its time, when the client goes, when we stop. */
import { createLoop } from '#shared/base/loop.ts';
import type { News } from '../../domain/news.ts';

/** @param isEnough asked after each hint; the wait ends when it says so */
export function waitForNews(
  news: News,
  userId: string,
  waitMs: number,
  ends: AbortSignal,
  isEnough: () => Promise<boolean>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = () => {
      clearTimeout(timer);
      unsubscribe();
      ends.removeEventListener('abort', finish);
      void asking.dispose();
      resolve();
    };
    // A hint that comes while we ask may have missed that answer, so it asks once more.
    const asking = createLoop({
      async work() {
        if (await isEnough()) finish();
        return 'done';
      },
      report(error) {
        reject(error instanceof Error ? error : new Error(String(error)));
        finish();
      },
    });
    const timer = setTimeout(finish, waitMs);
    const unsubscribe = news.subscribe(userId, asking.poke);
    ends.addEventListener('abort', finish);
    if (ends.aborted) finish();
    else asking.poke();
  });
}
