/**
 * Brings the database of the data folder into our hands, and into the shape that this program needs, while
 * whoever asks is answered by somebody else: nothing here waits with the whole process.
 */
import { setTimeout } from 'node:timers/promises';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Config } from './base/config.ts';
import type { Log } from './base/logging.ts';
import { putAsideUnfinishedDemo } from './demo/unfinished.ts';
import { clearLeft } from './ops/restore-left.ts';
import { holdFolder } from './storage/data-folder.ts';
import { settleAside } from './storage/settle-aside.ts';
import { migrate } from './storage/migrations/migrate.ts';
import {
  damagedWords,
  openSqliteWhenFree,
  type SqliteDatabase,
} from './storage/sql/sqlite-database.ts';
import { storeFaultIn } from './storage/store-fault.ts';
import { createStoreWatch, type StoreWatch } from './storage/watch-store.ts';

export interface OpenDatabase {
  readonly database: SqliteDatabase;
  readonly watch: StoreWatch;
  /** From now on nobody waits long for another program, as people wait for them. */
  serve(): void;
  close(): Promise<void>;
}

/** The one before it may be at storing what came in (`stopMs` in main.ts). */
const predecessorMs = 6_000;
const lookAgainMs = 20;

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

async function holdWhenFree(dataDir: string): Promise<(() => void) | null> {
  const until = performance.now() + predecessorMs;
  for (;;) {
    const letGo = holdFolder(dataDir);
    if (letGo !== null || performance.now() > until) return letGo;
    await setTimeout(lookAgainMs);
  }
}

const inUse = (dataDir: string) =>
  `Another server uses the data folder ${dataDir}, or a restore is under way. ` +
  'Stop it, or use another folder: DATA_DIR=.data-2 npm start';
