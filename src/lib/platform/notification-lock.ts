/**
 * One at a time at the notifications of the system, pages and worker alike: Chromium takes one that is
 * being shown for one that has gone when somebody asks meanwhile which are there. It stays on the
 * screen, and can be neither closed nor answered.
 */
import { second } from '#shared/base/time.ts';

/** Who waits longer goes on without: a push has to be shown, whatever a frozen page holds. */
const patienceMs = second;

export async function atTray<T>(work: () => Promise<T>): Promise<T> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), patienceMs);
  const begin = () => {
    clearTimeout(timer);
    return work();
  };
  try {
    return await navigator.locks.request('tray', { signal: patience.signal }, begin);
  } catch (error) {
    if (!patience.signal.aborted) throw error;
    return await work();
  }
}
