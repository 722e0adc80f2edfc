/**
 * This file runs the contract of the marks store on the embedded database, in a file and in memory.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeExcess } from '#shared/marks/doc.ts';
import { emptyMarks } from '#shared/marks/marks.ts';
import { migrate } from '../../sync-server/storage/migrations/migrate.ts';
import { createMarksStoreSqlite } from '../../sync-server/storage/sql/marks-store-sqlite.ts';
import { openSqlite, type SqliteDatabase } from '../../sync-server/storage/sql/sqlite-database.ts';
import { createWorkspaceStore } from '../../sync-server/storage/sql/workspace-store-sql.ts';
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

test('NT7 SY20 what is still in the journal is read as well, by whoever reads marks', async () => {
  const database = openDatabase(':memory:');
  await migrate(database.db);
  const store = createMarksStoreSqlite(database);
  const workspace = createWorkspaceStore(database.db, store.unflushed);
  const said = new Y.Doc();
  const say = async (ordinal: number) => {
    const { generation } = await store.load('ana');
    const vector = Y.encodeStateVector(said);
    writeExcess(said, 'device', { ...emptyMarks, read: [[ordinal, ordinal, 2 * ordinal]] });
    const updates = [Y.encodeStateAsUpdate(said, vector)];
    await store.append([{ userId: 'ana', generation, updates, clocks: new Map() }]);
  };
  const read = () => workspace.read(async (tx) => (await tx.marksOf('ana')).read);
  await say(1);
  expect(await read()).toEqual([[1, 1, 2]]);
  await store.flushJournal();
  await say(2);
  expect(await read()).toEqual([
    [1, 1, 2],
    [2, 2, 4],
  ]);
  await database.close();
});

test('SY9 a document that somebody else dropped leaves nothing in the journal', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'marks-store-'));
  const path = join(folder, 'feed.db');
  const database = openDatabase(path);
  await migrate(database.db);
  const store = createMarksStoreSqlite(database);
  const { generation } = await store.load('ana');
  const append = { userId: 'ana', generation, updates: [new Uint8Array([1])], clocks: new Map() };
  expect(await store.append([append])).toEqual([{ status: 'stored', seq: 1 }]);
  const other = new DatabaseSync(path);
  other.exec(`delete from doc where user_id = 'ana'`);
  expect(await store.append([append])).toEqual([{ status: 'other-generation' }]);
  await store.flushJournal();
  const left = ['doc', 'doc_update', 'doc_client', 'doc_journal'].map(
    (table) => other.prepare(`select count(*) as rows from ${table}`).get()?.['rows'],
  );
  expect(left).toEqual([0, 0, 0, 0]);
  other.close();
  await database.close();
  await rm(folder, { recursive: true });
});

test('SY20 what a process left in the journal is put in its place by the next one', async () => {
  const database = openDatabase(':memory:');
  await migrate(database.db);
  const store = createMarksStoreSqlite(database);
  const { generation } = await store.load('ana');
  const updates = [new Uint8Array([1]), new Uint8Array([2])];
  await store.append([{ userId: 'ana', generation, updates, clocks: new Map([[7, 2]]) }]);
  const before = await store.load('ana');
  const next = createMarksStoreSqlite(database);
  await next.flushJournal();
  const rows = await database.db.selectFrom('doc_journal').selectAll().execute();
  const flushed = await database.db.selectFrom('doc_update').select('updates').execute();
  expect([rows, flushed]).toEqual([[], [{ updates: 2 }]]);
  expect(await next.load('ana')).toEqual(before);
  await database.close();
});
