/**
 * SQLite itself would wait for another program's lock with the whole process: nobody would be answered.
 * Here it never waits. What meets a lock is tried again while others go on, and given up once the lock
 * has lasted too long; from then on everybody is turned away at once until it has gone. Whatever else ails
 * the store is told apart here from what is wrong with a statement.
 */
import { setTimeout } from 'node:timers/promises';
import { second } from '#shared/base/time.ts';
import { isBusy } from '../sqlite-results.ts';
import { StoreFault, storeFaultIn } from '../store-fault.ts';

export interface HeldOptions {
  /** Whether a lock that lasts is waited for to its end, as nobody is served yet. */
  readonly isPatient: () => boolean;
  /** Hears once of each lock that lasts. */
  readonly onHeld: () => void;
  /** Hears of each that was turned away, and why. */
  readonly onFault?: (fault: StoreFault) => void;
}

export interface HeldByOthers {
  /**
   * @param attempt what is done wholly, or not at all
   * @param writes readers get in beside most locks, so what they meet says nothing of an end
   */
  whenFree<T>(attempt: () => T, writes: boolean): Promise<T>;
  /** Whoever would write is turned away with this; null for nobody any more. */
  refuse(fault: StoreFault | null): void;
  /** How many were turned away so far. */
  readonly turnedAway: number;
  /** With what the last of them was. */
  readonly lastFault: StoreFault | null;
}

/** For tools, which say themselves what went wrong. */
export const impatient: HeldOptions = { isPatient: () => false, onHeld: () => undefined };

/** A script that writes a few rows is done by then, and no device has given up waiting. */
const shortMs = 2 * second;
/** A lock of a few milliseconds, such as the operator's command line takes, costs one of them. */
const againMs = 10;

export function createHeldByOthers({ isPatient, onHeld, onFault }: HeldOptions): HeldByOthers {
  let heldSince: number | null = null;
  let isTold = false;
  let turnedAway = 0;
  let lastFault: StoreFault | null = null;
  let refusal: StoreFault | null = null;

  const turnAway = (fault: StoreFault): never => {
    turnedAway += 1;
    lastFault = fault;
    onFault?.(fault);
    throw fault;
  };

  /** Bears with a lock that has not lasted too long; throws everything else. */
  const bear = (error: unknown): void => {
    if (!isBusy(error)) {
      const fault = storeFaultIn(error);
      if (fault) turnAway(fault);
      throw error;
    }
    heldSince ??= performance.now();
    if (performance.now() - heldSince < shortMs) return;
    if (!isTold) onHeld();
    isTold = true;
    if (!isPatient()) turnAway(new StoreFault('held', error));
  };

  return {
    get turnedAway() {
      return turnedAway;
    },
    get lastFault() {
      return lastFault;
    },
    refuse(fault) {
      refusal = fault;
    },
    async whenFree(attempt, writes) {
      for (;;) {
        if (writes && refusal) turnAway(refusal);
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
