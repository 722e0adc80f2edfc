/**
 * Watches over a database on PostgreSQL: looks by writing while something ails it, says in the log once
 * what that is and when it is over, and answers for its health. What the disk holds is checked by the
 * engine itself.
 */
import { setTimeout } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { createLoop } from '#shared/base/loop.ts';
import { second } from '#shared/base/time.ts';
import type { Log } from '../base/logging.ts';
import { isStoreFault, type StoreFaultKind } from './store-fault.ts';
import { writeSetting } from './sql/settings.ts';
import type { Tables } from './sql/tables.ts';
import type { StoreWatch } from './watch-store.ts';

/** What was seen so lately counts. */
const freshMs = 5 * second;
/** Who asks for the health is answered within this by what is known. */
const patienceMs = second;
const faultMs = 2 * second;

export interface PostgresWatchDependencies {
  readonly db: Kysely<Tables>;
  readonly log: Pick<Log, 'error' | 'info'>;
}

export function watchPostgres({ db, log }: PostgresWatchDependencies): StoreWatch {
  let fault: StoreFaultKind | null = null;
  let lookedAt = -freshMs;
  let looking: Promise<void> | null = null;
  const report = (error: unknown) => {
    log.error({ err: error }, 'the store was not looked at');
  };

  const write = async (): Promise<void> => {
    try {
      await writeSetting(db, 'written-at', new Date().toISOString());
      if (fault !== null) log.info({ fault }, 'the database is well again');
      fault = null;
    } catch (error) {
      if (!isStoreFault(error)) throw error;
    }
    lookedAt = performance.now();
  };
  const look = () => {
    looking ??= write().finally(() => {
      looking = null;
    });
    return looking;
  };
  const loop = createLoop({
    async work() {
      if (fault !== null) await look();
      return fault === null ? 'done' : { again: faultMs };
    },
    report,
  });

  return {
    noticed(met) {
      if (fault === met.kind) return;
      fault = met.kind;
      log.error({ err: met.cause }, met.message);
      loop.poke();
    },
    async health() {
      if (performance.now() - lookedAt > freshMs) {
        await Promise.race([look().catch(report), setTimeout(patienceMs)]);
      }
      return fault;
    },
    async close() {
      await loop.dispose();
      await looking?.catch(report);
    },
  };
}
