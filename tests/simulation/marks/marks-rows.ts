/**
 * This file copies, puts back and takes away the rows of documents in the simulation's database.
 */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { migrate } from '../../../sync-server/storage/migrations/migrate.ts';
import {
  openSqlite,
  type SqliteDatabase,
} from '../../../sync-server/storage/sql/sqlite-database.ts';

export type MarksRows = ReadonlyMap<string, readonly Readonly<Record<string, SQLOutputValue>>[]>;

const tables = ['doc', 'doc_snapshot', 'doc_update', 'doc_client'];
/** The journal is on its way there, of everybody: one schedule runs at a time. */
const journalTable = 'doc_journal';

/** One database for all schedules of a run: each has people of its own. */
export async function openMarksDatabase(): Promise<SqliteDatabase> {
  const opened = openSqlite(':memory:');
  if (!opened.ok) throw new Error(opened.error);
  await migrate(opened.value.db);
  return opened.value;
}

export type StoredRows = ReturnType<typeof storedRows>;

/** @param users the people of one schedule */
export function storedRows(database: SqliteDatabase, users: readonly string[]) {
  const rowsOf = (sqlite: DatabaseSync, table: string) =>
    users.flatMap((userId) =>
      sqlite.prepare(`select * from ${table} where user_id = ?`).all(userId),
    );
  const deleteAll = (sqlite: DatabaseSync) => {
    for (const table of tables) {
      for (const userId of users) {
        sqlite.prepare(`delete from ${table} where user_id = ?`).run(userId);
      }
    }
    sqlite.exec(`delete from ${journalTable}`);
  };
  return {
    copy: (): Promise<MarksRows> =>
      database.exclusive(
        (sqlite) =>
          new Map([
            ...tables.map((table) => [table, rowsOf(sqlite, table)] as const),
            [journalTable, sqlite.prepare(`select * from ${journalTable}`).all()] as const,
          ]),
      ),
    putBack: (rows: MarksRows): Promise<void> =>
      database.exclusive((sqlite) => {
        deleteAll(sqlite);
        for (const [table, kept] of rows) {
          for (const row of kept) {
            const values = Object.values(row);
            const places = values.map(() => '?').join(', ');
            sqlite.prepare(`insert into ${table} values (${places})`).run(...values);
          }
        }
      }),
    deleteAll: (): Promise<void> => database.exclusive(deleteAll),
  };
}
