/** Tables of the marks documents. A landed migration is never edited: add another. */
import { sql, type QueryExecutorProvider } from 'kysely';
import type { Migration } from './migration.ts';

const tables = [
  `create table doc (
    user_id text primary key, generation text not null, seq bigint not null,
    snapshot_seq bigint not null
  )`,
  `create table doc_snapshot (user_id text primary key, bytes bytea not null)`,
  `create table doc_update (
    user_id text not null, seq bigint not null, bytes bytea not null, primary key (user_id, seq)
  )`,
  `create table doc_client (
    user_id text not null, client bigint not null, clock bigint not null,
    primary key (user_id, client)
  )`,
];

/** SQLite checks types only in strict tables, and has names of its own for integers and bytes. */
const toSqliteTypes = (statement: string) =>
  statement.replaceAll('bigint', 'integer').replaceAll('bytea', 'blob');
const toSqlite = (table: string) => `${toSqliteTypes(table)} strict`;

export const markMigrations: readonly Migration[] = [
  {
    name: '0002-marks',
    async up(db: QueryExecutorProvider) {
      for (const table of tables) await sql.raw(toSqlite(table)).execute(db);
    },
  },
  {
    name: '0012-renewal',
    async up(db: QueryExecutorProvider) {
      const column = 'alter table doc add column renewed_at bigint not null default 0';
      await sql.raw(toSqliteTypes(column)).execute(db);
    },
  },
  {
    name: '0013-journal',
    async up(db: QueryExecutorProvider) {
      const journal = 'create table doc_journal (id integer primary key, bytes bytea not null)';
      await sql.raw(toSqlite(journal)).execute(db);
      const column = 'alter table doc_update add column updates bigint not null default 1';
      await sql.raw(toSqliteTypes(column)).execute(db);
    },
  },
];
