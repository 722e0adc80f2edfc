/**
 * Opens a PostgreSQL database so that what is committed is on disk, and says where it cannot be. Owns the
 * pool of connections and its bounds; everything else sees `db` (Kysely).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import { Kysely } from 'kysely';
import pg from 'pg';
import { err, ok, type Result } from '#shared/base/result.ts';
import { minute, second } from '#shared/base/time.ts';
import type { StoreFault } from '../store-fault.ts';
import { commit, createPostgresDialect } from './postgres-dialect.ts';
import { databaseNameIn } from '../../base/database-url.ts';
import { createFairQueue } from '../../base/fair-queue.ts';
import type { Turn } from './sqlite-dialect.ts';
import { postgresFaultIn } from './postgres-faults.ts';
import type { ServerDatabase } from './server-database.ts';
import type { Tables } from './tables.ts';

export interface PostgresDatabase extends ServerDatabase {
  /** For transactions that only read: these have connections of their own, and wait for no writer. */
  readonly reader: Kysely<Tables>;
  /**
   * Runs a block in one transaction of its own, without the lock of those who decide: for statements
   * prepared by hand, which lock the rows they are about.
   */
  onRows<T>(block: (client: pg.ClientBase) => Promise<T>): Promise<T>;
}

export interface PostgresOptions {
  /** For how long a database is waited for that is not there yet; not at all without. */
  readonly patienceMs?: number;
  /** Hears once that it is waited for. */
  readonly onAway?: (fault: StoreFault) => void;
  /** Hears of each that was turned away, and why. */
  readonly onFault?: (fault: StoreFault) => void;
}

/** Before it, an index could be made wrong beside writers, and nobody mends it any more. */
const oldestVersion = 140_004;

/** All of these say that something is acknowledged which a crash may take back. */
const unsafe: Readonly<Record<string, readonly string[]>> = {
  fsync: ['off'],
  full_page_writes: ['off'],
  synchronous_commit: ['off'],
};

/** Whoever waits longer than this for an answer has lost the connection, or its transaction. */
const limits = {
  connectionTimeoutMillis: 5 * second,
  statement_timeout: 20 * second,
  query_timeout: 25 * second,
  idle_in_transaction_session_timeout: 20 * second,
  idleTimeoutMillis: minute,
} as const;

/** @param url `postgres://…` @returns what is wrong, in words for the operator, without the password */
export async function openPostgres(
  url: string,
  { patienceMs = 0, onAway = () => undefined, onFault = () => undefined }: PostgresOptions = {},
): Promise<Result<PostgresDatabase, string>> {
  const name = databaseNameIn(url);
  if (name === null) {
    return err('DATABASE_URL is no address of a database: postgres://USER:PASSWORD@HOST/DATABASE');
  }
  const pool = createPool(url, writersMost);
  try {
    const fault = await whenThere(() => faultOf(pool, name), patienceMs, onAway);
    if (fault !== null) {
      await pool.end();
      return err(fault);
    }
  } catch (error) {
    await pool.end();
    return err(`The database ${name} cannot be used (${reasonOf(error)}). Check DATABASE_URL.`);
  }
  let turnedAway = 0;
  let lastFault: StoreFault | null = null;
  const told = (error: unknown): never => {
    const fault = postgresFaultIn(error);
    if (!fault) throw error;
    turnedAway += 1;
    lastFault = fault;
    onFault(fault);
    throw fault;
  };
  const forReading = createPool(url, readersMost);
  const forRows = createPool(url, rowsMost);
  const asking = new AsyncLocalStorage<string>();
  const turnsAt = (atOnce: number): Turn => {
    const queue = createFairQueue({ atOnce });
    return () => queue.take(asking.getStore() ?? '');
  };
  const turnAtRows = turnsAt(rowsMost);
  const db = new Kysely<Tables>({
    dialect: createPostgresDialect(pool, turnsAt(writersMost), told),
  });
  const reader = new Kysely<Tables>({
    dialect: createPostgresDialect(forReading, turnsAt(readersMost), told),
  });
  return ok({
    db,
    reader,
    get turnedAway() {
      return turnedAway;
    },
    get lastFault() {
      return lastFault;
    },
    inTurnOf: (whose, ask) => asking.run(whose, ask),
    async onRows(block) {
      const giveBack = await turnAtRows();
      return await onRows(forRows, block).catch(told).finally(giveBack);
    },
    async close() {
      await db.destroy();
      await reader.destroy();
      // What nobody has asked anything is not ended with it.
      for (const each of [pool, forReading, forRows]) if (!each.ended) await each.end();
    },
  });
}

