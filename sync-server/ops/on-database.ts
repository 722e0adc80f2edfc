/** Opens the database of a server for one command of the operator, beside the server, and closes it again. */
import { existsSync } from 'node:fs';
import type { Kysely } from 'kysely';
import { err, type Result } from '#shared/base/result.ts';
import type { Config } from '../base/config.ts';
import { migrate } from '../storage/migrations/migrate.ts';
import type { ServerDatabase } from '../storage/sql/server-database.ts';
import type { Tables } from '../storage/sql/tables.ts';

type Where = Pick<Config, 'databasePath' | 'databaseUrl'>;

/** @returns what the work came to, or what keeps the database from being used, in words for the operator */
export async function onDatabase<T>(
  where: Where,
  work: (db: Kysely<Tables>) => Promise<Result<T, string>>,
): Promise<Result<T, string>> {
  const opened = await open(where);
  if (!opened.ok) return opened;
  const { db, close } = opened.value;
  try {
    await migrate(db);
    return await work(db);
  } finally {
    await close();
  }
}

async function open({ databasePath, databaseUrl }: Where): Promise<Result<ServerDatabase, string>> {
  if (databaseUrl !== null) {
    const { openPostgres } = await import('../storage/sql/postgres-database.ts');
    return await openPostgres(databaseUrl);
  }
  if (!existsSync(databasePath)) {
    return err(`There is no database at ${databasePath}. Start the server once, or set DATA_DIR.`);
  }
  const { openSqlite } = await import('../storage/sql/sqlite-database.ts');
  return openSqlite(databasePath);
}
