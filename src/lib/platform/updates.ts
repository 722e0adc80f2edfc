/**
 * UpdateReader: whether a newer build waits. Watching the service worker (worker-watch.ts) begins once
 * the first screen is painted. Without one (development, private windows of some browsers) the app runs
 * all the same; an update is then a reload.
 */
import type { UpdateReader, UpdateState } from '#lib/ports/session.ts';
import { lazy, whenLoaded } from '#shared/base/lazy.ts';
import { createValue } from '#shared/base/observable.ts';
import { afterFirstPaint } from './page.ts';
import type { WorkerWatch } from './worker-watch.ts';

export interface Updates extends UpdateReader {
  /** This build cannot go on: the server, or another tab, is of a newer one. */
  reloadNeeded(): void;
}

export interface UpdatesDependencies {
  readonly report: (error: unknown) => void;
  /** Resolves when what is typed and kept is on disk. */
  readonly whenDraftsKept: () => Promise<void>;
}

const hasWorker = import.meta.env.PROD && 'serviceWorker' in navigator;

export function createUpdates({ report, whenDraftsKept }: UpdatesDependencies): Updates {
  const state = createValue<UpdateState>('none');
  const offer = () => {
    if (state.get() === 'none') state.set('offered');
  };
  const hold = () => {
    if (state.get() !== 'needed') state.set('held');
  };

  const loadPart = () => import('./worker-watch.ts');
  const watch = lazy(async () => {
    const { watchWorker } = await loadPart();
    return await watchWorker({ onWaiting: offer, onHeld: hold, whenDraftsKept });
  });
  const withWatch = (use: (watch: WorkerWatch) => Promise<unknown>) => {
    watch().then(use).catch(report);
  };

  if (hasWorker) {
    afterFirstPaint(() => void whenLoaded(loadPart, () => void watch().catch(report), report));
    window.addEventListener('vite:preloadError', () => withWatch(({ cure }) => cure()));
  }

  return {
    update: () => state,
    applyUpdate() {
      if (hasWorker) withWatch(({ apply }) => apply());
      else location.reload();
    },
    reloadNeeded() {
      if (hasWorker) withWatch(({ look }) => look());
      state.set('needed');
    },
  };
}
