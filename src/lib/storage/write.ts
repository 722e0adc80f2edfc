/**
 * This is the one place where what a person does is written: acts, commands, what is being typed. Where the disk
 * takes no more, room is made and it is tried once more; where it cannot be kept, that is told. Never is
 * it lost in silence.
 */
import type { Table } from 'dexie';
import { keepAct, type RoomDependencies } from './room.ts';
import { reopening } from './reopen.ts';

/**
 * @param work one transaction over these tables; it may run again
 * @throws what failed at last, so that the text stays where it was typed
 */
export type Write = <T>(tables: readonly Table[], work: () => PromiseLike<T>) => Promise<T>;

export const createWrite =
  (dependencies: RoomDependencies): Write =>
  async (tables, work) => {
    const { acts } = dependencies;
    const attempt = () => reopening(acts, () => acts.transaction('rw', [...tables], work));
    try {
      return await attempt();
    } catch (error) {
      return await keepAct(error, attempt, dependencies);
    }
  };
