/** This file runs the contract of the marks store on PostgreSQL. */
import { createMarksStorePostgres } from '../../sync-server/storage/sql/marks-store-postgres.ts';
import { newPostgresDatabase, openPostgresDatabase } from '../support/workspace.ts';
import { describeMarksStore } from './marks-store.ts';

describeMarksStore('PostgreSQL', async () => {
  const url = await newPostgresDatabase();
  let database = await openPostgresDatabase(url);
  return {
    store: createMarksStorePostgres(database),
    reopen: () =>
      database.close().then(async () => {
        database = await openPostgresDatabase(url);
        return createMarksStorePostgres(database);
      }),
    holdTransaction: (until) =>
      database.db.transaction().execute(async (tx) => {
        await tx.deleteFrom('doc_client').where('user_id', '=', 'nobody').execute();
        await until;
        throw new Error('rolled back');
      }),
    dispose: () => database.close(),
  };
});
