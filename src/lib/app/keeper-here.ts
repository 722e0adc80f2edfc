/** The composition root's part for keeping sounds, loaded when one is wanted. */
import { createKeeper, type Keeper, type KeeperDependencies } from '#lib/sync/keeper.ts';
import { engineOf } from '#shared/audio/engine.ts';

export const keeperHere = (dependencies: Omit<KeeperDependencies, 'engine' | 'fetch'>): Keeper =>
  createKeeper({
    ...dependencies,
    engine: engineOf(navigator),
    fetch: (...request) => fetch(...request),
  });
