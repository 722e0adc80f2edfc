/** What the contract of the workspace store needs of a database, on either engine. */
import { createWorkspaceStore } from '../../sync-server/storage/sql/workspace-store-sql.ts';
import type { ServerDatabase } from '../../sync-server/storage/sql/server-database.ts';
import type { WorkspaceStoreHost } from './workspace-store.ts';

/** @param again opens the same data anew; null where nothing outlives the process */
export function workspaceHost(
  opened: ServerDatabase,
  again: (() => Promise<ServerDatabase>) | null,
  dispose: () => Promise<void> = () => Promise.resolve(),
): WorkspaceStoreHost {
  let database = opened;
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
      if (!again) return null;
      return database.close().then(async () => {
        database = await again();
        return createWorkspaceStore(database.db);
      });
    },
    async dispose() {
      await database.close();
      await dispose();
    },
  };
}
