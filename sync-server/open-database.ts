/**
 * Brings the database of the data folder into our hands, and into the shape that this program needs, while
 * whoever asks is answered by somebody else: nothing here waits with the whole process.
 */
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Config } from './base/config.ts';
import type { Log } from './base/logging.ts';
import { putAsideUnfinishedDemo } from './demo/unfinished.ts';
import { unpackCarried } from './ops/backup-secrets.ts';
import { clearLeft } from './ops/restore-left.ts';
import { holdWhenFree, inUse } from './storage/data-folder.ts';
import { settleAside } from './storage/settle-aside.ts';
import { migrate } from './storage/migrations/migrate.ts';
import type { MarksStore } from './storage/marks-store.ts';
import { createMarksStoreSqlite } from './storage/sql/marks-store-sqlite.ts';
import type { ServerDatabase } from './storage/sql/server-database.ts';
import {
  damagedWords,
  openSqliteWhenFree,
  type SqliteDatabase,
} from './storage/sql/sqlite-database.ts';
import { createWorkspaceStore } from './storage/sql/workspace-store-sql.ts';
import { storeFaultIn } from './storage/store-fault.ts';
import { createStoreWatch, type StoreWatch } from './storage/watch-store.ts';
import type { WorkspaceStore } from './storage/workspace-store.ts';

export interface OpenDatabase {
  readonly database: ServerDatabase;
  readonly watch: StoreWatch;
  /** With everything in its place that a crash or a restore left on the way. @param now ms since 1970 */
  openStores(now: number): Promise<OpenStores>;
  /** From now on nobody waits long for another program, as people wait for them. */
  serve(): void;
  close(): Promise<void>;
}

export interface OpenStores {
  readonly store: WorkspaceStore;
  readonly marksStore: MarksStore;
}

/** @param config its folder is prepared @returns what keeps it from opening, in words for the operator */
export async function openDatabase(
  { dataDir, databasePath }: Pick<Config, 'dataDir' | 'databasePath'>,
  log: Log,
): Promise<Result<OpenDatabase, string>> {
  const letGo = await holdWhenFree(dataDir);
  if (!letGo) return err(inUse(dataDir));
  const onHeld = () => {
    log.warn(`another program holds the database ${databasePath}: it is waited for`);
  };
  let isServing = false;
  let watch: StoreWatch | undefined;
  try {
    clearLeft(databasePath);
    putAsideUnfinishedDemo(databasePath, Date.now());
    await settleAside(databasePath, onHeld);
    const opened = await openSqliteWhenFree(databasePath, {
      isPatient: () => !isServing,
      onHeld,
      onFault: (fault) => watch?.noticed(fault),
    });
    if (!opened.ok) {
      letGo();
      return opened;
    }
    const database = opened.value;
    await migrate(database.db);
    const watching = createStoreWatch({ database, databasePath, log });
    watch = watching;
    return ok({
      database,
      watch: watching,
      openStores: (now) => openStores(database, dataDir, now),
      serve() {
        isServing = true;
      },
      async close() {
        await watching.close();
        await database.close();
        letGo();
      },
    });
  } catch (error) {
    letGo();
    if (storeFaultIn(error)?.kind === 'damaged') return err(damagedWords(databasePath, error));
    throw error;
  }
}

async function openStores(
  database: SqliteDatabase,
  dataDir: string,
  now: number,
): Promise<OpenStores> {
  await database.exclusive((sqlite) => {
    unpackCarried(sqlite, dataDir, now);
  });
  const marksStore = createMarksStoreSqlite(database);
  await marksStore.flushJournal();
  return {
    marksStore,
    store: createWorkspaceStore(database.db, marksStore.unflushed, database.inTurnOf),
  };
}
