/**
 * Brings a database to the shape this program needs: Kysely's Migrator runs every migration that is
 * not recorded yet, in order. All of them and their records are one transaction, so that a crash
 * leaves either all or nothing. A database that a later program has changed is left as it is.
 */
import { Migrator, sql, type Kysely, type Transaction } from 'kysely';
import { isPostgres } from '../sql/engine.ts';
import { migrations } from './list.ts';

export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const recorded = await db.transaction().execute(async (tx) => {
    // Kysely keeps a time; programs before it, which record only names, must still be able to.
    await sql`create table if not exists migration (
      name text primary key, timestamp text not null default ''
    )`.execute(tx);
    if (!isPostgres(db)) await addTime(tx);
    return (await sql<{ readonly name: string }>`select name from migration`.execute(tx)).rows;
  });
  // Kysely wants to know every one that is recorded. Those of a later program never run here.
  const later = Object.fromEntries(recorded.map(({ name }) => [name, { up: async () => {} }]));
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...later, ...migrations }) },
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
    // Two parts of the storage once numbered theirs apart.
    allowUnorderedMigrations: true,
  });
  const { error } = await migrator.migrateToLatest();
  if (error instanceof Error) throw error;
  if (error !== undefined) throw new Error('A migration failed.', { cause: error });
}

/** The first programs kept a name alone. None of them knew PostgreSQL. */
async function addTime<T>(tx: Transaction<T>): Promise<void> {
  const columns = await sql`select name from pragma_table_info('migration')`.execute(tx);
  if (columns.rows.length > 1) return;
  await sql`alter table migration add column timestamp text not null default ''`.execute(tx);
}
