/** What we keep about accounts beside better-auth's own tables. */
import { sql, type QueryExecutorProvider } from 'kysely';
import type { Migration } from './migration.ts';

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
  {
    name: '0006-known-browsers',
    async up(db: QueryExecutorProvider) {
      await sql`create table known_browser (
        user_id text not null, hash text not null, seen_at bigint not null,
        primary key (user_id, hash)
      )`.execute(db);
    },
  },
  {
    name: '0010-sessions-seen',
    async up(db: QueryExecutorProvider) {
      await sql`create table session_seen (
        session_id text primary key, seen_at bigint not null
      )`.execute(db);
      await sql`create index session_seen_by_time on session_seen (seen_at)`.execute(db);
    },
  },
];
