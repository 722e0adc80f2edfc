/**
 * SQLite itself would wait for another program's lock with the whole process: nobody would be answered.
 * Here it never waits. What meets a lock is tried again while others go on, and given up once the lock
 * has lasted too long; from then on everybody is turned away at once until it has gone.
 */
import { setTimeout } from 'node:timers/promises';
import { second } from '#shared/base/time.ts';
import { DatabaseHeld } from '../database-held.ts';
import { isBusy } from '../sqlite-results.ts';

export interface HeldOptions {
  /** Whether a lock that lasts is waited for to its end, as nobody is served yet. */
  readonly isPatient: () => boolean;
  /** Hears once of each lock that lasts. */
  readonly onHeld: () => void;
}

export interface HeldByOthers {
  /**
   * @param attempt what is done wholly, or not at all
   * @param writes readers get in beside most locks, so what they meet says nothing of an end
   */
  whenFree<T>(attempt: () => T, writes: boolean): Promise<T>;
  /** How many were turned away so far. */
  readonly turnedAway: number;
}

/** For tools, which say themselves what went wrong. */
export const impatient: HeldOptions = { isPatient: () => false, onHeld: () => undefined };

/** A script that writes a few rows is done by then, and no device has given up waiting. */
const shortMs = 2 * second;
/** A lock of a few milliseconds, such as the operator's command line takes, costs one of them. */
const againMs = 10;

export function createHeldByOthers({ isPatient, onHeld }: HeldOptions): HeldByOthers {
  let heldSince: number | null = null;
  let isTold = false;
  let turnedAway = 0;

  /** Bears with a lock that has not lasted too long; throws everything else. */
  const bear = (error: unknown): void => {
    if (!isBusy(error)) throw error;
    heldSince ??= performance.now();
    if (performance.now() - heldSince < shortMs) return;
    if (!isTold) onHeld();
    isTold = true;
    if (isPatient()) return;
    turnedAway += 1;
    throw new DatabaseHeld(error);
  };

  return {
    get turnedAway() {
      return turnedAway;
    },
    async whenFree(attempt, writes) {
      for (;;) {
        try {
          const done = attempt();
          if (writes) [heldSince, isTold] = [null, false];
          return done;
        } catch (error) {
          bear(error);
        }
        await setTimeout(againMs);
      }
    },
  };
}
