/**
 * Kysely on `node:sqlite`: one connection, which whoever asks waits for. Transactions that may write begin IMMEDIATE,
 * as a deferred one fails when another process (the admin command line) wrote in between; those that only
 * read need nobody's leave. Statements are prepared once and kept, up to a bound.
 */
import type { DatabaseSync, StatementSync, SQLInputValue } from 'node:sqlite';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { HeldByOthers } from './held-by-others.ts';

const writes = /^(?!(?:select|begin|commit|rollback)\b)|^begin immediate$/iu;

/** Kysely builds the same few dozen texts again and again; IN lists make some more. */
const statementsKept = 500;

/** Waits for the connection; what it resolves to lets go of it. */
export type Turn = () => Promise<() => void>;

export function createSqliteDialect(
  sqlite: DatabaseSync,
  turn: Turn,
  others: Pick<HeldByOthers, 'whenFree'>,
): Dialect {
  return {
    createAdapter: () => new TransactionalAdapter(),
    createDriver: () => new NodeSqliteDriver(sqlite, turn, others),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** A transaction takes back what it did to tables too; so migrations may run in one. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class NodeSqliteDriver implements Driver {
  readonly #sqlite: DatabaseSync;
  readonly #connection: NodeSqliteConnection;
  readonly #turn: Turn;
  #release: (() => void) | undefined;

  constructor(sqlite: DatabaseSync, turn: Turn, others: Pick<HeldByOthers, 'whenFree'>) {
    this.#sqlite = sqlite;
    this.#connection = new NodeSqliteConnection(sqlite, others);
    this.#turn = turn;
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const release = await this.#turn();
    this.#release = release;
    return this.#connection;
  }

  async beginTransaction(
    connection: DatabaseConnection,
    { accessMode }: TransactionSettings,
  ): Promise<void> {
    const begin = accessMode === 'read only' ? 'begin' : 'begin immediate';
    await connection.executeQuery(CompiledQuery.raw(begin));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // SQLite ends a transaction itself where the disk fails it; the first error must not be hidden.
    if (this.#sqlite.isTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  releaseConnection(): Promise<void> {
    this.#release?.();
    return Promise.resolve();
  }

  /** The connection belongs to whoever opened it. */
  destroy(): Promise<void> {
    return Promise.resolve();
  }
}

class NodeSqliteConnection implements DatabaseConnection {
  readonly #sqlite: DatabaseSync;
  readonly #others: Pick<HeldByOthers, 'whenFree'>;
  readonly #statements = new Map<string, StatementSync>();

  constructor(sqlite: DatabaseSync, others: Pick<HeldByOthers, 'whenFree'>) {
    this.#sqlite = sqlite;
    this.#others = others;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#others.whenFree(() => this.#execute<Row>(query), writes.test(query.sql));
  }

  // The work itself is synchronous.
  #execute<Row>(query: CompiledQuery): QueryResult<Row> {
    const statement = this.#prepare(query.sql);
    const parameters = query.parameters.map(toSql);
    if (statement.columns().length > 0) {
      return { rows: statement.all(...parameters) as Row[] };
    }
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    await Promise.resolve();
    throw new Error('Streaming is not supported on this database.');
  }

  #prepare(sql: string): StatementSync {
    const kept = this.#statements.get(sql);
    if (kept) return kept;
    const statement = this.#sqlite.prepare(sql);
    if (this.#statements.size >= statementsKept) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** SQLite knows no booleans and no dates: integers, as in the portable subset. */
function toSql(value: unknown): SQLInputValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string') {
    return value;
  }
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`Cannot store a ${typeof value}.`);
}
