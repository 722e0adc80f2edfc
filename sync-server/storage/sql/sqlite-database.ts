/**
 * Opens the embedded database so that what is committed is on disk: write-ahead log, full sync,
 * verified, and refused where SQLite itself could lose data. Owns the file and the connection;
 * everything else sees `db` (Kysely), or takes the connection for one synchronous block through
 * `exclusive`.
 */
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Kysely } from 'kysely';
import { err, ok, type Result } from '#shared/base/result.ts';
import { createFairQueue } from '../../base/fair-queue.ts';
import { isBusy } from '../sqlite-results.ts';
import { storeFaultIn, type StoreFault } from '../store-fault.ts';
import {
  createHeldByOthers,
  impatient,
  type HeldByOthers,
  type HeldOptions,
} from './held-by-others.ts';
import type { ServerDatabase } from './server-database.ts';
import type { Tables } from './tables.ts';
import { createSqliteDialect } from './sqlite-dialect.ts';

export interface SqliteDatabase extends ServerDatabase {
  /**
   * Runs one synchronous block alone on the connection, between transactions of others. For hot
   * statements prepared by hand; the block begins and commits its own transaction. It begins anew where
   * another program holds the database, so it leaves nothing behind when it throws.
   */
  exclusive<T>(block: (sqlite: DatabaseSync) => T, whose?: string): Promise<T>;
  /** Nothing is written any more, for this reason; null where that is over. */
  refuse(fault: StoreFault | null): void;
}

/** Who is no person has turns too; a name of an account is longer. */
const [program, marks] = ['', 'marks'] as const;

/** Older ones can corrupt the file when a write-ahead log is reset under load (fixed in 3.51.3). */
const oldestVersion = [3, 51, 3] as const;

const settings = {
  // Waiting is done where others can go on (held-by-others.ts).
  busy_timeout: 0,
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  trusted_schema: 0,
  mmap_size: 0,
  wal_autocheckpoint: 1_000,
  // What is deleted is overwritten: no free page keeps what somebody had said.
  secure_delete: 1,
} as const;

/** @param path a file, or `:memory:` for tests @returns what is wrong, in words for the operator */
export function openSqlite(
  path: string,
  options: HeldOptions = impatient,
): Result<SqliteDatabase, string> {
  try {
    return openWith(path, createHeldByOthers(options));
  } catch (error) {
    if (!isBusy(error)) throw error;
    return err(`Another program holds the database ${path}. Try again when it is done.`);
  }
}

/** The same, once no other program holds it. */
export function openSqliteWhenFree(
  path: string,
  options: HeldOptions,
): Promise<Result<SqliteDatabase, string>> {
  const others = createHeldByOthers(options);
  return others.whenFree(() => openWith(path, others), true);
}

/** Turns go on for so long before the event loop goes round, and for as long as that takes, within bounds. */
const roundMs = { least: 1, most: 50 } as const;

/**
 * Nothing in a transaction waits for the event loop, so one would follow the other and nobody else be heard.
 * @returns begins a turn once the loop has gone round, where turns have taken their time since it did
 */
function createRounds(): (begin: () => void) => void {
  let until = -Infinity;
  return (begin) => {
    const from = performance.now();
    if (from < until) begin();
    else
      setImmediate(() => {
        const now = performance.now();
        until = now + Math.min(roundMs.most, Math.max(roundMs.least, now - from));
        begin();
      });
  };
}

/** Throws where another program holds it. */
function openWith(path: string, others: HeldByOthers): Result<SqliteDatabase, string> {
  let sqlite: DatabaseSync;
  try {
    sqlite = new DatabaseSync(path);
  } catch (error) {
    return err(
      `The database ${path} cannot be opened (${reasonOf(error)}). Check DATA_DIR and its rights.`,
    );
  }
  let isReady = false;
  try {
    const fault = configure(sqlite, path);
    if (fault !== null) return err(fault);
    isReady = true;
  } finally {
    if (!isReady) sqlite.close();
  }
  // No statement lands inside somebody else's transaction, to vanish with its rollback.
  const queue = createFairQueue({ atOnce: 1, between: createRounds() });
  const asking = new AsyncLocalStorage<string>();
  const turn = () => queue.take(asking.getStore() ?? program);
  const db = new Kysely<Tables>({ dialect: createSqliteDialect(sqlite, turn, others) });
  return ok({
    db,
    get turnedAway() {
      return others.turnedAway;
    },
    get lastFault() {
      return others.lastFault;
    },
    refuse: others.refuse,
    async exclusive(block, whose = marks) {
      const release = await queue.take(whose);
      try {
        return await others.whenFree(() => block(sqlite), true);
      } finally {
        release();
      }
    },
    inTurnOf: (whose, ask) => asking.run(whose, ask),
    async close() {
      const release = await turn();
      sqlite.close();
      release();
      await db.destroy();
    },
  });
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** A damaged first page is taken for no database at all. */
export const damagedWords = (path: string, error: unknown): string =>
  `The database ${path} is damaged (${reasonOf(error)}). Restore the last good backup: ` +
  'npm run admin -- restore FILE. What is there is kept beside it.';

function configure(sqlite: DatabaseSync, path: string): string | null {
  const inMemory = path === ':memory:';
  const version = String(sqlite.prepare('select sqlite_version() as version').get()?.['version']);
  if (isOlder(version)) {
    return `SQLite ${version} can corrupt its log; run this with Node 24 or newer.`;
  }
  for (const [name, value] of Object.entries(settings)) {
    let actual: unknown;
    try {
      sqlite.exec(`pragma ${name} = ${value}`);
      actual = Object.values(sqlite.prepare(`pragma ${name}`).get() ?? {})[0];
    } catch (error) {
      if (isBusy(error)) throw error;
      if (storeFaultIn(error)?.kind === 'damaged') return damagedWords(path, error);
      return `The database cannot be written (${reasonOf(error)}). Check DATA_DIR, its rights and the disk.`;
    }
    const wanted = inMemory && name === 'journal_mode' ? 'memory' : value;
    const isAbsent = name === 'mmap_size' && actual === undefined;
    if (!isAbsent && actual !== wanted) {
      return `The database refuses ${name} = ${value} (it says ${String(actual)}). Keep it on a local disk.`;
    }
  }
  return null;
}

function isOlder(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of oldestVersion.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}
