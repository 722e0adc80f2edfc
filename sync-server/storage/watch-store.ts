/**
 * Watches over the store while it is used: whether it can be written, whether the file is still the one that
 * was opened, whether it is whole. It tells the log once of each fault and when it has passed, and whoever
 * asks for the server's health. It owns when to look; nobody who uses the store waits for that.
 */
import { statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { createLoop } from '#shared/base/loop.ts';
import { day, hour, second } from '#shared/base/time.ts';
import type { Log } from '../base/logging.ts';
import { createWorkerThread } from '../base/worker-thread.ts';
import type { SqliteDatabase } from './sql/sqlite-database.ts';
import { isStoreFault, StoreFault, type StoreFaultKind } from './store-fault.ts';

export interface StoreWatch {
  /** Somebody has met this. */
  noticed(fault: StoreFault): void;
  /** What ails the store at this moment; null where nothing does. */
  health(): Promise<StoreFaultKind | null>;
  close(): Promise<void>;
}

export interface StoreWatchDependencies {
  readonly database: Pick<SqliteDatabase, 'exclusive' | 'refuse'>;
  readonly databasePath: string;
  readonly log: Pick<Log, 'error' | 'info'>;
}

/** Null where it is whole. */
export type CheckAnswer = { readonly damage: string | null };

/** What was seen so lately counts. */
const freshMs = 5 * second;
/** Who asks for the health is answered within this by what is known. */
const patienceMs = 250;
const usualMs = 10 * second;
const faultMs = 2 * second;
/** A check of a large database on a slow disk. */
const checkMs = 6 * hour;

export function createStoreWatch(dependencies: StoreWatchDependencies): StoreWatch {
  const { database, databasePath, log } = dependencies;
  const opened = statSync(databasePath);
  const thread = createWorkerThread<string, CheckAnswer>({
    program: new URL('./check-thread.ts', import.meta.url),
    resourceLimits: {},
    limitMs: checkMs,
  });
  let fault: StoreFaultKind | null = null;
  let lookedAt = -freshMs;
  let looking: Promise<void> | null = null;
  let checking: Promise<void> | null = null;
  let checkAt = 0;
  let isClosed = false;
  const report = (error: unknown) => {
    log.error({ err: error }, 'the store was not looked at');
  };

  const noticed = (met: StoreFault) => {
    // What is damaged stays so, whatever else there is; a lock is told of by whoever waits for it.
    if (fault === 'damaged' || fault === met.kind) return;
    fault = met.kind;
    if (fault !== 'held') log.error({ err: met.cause }, met.message);
    loop.poke();
  };
  const passed = () => {
    if (fault !== null && fault !== 'held') log.info({ fault }, 'the database is well again');
    fault = null;
  };

  const isMoved = (): boolean => {
    const now = statSync(databasePath, { throwIfNoEntry: false });
    return now?.ino !== opened.ino || now.dev !== opened.dev;
  };
  const lookAtFile = () => {
    const moved = isMoved() ? new StoreFault('replaced') : null;
    database.refuse(moved);
    if (moved) noticed(moved);
  };
  const write = async (): Promise<void> => {
    lookAtFile();
    try {
      const at = new Date().toISOString();
      await database.exclusive((sqlite) => sqlite.prepare(writeSql).run(at));
      if (fault !== 'damaged') passed();
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

  const check = async (): Promise<void> => {
    const answer = await thread.run(databasePath);
    if ('fault' in answer) {
      if (!isClosed) report(answer.fault);
      return;
    }
    if (answer.damage === null) return;
    noticed(new StoreFault('damaged', new Error(answer.damage)));
  };
  const loop = createLoop({
    async work() {
      if (Date.now() >= checkAt) {
        checkAt = nextNight(new Date());
        checking = check().catch(report);
      }
      if (fault === null) lookAtFile();
      else if (fault !== 'damaged') await look();
      return { again: fault === null ? usualMs : faultMs };
    },
    report,
  });
  loop.poke();

  return {
    noticed,
    async health() {
      if (performance.now() - lookedAt > freshMs) {
        await Promise.race([look().catch(report), setTimeout(patienceMs)]);
      }
      return fault;
    },
    async close() {
      isClosed = true;
      await thread.close();
      await checking;
      await looking?.catch(report);
      await loop.dispose();
    },
  };
}

const writeSql = `insert into setting (name, value) values ('written-at', ?)
  on conflict (name) do update set value = excluded.value`;

const nightHour = 4;
/** The next time that it is four in the morning here. */
export function nextNight(now: Date): number {
  const night = new Date(now);
  night.setHours(nightHour, 0, 0, 0);
  return night > now ? night.getTime() : new Date(night.getTime() + day).setHours(nightHour);
}
