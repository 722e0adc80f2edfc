/**
 * Opens the PostgreSQL database that `DATABASE_URL` names, and brings it into the shape that this program
 * needs. The data folder holds the shared files and the secrets all the same, and has one owner.
 */
import { err, ok, type Result } from '#shared/base/result.ts';
import { second } from '#shared/base/time.ts';
import type { Config } from './base/config.ts';
import type { Log } from './base/logging.ts';
import type { OpenDatabase } from './open-database.ts';
import { holdWhenFree, inUse } from './storage/data-folder.ts';
import { migrate } from './storage/migrations/migrate.ts';
import { createMarksStorePostgres } from './storage/sql/marks-store-postgres.ts';
import { openPostgres } from './storage/sql/postgres-database.ts';
import { createWorkspaceStore } from './storage/sql/workspace-store-sql.ts';
import { isStoreFault } from './storage/store-fault.ts';
import { watchPostgres } from './storage/watch-postgres.ts';
import type { StoreWatch } from './storage/watch-store.ts';

/** A database that starts together with us, as a machine does after a power cut. */
const patienceMs = 30 * second;

/** @param config its folder is prepared @returns what keeps it from opening, in words for the operator */
export async function openOnPostgres(
  { dataDir, databaseUrl }: Pick<Config, 'dataDir'> & { readonly databaseUrl: string },
  log: Log,
): Promise<Result<OpenDatabase, string>> {
  const letGo = await holdWhenFree(dataDir);
  if (!letGo) return err(inUse(dataDir));
  let watch: StoreWatch | undefined;
  try {
    const opened = await openPostgres(databaseUrl, {
      patienceMs,
      onAway(fault) {
        log.warn({ err: fault.cause }, 'the database does not answer yet: it is waited for');
      },
      onFault: (fault) => watch?.noticed(fault),
    });
    if (!opened.ok) {
      letGo();
      return opened;
    }
    const database = opened.value;
    await migrate(database.db);
    const watching = watchPostgres({ db: database.db, log });
    watch = watching;
    return ok({
      database,
      watch: watching,
      openStores: () =>
        Promise.resolve({
          marksStore: createMarksStorePostgres(database),
          store: createWorkspaceStore(database.db, undefined, database.inTurnOf, database.reader),
        }),
      serve: () => undefined,
      async close() {
        await watching.close();
        await database.close();
        letGo();
      },
    });
  } catch (error) {
    letGo();
    if (isStoreFault(error)) return err(`The database cannot be used: ${error.message}.`);
    throw error;
  }
}
