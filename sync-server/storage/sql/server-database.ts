/** The database of a server, on whichever engine it is. */
import type { Kysely } from 'kysely';
import type { StoreFault } from '../store-fault.ts';
import type { Tables } from './tables.ts';

export interface ServerDatabase {
  readonly db: Kysely<Tables>;
  /** How many were turned away by a fault of the store, such as another program's lock. */
  readonly turnedAway: number;
  /** By which, the last time. */
  readonly lastFault: StoreFault | null;
  /**
   * What is asked of `db` within is asked in this person's turns; without, in those of the program.
   * @param whose any name by which people are told apart
   */
  inTurnOf<T>(whose: string, ask: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
