/** All tables of a server: ours, and of the accounts what the workspace reads, as better-auth would make it. */
import { sql, type Kysely } from 'kysely';
import { migrate } from '../../sync-server/storage/migrations/migrate.ts';
import { isPostgres } from '../../sync-server/storage/sql/engine.ts';

export async function makeTables<T>(db: Kysely<T>): Promise<void> {
  const strict = sql.raw(isPostgres(db) ? '' : 'strict');
  await sql`create table if not exists "user" (
    id text primary key, name text not null, email text not null unique
  ) ${strict}`.execute(db);
  for (const table of ['session', 'account']) {
    await sql`create table if not exists ${sql.table(table)} (
      id text primary key, "userId" text not null
    ) ${strict}`.execute(db);
  }
  await sql`create table if not exists verification (
    id text primary key, identifier text not null
  ) ${strict}`.execute(db);
  await migrate(db);
}
