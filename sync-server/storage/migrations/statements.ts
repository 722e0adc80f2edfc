/**
 * Turns statements of a migration into its `up`. They are written with the types of PostgreSQL, so
 * that they run there, too. A migration that has landed is never edited: another is added.
 */
import { sql, type Migration } from 'kysely';
import { isPostgres } from '../sql/engine.ts';

/** SQLite has names of its own for integers and bytes, and checks types in strict tables only. */
export const statements =
  (...texts: readonly string[]): Migration['up'] =>
  (db) =>
    looseStatements(...(isPostgres(db) ? texts : texts.map(forSqlite)))(db);

function forSqlite(text: string): string {
  const typed = text.replaceAll('bigint', 'integer').replaceAll('bytea', 'blob');
  return text.startsWith('create table') ? `${typed} strict` : typed;
}

/** The first tables of accounts were made as they are written, and stay so. */
export const looseStatements =
  (...texts: readonly string[]): Migration['up'] =>
  async (db) => {
    for (const text of texts) await sql.raw(text).execute(db);
  };
