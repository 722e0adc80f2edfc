/**
 * Brings a database to the shape this program needs: every migration once, in order, each in one
 * transaction with its record, so that a crash leaves either all of it or nothing.
 */
import { sql, type Kysely } from 'kysely';
import type { Migration } from './migration.ts';
import { accountMigrations } from './account-migrations.ts';
import { markMigrations } from './mark-migrations.ts';
import { pushMigrations } from './push-migrations.ts';
import { workspaceMigrations } from './workspace-migrations.ts';

const migrations: readonly Migration[] = [
  ...workspaceMigrations,
  ...markMigrations,
  ...accountMigrations,
  ...pushMigrations,
];

/** One that is not among them was made by a newer program. */
export const migrationNames: ReadonlySet<string> = new Set(migrations.map(({ name }) => name));

export async function migrate<T>(db: Kysely<T>): Promise<void> {
  await sql`create table if not exists migration (name text primary key)`.execute(db);
  for (const { name, up } of migrations) {
    await db.transaction().execute(async (tx) => {
      const done = await sql`select name from migration where name = ${name}`.execute(tx);
      if (done.rows.length > 0) return;
      await up(tx);
      await sql`insert into migration (name) values (${name})`.execute(tx);
    });
  }
}
