/** The marks store on the embedded database, in a file and in memory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../sync-server/storage/migrate.ts';
import { createMarksStoreSqlite } from '../../sync-server/storage/sql/marks-store-sqlite.ts';
import { openSqlite, type SqliteDatabase } from '../../sync-server/storage/sql/sqlite-database.ts';
import { describeMarksStore, type MarksStoreHost } from './marks-store.ts';

const openDatabase = (path: string): SqliteDatabase => {
  const opened = openSqlite(path);
  if (!opened.ok) throw new Error(opened.error);
  return opened.value;
};

async function host(path: string, dispose: () => Promise<void>): Promise<MarksStoreHost> {
  let database = openDatabase(path);
  await migrate(database.db);
  return {
    store: createMarksStoreSqlite(database),
    reopen() {
      if (path === ':memory:') return null;
      return database.close().then(() => {
        database = openDatabase(path);
        return createMarksStoreSqlite(database);
      });
    },
    holdTransaction: (until) =>
      database.db.transaction().execute(async (tx) => {
        await tx.deleteFrom('doc_client').where('user_id', '=', 'nobody').execute();
        await until;
        throw new Error('rolled back');
      }),
    async dispose() {
      await database.close();
      await dispose();
    },
  };
}

describeMarksStore('SQLite in memory', () => host(':memory:', () => Promise.resolve()));

describeMarksStore('SQLite in a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marks-store-'));
  return await host(join(folder, 'feed.db'), () => rm(folder, { recursive: true }));
});
