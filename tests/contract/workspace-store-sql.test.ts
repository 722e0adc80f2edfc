/** The workspace store on the embedded database, in a file and in memory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorkspaceStore } from '../../sync-server/storage/sql/workspace-store-sql.ts';
import { openWorkspaceDatabase } from '../support/workspace.ts';
import { describeWorkspaceStore, type WorkspaceStoreHost } from './workspace-store.ts';

async function host(path: string, dispose: () => Promise<void>): Promise<WorkspaceStoreHost> {
  let database = await openWorkspaceDatabase(path);
  return {
    store: createWorkspaceStore(database.db),
    async addAccount(id, email) {
      await database.db.insertInto('user').values({ id, name: id, email }).execute();
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

describeWorkspaceStore('SQLite in memory', () => host(':memory:', () => Promise.resolve()));

describeWorkspaceStore('SQLite in a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'workspace-store-'));
  return host(join(folder, 'feed.db'), () => rm(folder, { recursive: true }));
});
