/** What we keep about accounts beside better-auth's own tables. */
import { sql, type QueryExecutorProvider } from 'kysely';
import type { Migration } from '../migration.ts';

export const accountMigrations: readonly Migration[] = [
  {
    name: '0003-accounts',
    async up(db: QueryExecutorProvider) {
      await sql`create table support_account (
        user_id text primary key, added_at bigint not null
      )`.execute(db);
      await sql`create table setting (name text primary key, value text not null)`.execute(db);
    },
  },
];
