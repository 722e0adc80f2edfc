/**
 * Kysely on PostgreSQL, with two rules more than its own driver has. Whoever may write takes one lock
 * that all nodes share and holds it to the end, so that what is decided is decided on what stands: this
 * is what the embedded database does by having one writer. And a transaction that did not commit never
 * passes for one that did: PostgreSQL answers the COMMIT of a failed one without an error.
 */
import type { ClientBase, Pool, PoolClient, QueryConfig } from 'pg';
import { assert } from '#shared/base/assert.ts';
import type { Turn } from './sqlite-dialect.ts';
import {
  CompiledQuery,
  PostgresDialect,
  PostgresDriver,
  type DatabaseConnection,
  type Driver,
  type PostgresPool,
  type PostgresCursor,
  type PostgresPoolClient,
  type PostgresQueryResult,
  type TransactionSettings,
} from 'kysely';

/** Held by whoever writes; the number says nothing, but no other program on this database has it. */
const writerLock = 4_600_110_016;
const takeWriterLock = CompiledQuery.raw(`select pg_advisory_xact_lock(${writerLock})`);
const readOne = CompiledQuery.raw('start transaction isolation level repeatable read read only');

/**
 * @param turn waits until a connection is free: the pool counts waiting for one as a failure to connect
 * @param told gets what went wrong, and throws what is to be said of it
 */
export function createPostgresDialect(
  pool: Pool,
  turn: Turn,
  told: (error: unknown) => never,
): PostgresDialect {
  return new OneWriterDialect(onPool(pool, turn, told));
}

class OneWriterDialect extends PostgresDialect {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    super({ pool });
    this.#pool = pool;
  }

  override createDriver(): Driver {
    return new OneWriterDriver({ pool: this.#pool });
  }
}

class OneWriterDriver extends PostgresDriver {
  /** Who only reads sees one moment of the database, and waits for nobody. */
  override async beginTransaction(
    connection: DatabaseConnection,
    settings: TransactionSettings,
  ): Promise<void> {
    if (settings.accessMode === 'read only') {
      await connection.executeQuery(readOne);
      return;
    }
    await connection.executeQuery(CompiledQuery.raw('begin'));
    // Each statement after this one sees all that was committed before the lock was had.
    await connection.executeQuery(takeWriterLock);
  }

  /** A connection that is lost has rolled back; the first error must not be hidden. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => undefined);
  }
}

/** Kysely builds the same few dozen texts again and again; IN lists make some more. */
const preparedMost = 500;
const names = new Map<string, string>();

/** Each connection parses a text once that has a name, and plans it anew only where that pays. */
function prepared(text: string, values: readonly unknown[]): QueryConfig {
  const known = names.get(text);
  const isRoom = names.size < preparedMost && values.length > 0;
  const name = known ?? (isRoom ? `s${names.size}` : undefined);
  if (known === undefined && name !== undefined) names.set(text, name);
  return { text, values: [...values], ...(name !== undefined && { name }) };
}

/** What Kysely counts rows of; of all others it does not. */
const counted = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'] as const;

async function ask(
  client: ClientBase,
  text: string,
  values: readonly unknown[],
): Promise<PostgresQueryResult<unknown>> {
  const { command, rowCount, rows } = await client.query<Record<string, unknown>>(
    prepared(text, values),
  );
  const name = counted.find((each) => each === command) ?? 'SELECT';
  return { command: name, rowCount: rowCount ?? 0, rows };
}

/** A transaction in which a statement has failed is rolled back by COMMIT, without an error. */
export async function commit(
  client: ClientBase,
): Promise<{ readonly command: 'SELECT'; readonly rowCount: 0; readonly rows: never[] }> {
  const { command } = await client.query('commit');
  if (command === 'COMMIT') return { command: 'SELECT', rowCount: 0, rows: [] };
  throw new Error('A statement of the transaction had failed: nothing of it is stored.');
}

function onPool(pool: Pool, turn: Turn, told: (error: unknown) => never): PostgresPool {
  const onClient = (client: PoolClient, giveBack: () => void): PostgresPoolClient => {
    let isLost = false;
    const lose = () => {
      isLost = true;
    };
    client.once('error', lose);
    function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>>;
    function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
    function query(text: unknown, values: readonly unknown[] = []): unknown {
      assert(typeof text === 'string', 'nobody here asks by cursor');
      return (text === 'commit' ? commit(client) : ask(client, text, values)).catch(told);
    }
    return {
      query,
      release: () => {
        client.off('error', lose);
        client.release(isLost);
        giveBack();
      },
    };
  };
  return {
    async connect() {
      const giveBack = await turn();
      try {
        return onClient(await pool.connect(), giveBack);
      } catch (error) {
        giveBack();
        return told(error);
      }
    },
    end: () => pool.end(),
  };
}
