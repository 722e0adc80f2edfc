/**
 * The service worker as the page meets it: finds newer builds, lets one take over when the person says
 * so, and then loads every tab anew, each as soon as nothing is typed in it that is not kept, or when the
 * person says so there too. The one mechanism for updates: SvelteKit's own check would reload into the old
 * build while the new one waits. Lives as long as the tab.
 */
import { Workbox } from 'workbox-window';
import { hour, minute, second } from '#shared/base/time.ts';
import { within } from '#shared/base/within.ts';
import { watchUnsentText } from './unsent-text.ts';

export interface WorkerWatchDependencies {
  /** A newer build waits. */
  readonly onWaiting: () => void;
  /** This tab would load anew, were there no unsent text in it. */
  readonly onHeld: () => void;
  /** Resolves when what is typed and kept is on disk. */
  readonly whenDraftsKept: () => Promise<void>;
}

export interface WorkerWatch {
  /** Looks for a newer build; false where the server does not answer. */
  look(): Promise<boolean>;
  /** Takes over with what waits, and loads anew; asked again, whatever is in this tab. */
  apply(): Promise<void>;
  /** A part of this build is gone from the server: most likely a newer build is there. */
  cure(): Promise<void>;
}

/** An installed app is left open for days. */
const checkEveryMs = hour;
/** Coming back to a tab is a good moment to look, but not each time. */
const checkAgainMs = 10 * minute;
/** One reload may cure a part that could not be loaded; a second so soon would only repeat. */
const cureAgainMs = 5 * minute;
/** All files of a build are looked at in moments, and fetched in more. */
const checkMs = 60 * second;
const curedKey = 'reloaded-for-missing-part';

export async function watchWorker(dependencies: WorkerWatchDependencies): Promise<WorkerWatch> {
  const workbox = new Workbox('/service-worker.js', { scope: '/' });
  const reload = createReload(dependencies);
  let checkedAt = performance.now();

  const look = async (): Promise<boolean> => {
    checkedAt = performance.now();
    // Without a network this fails, which is nobody's business.
    return await workbox.update().then(
      () => true,
      () => false,
    );
  };
  const apply = async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    if (registration?.waiting) workbox.messageSkipWaiting();
    else await reload();
  };

  onTakeOver(navigator.serviceWorker, () => void reload());
  onWaiting(workbox, dependencies.onWaiting);
  await workbox.register();
  void askToBeControlled(navigator.serviceWorker);
  setInterval(() => void look(), checkEveryMs);
  document.addEventListener('visibilitychange', () => {
    const isDue = performance.now() - checkedAt > checkAgainMs;
    if (document.visibilityState === 'visible' && isDue) void look();
  });

  return {
    look,
    apply,
    async cure() {
      const curedAt = Number(sessionStorage.getItem(curedKey) ?? 0);
      if (Date.now() - curedAt < cureAgainMs) return;
      // Where the server does not answer, loading anew could only make it worse.
      if (!(await look()) || !(await isWhole())) return;
      sessionStorage.setItem(curedKey, String(Date.now()));
      await apply();
    },
  };
}

/** The files that the worker holds are what they should be, or were fetched anew. */
async function isWhole(): Promise<boolean> {
  const worker = navigator.serviceWorker.controller;
  if (!worker) return true;
  const { port1: heard, port2: told } = new MessageChannel();
  const answered = new Promise<unknown>((resolve) => {
    heard.onmessage = ({ data }) => resolve(data);
  });
  worker.postMessage({ type: 'CHECK' }, [told]);
  const answer = await within(checkMs, answered);
  heard.close();
  // A worker of a build before says nothing to it.
  return answer !== false;
}

/** @returns loads anew as soon as no unsent text is here; asked again, at once */
function createReload({ onHeld, whenDraftsKept }: WorkerWatchDependencies): () => Promise<void> {
  const unsent = watchUnsentText(document);
  let isHeld = false;
  const reload = async () => {
    await whenDraftsKept();
    location.reload();
  };
  return async () => {
    if (isHeld || !unsent.has()) return await reload();
    isHeld = true;
    onHeld();
    unsent.whenSent(() => void reload());
  };
}

/**
 * The first worker of a browser takes over silently: page and worker are of one build. Heard from the
 * browser itself: workbox begins to listen once it has registered, and a first worker that took over
 * meanwhile would make the second look like the first.
 */
function onTakeOver(workers: ServiceWorkerContainer, next: () => void): void {
  let wasControlled = workers.controller !== null;
  workers.addEventListener('controllerchange', () => {
    if (wasControlled) next();
    wasControlled = true;
  });
}

/**
 * A tab that was loaded past the worker, as by a reload without the cache, or while the first one was
 * taking over, has none: it would not open its parts without a network, nor hear of the next build.
 */
async function askToBeControlled(workers: ServiceWorkerContainer): Promise<void> {
  const { active } = await workers.ready;
  if (workers.controller === null) active?.postMessage({ type: 'CLAIM' });
}

/** The first worker of a browser may be met on its way, and waits for nobody. */
function onWaiting(workbox: Workbox, next: () => void): void {
  workbox.addEventListener('waiting', () => {
    void navigator.serviceWorker.getRegistration().then((registration) => {
      if (registration?.waiting && registration.active) next();
    });
  });
}
