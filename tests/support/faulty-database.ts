/**
 * This is the embedded database with a driver that fails where it is told to: before any statement,
 * `commit` included, or just after the commit, as when the answer is lost. Statements are the real
 * ones.
 */
import { DatabaseSync } from 'node:sqlite';
import {
  Kysely,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import { createHeldByOthers, impatient } from '../../sync-server/storage/sql/held-by-others.ts';
import { createFairQueue } from '../../sync-server/base/fair-queue.ts';
import { createSqliteDialect } from '../../sync-server/storage/sql/sqlite-dialect.ts';
import type { Tables } from '../../sync-server/storage/sql/tables.ts';

export class InjectedFault extends Error {}

export interface FaultyDatabase {
  readonly db: Kysely<Tables>;
  /** Statements run since the last arming. */
  readonly statements: readonly string[];
  /** Fails before the statement of this index, counted from now; -1 for none. */
  failAt(index: number): void;
  /** Fails right after the next commit. */
  failAfterCommit(): void;
  /** Every row of every table. */
  dump(): Record<string, unknown[]>;
  close(): void;
}

export function openFaultyDatabase(): FaultyDatabase {
  const sqlite = new DatabaseSync(':memory:');
  const statements: string[] = [];
  let faultAt = -1;
  let isLost = false;

  const around = (connection: DatabaseConnection): DatabaseConnection => ({
    async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      const isEnd = query.sql === 'rollback';
      if (!isEnd && statements.length === faultAt) throw new InjectedFault(query.sql);
      if (!isEnd) statements.push(query.sql);
      const result = await connection.executeQuery<Row>(query);
      if (isLost && query.sql === 'commit') {
        isLost = false;
        throw new InjectedFault('after commit');
      }
      return result;
    },
    streamQuery: (query, size) => connection.streamQuery(query, size),
  });

  const queue = createFairQueue({ atOnce: 1 });
  const turn = () => queue.take('');
  const dialect = createSqliteDialect(sqlite, turn, createHeldByOthers(impatient));
  const faulty: Dialect = {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver: () => faultyDriver(dialect.createDriver(), around),
  };

  return {
    db: new Kysely<Tables>({ dialect: faulty }),
    statements,
    failAt(index) {
      statements.length = 0;
      faultAt = index;
    },
    failAfterCommit() {
      isLost = true;
    },
    dump() {
      const tables = sqlite.prepare("select name from sqlite_master where type = 'table'").all();
      return Object.fromEntries(
        tables.map(({ name }) => [
          String(name),
          sqlite.prepare(`select * from "${String(name)}" order by 1, rowid`).all(),
        ]),
      );
    },
    close() {
      sqlite.close();
    },
  };
}

function faultyDriver(
  driver: Driver,
  around: (connection: DatabaseConnection) => DatabaseConnection,
): Driver {
  return {
    init: () => driver.init(),
    acquireConnection: async () => around(await driver.acquireConnection()),
    beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
    commitTransaction: (connection) => driver.commitTransaction(connection),
    rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
    releaseConnection: (connection) => driver.releaseConnection(connection),
    destroy: () => driver.destroy(),
  };
}
