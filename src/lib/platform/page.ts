/** The page as the rest of the app may know it: whether it is seen, and when to look at the network. */
import type { Unsubscribe } from '#shared/base/observable.ts';
import { second } from '#shared/base/time.ts';

export const isVisible = (): boolean => document.visibilityState === 'visible';

/** The network may have changed, or the person came back. Probable, never certain. */
export function onHint(listener: () => void): Unsubscribe {
  const end = new AbortController();
  const { signal } = end;
  window.addEventListener('online', listener, { signal });
  window.addEventListener('pageshow', listener, { signal });
  document.addEventListener('visibilitychange', () => isVisible() && listener(), { signal });
  return () => end.abort();
}

/** A browser may keep a page that is left, as it stands, and show it again: then it begins anew. */
export function onKept(leave: () => void): void {
  window.addEventListener('pagehide', ({ persisted }) => persisted && leave());
  window.addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
}

/** A hidden page paints nothing; by now it might as well go on. */
const paintMs = second;

/** Calls back once the first screen was painted, so that nothing delays it. */
export function afterFirstPaint(next: () => void): Unsubscribe {
  let timer = setTimeout(next, paintMs);
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    timer = setTimeout(next, 0);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
