/** Sounds kept on this device: loaded by the tab that leads once one is wanted, and by whoever looks. */
import type { KeptSounds } from '#lib/ports/kept.ts';
import type { Keeper, KeeperDependencies } from '#lib/sync/keeper.ts';
import type { KeepingHere } from '#lib/sync/keep-while-leading.ts';
import { lazy, observeLater } from '#shared/base/lazy.ts';
import { createValue } from '#shared/base/observable.ts';

export interface OwnedKept extends KeptSounds, KeepingHere {
  giveWay: () => Promise<boolean>;
  dispose(): Promise<void> | undefined;
}

export function keptLater(
  dependencies: Omit<KeeperDependencies, 'engine' | 'fetch' | 'leads'>,
): OwnedKept {
  const { report } = dependencies;
  const leads = createValue(false);
  let loaded: Keeper | undefined;
  const load = lazy(async () => {
    const { keeperHere } = await import('./keeper-here.ts');
    loaded = keeperHere({ ...dependencies, leads });
    return loaded;
  });
  return {
    isOffered: 'caches' in globalThis && 'serviceWorker' in navigator,
    states: () => observeLater(async () => (await load()).states(), report),
    keep: (sounds) => void load().then((keeper) => keeper.keep(sounds), report),
    drop: (fileIds) => void load().then((keeper) => keeper.drop(fileIds), report),
    leads,
    load,
    hint: () => loaded?.hint(),
    giveWay: () =>
      load()
        .then((keeper) => keeper.giveWay())
        .catch((error: unknown) => {
          report(error);
          return false;
        }),
    dispose: () => loaded?.dispose(),
  };
}
