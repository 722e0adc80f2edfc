/** The waiting part of a long-poll: ends on news, on its time, when the client goes, when we stop. */
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
    let isAsking = false;
    /** A hint that came while we asked: its news may have missed that answer. */
    let isAskedAgain = false;
    const finish = () => {
      clearTimeout(timer);
      unsubscribe();
      ends.removeEventListener('abort', finish);
      resolve();
    };
    const hint = () => {
      if (isAsking) {
        isAskedAgain = true;
        return;
      }
      isAsking = true;
      isEnough()
        .then((enough) => {
          isAsking = false;
          if (enough) return finish();
          if (isAskedAgain) {
            isAskedAgain = false;
            hint();
          }
        })
        .catch((error: unknown) => {
          finish();
          reject(error instanceof Error ? error : new Error(String(error)));
        });
    };
    const timer = setTimeout(finish, waitMs);
    const unsubscribe = news.subscribe(userId, hint);
    ends.addEventListener('abort', finish);
    if (ends.aborted) finish();
    else hint();
  });
}
