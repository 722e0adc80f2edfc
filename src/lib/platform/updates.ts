/**
 * UpdateReader on the service worker. A newer build is found, installed and kept waiting; it takes over
 * when the person says so, in every tab at once, and each tab loads anew: the one where they said so
 * immediately, the others as soon as nothing half-written is in them. The one mechanism for updates:
 * SvelteKit's own check would reload into the old build while the new one waits.
 *
 * Lives as long as the tab. Without a service worker (development, private windows of some browsers)
 * the app runs and there is never an update.
 */
import type { Workbox } from 'workbox-window';
import type { Unsubscribe } from '#lib/ports/observable.ts';
import type { UpdateReader } from '#lib/ports/status.ts';
import { hour, minute } from '#shared/base/time.ts';
import { watchUnsentText, type UnsentText } from './unsent-text.ts';

export interface Updates extends UpdateReader {
  /** This build cannot go on: the server, or another tab, is of a newer one. */
  reloadNeeded(): void;
}

export interface UpdatesDependencies {
  readonly report: (error: unknown) => void;
}

/** An installed app is left open for days. */
const checkEveryMs = hour;
/** Coming back to a tab is a good moment to look, but not each time. */
const checkAgainMs = 10 * minute;
/** One reload may cure a part that could not be loaded; a second so soon would only repeat. */
const cureAgainMs = 5 * minute;
const curedKey = 'reloaded-for-missing-part';

export function createUpdates({ report }: UpdatesDependencies): Updates {
  const listeners = new Set<(waiting: boolean) => void>();
  let isOffered = false;
  let isAskedHere = false;
  let workbox: Workbox | undefined;
  let checkedAt = Date.now();

  /** Without a network this fails, which is nobody's business. */
  const look = async (): Promise<boolean> => {
    checkedAt = Date.now();
    return (
      (await workbox?.update().then(
        () => true,
        () => false,
      )) ?? false
    );
  };

  const offer = () => {
    isOffered = true;
    for (const next of listeners) next(true);
  };

  const start = async () => {
    const { Workbox } = await import('workbox-window');
    workbox = new Workbox('/service-worker.js', { scope: '/' });
    reloadOnTakeOver(workbox, watchUnsentText(document), () => isAskedHere);
    workbox.addEventListener('waiting', offer);
    await workbox.register();
    setInterval(() => void look(), checkEveryMs);
    document.addEventListener('visibilitychange', () => {
      const isDue = Date.now() - checkedAt > checkAgainMs;
      if (document.visibilityState === 'visible' && isDue) void look();
    });
  };

  const applyUpdate = async () => {
    isAskedHere = true;
    const registration = workbox && (await navigator.serviceWorker.getRegistration());
    if (registration?.waiting) workbox?.messageSkipWaiting();
    else location.reload();
  };

  /** A part of this build is gone from the server: most likely a newer build is there. */
  const cure = async () => {
    const curedAt = Number(sessionStorage.getItem(curedKey) ?? 0);
    if (Date.now() - curedAt < cureAgainMs) return;
    // Where the server does not answer, loading anew could only make it worse.
    if (!(await look())) return;
    sessionStorage.setItem(curedKey, String(Date.now()));
    await applyUpdate();
  };

  if (import.meta.env.PROD && 'serviceWorker' in navigator) {
    start().catch(report);
    window.addEventListener('vite:preloadError', () => void cure().catch(report));
  }

  return {
    updateWaiting: () => ({
      subscribe(next): Unsubscribe {
        next(isOffered);
        listeners.add(next);
        return () => listeners.delete(next);
      },
    }),
    applyUpdate: () => void applyUpdate().catch(report),
    reloadNeeded() {
      void look();
      offer();
    },
  };
}

/** The first worker of a browser takes over silently: page and worker are of one build. */
function reloadOnTakeOver(workbox: Workbox, unsent: UnsentText, isAskedHere: () => boolean): void {
  let wasControlled = navigator.serviceWorker.controller !== null;
  workbox.addEventListener('controlling', () => {
    const isUpdate = wasControlled;
    wasControlled = true;
    if (!isUpdate) return;
    if (isAskedHere()) location.reload();
    else unsent.whenSent(() => location.reload());
  });
}
