/**
 * This file runs the contract of the workspace store on the embedded database, in a file and in
 * memory.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorkspaceStore } from '../../sync-server/storage/sql/workspace-store-sql.ts';
import { openWorkspaceDatabase } from '../support/workspace.ts';
import { describeBlockingStore } from './blocking-store.ts';
import { describePushStore } from './push-store.ts';
import { describeWorkspaceStore, type WorkspaceStoreHost } from './workspace-store.ts';

async function host(path: string, dispose: () => Promise<void>): Promise<WorkspaceStoreHost> {
  let database = await openWorkspaceDatabase(path);
  return {
    store: createWorkspaceStore(database.db),
    async addAccount(id, email) {
      await database.db.insertInto('user').values({ id, name: id, email }).execute();
    },
    async addMarks(userId, seq, bytes) {
      await database.db
        .insertInto('doc')
        .values({ user_id: userId, generation: 'g', seq, snapshot_seq: 0 })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ seq }))
        .execute();
      await database.db.insertInto('doc_update').values({ user_id: userId, seq, bytes }).execute();
    },
    reopen() {
      if (path === ':memory:') return null;
      return database.close().then(async () => {
        database = await openWorkspaceDatabase(path);
        return createWorkspaceStore(database.db);
      });
    },
    async dispose() {
      await database.close();
      await dispose();
    },
  };
}

const inMemory = () => host(':memory:', () => Promise.resolve());
describeWorkspaceStore('SQLite in memory', inMemory);
describePushStore('SQLite in memory', inMemory);
describeBlockingStore('SQLite in memory', inMemory);

const inFile = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'workspace-store-'));
  return host(join(folder, 'feed.db'), () => rm(folder, { recursive: true }));
};
describeWorkspaceStore('SQLite in a file', inFile);
describeBlockingStore('SQLite in a file', inFile);
