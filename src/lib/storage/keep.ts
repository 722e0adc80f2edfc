/**
 * Whatever a person does goes through here on its way to the disk: where the disk takes no more, room is
 * made and it is tried once more; where it cannot be kept, that is told. Never is it lost in silence.
 */
import type { DeviceNotice } from '#lib/ports/device.ts';
import type { ActsDatabase } from './acts-database.ts';
import type { FeedDatabase } from './feed-database.ts';

/** @throws what failed at last, so that the text stays where it was typed */
export type Keep = <T>(work: () => Promise<T>) => Promise<T>;

export interface KeepDependencies {
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly tell: (notice: DeviceNotice) => void;
}

export const createKeep =
  (dependencies: KeepDependencies): Keep =>
  async (work) => {
    try {
      return await work();
    } catch (error) {
      // Seldom needed, so not among what the first screen loads.
      const { keepAct } = await import('./mend.ts');
      return await keepAct(error, work, dependencies);
    }
  };