/**
 * One of a node writes at a time, another one waits for it in the database, so that the lock is passed on
 * at once; the rest waits here, each person in turn.
 */
const writersMost = 3;
const readersMost = 4;
const rowsMost = 3;

function createPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'producer-dashboard-feed',
    max,
    keepAlive: true,
    types: { getTypeParser },
    ...limits,
  });
  // Without a listener, a connection that ends would end the process: one that rests, or is in use.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function onRows<T>(pool: pg.Pool, block: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // One that cannot even roll back is of no use to anybody.
  let isLost = false;
  try {
    await client.query('begin');
    const result = await block(client);
    await commit(client);
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {
      isLost = true;
    });
    throw error;
  } finally {
    client.release(isLost);
  }
}

/** Of whole numbers, and of their sums. */
const int8 = 20;
const numeric = 1_700;
/** All whole numbers of ours are exact in a Number; one that is not must not pass for another. */
function toNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is no number of ours.`);
  return number;
}
/** The driver's own say nothing of what they make of a text. */
const usualParser: (...of: Parameters<pg.CustomTypesConfig['getTypeParser']>) => unknown =
  pg.types.getTypeParser;
const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (oid, format) =>
  (Number(oid) === int8 || Number(oid) === numeric) && format !== 'binary'
    ? toNumber
    : usualParser(oid, format);

const reasonOf = (error: unknown): string =>
  error instanceof Error && error.message !== '' ? error.message : String(error);

const againMs = second / 2;

/** Tries again what could not even be asked. */
async function whenThere<T>(
  ask: () => Promise<T>,
  patience: number,
  onAway: (fault: StoreFault) => void,
): Promise<T> {
  const until = performance.now() + patience;
  let isTold = false;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const fault = postgresFaultIn(error);
      if (fault?.kind !== 'unreachable' || performance.now() > until) throw error;
      if (!isTold) onAway(fault);
      isTold = true;
    }
    await setTimeout(againMs);
  }
}

async function faultOf(pool: pg.Pool, name: string): Promise<string | null> {
  const { rows } = await pool.query<{ readonly name: string; readonly setting: string }>(
    `select name, setting from pg_settings where name in
      ('server_version_num', 'server_encoding', 'transaction_read_only', 'fsync', 'full_page_writes',
       'synchronous_commit')`,
  );
  const settings = new Map(rows.map(({ name: key, setting }) => [key, setting]));
  if (Number(settings.get('server_version_num')) < oldestVersion) {
    return `The database ${name} is too old. Use PostgreSQL 15 or newer, or the newest of 14.`;
  }
  if (settings.get('server_encoding') !== 'UTF8') {
    return `The database ${name} does not hold every text. Make one with the encoding UTF8.`;
  }
  if (settings.get('transaction_read_only') === 'on') {
    return `The database ${name} takes no writes. Use its primary, and a user with rights.`;
  }
  for (const [setting, values] of Object.entries(unsafe)) {
    const value = settings.get(setting) ?? '';
    if (values.includes(value)) {
      return `The database ${name} has ${setting} = ${value}: a crash would take back what was acknowledged. Turn it on.`;
    }
  }
  return null;
}
