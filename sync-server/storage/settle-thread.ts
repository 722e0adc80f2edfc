/** This is the thread behind settle-aside.ts: one database, brought to where it can be opened at once. */
import { parentPort } from 'node:worker_threads';
import { migrate } from './migrations/migrate.ts';
import type { SettleAnswer } from './settle-aside.ts';
import { isStoreFault } from './store-fault.ts';
import { openSqliteWhenFree } from './sql/sqlite-database.ts';
import { impatient } from './sql/held-by-others.ts';

async function settle(databasePath: string): Promise<SettleAnswer> {
  try {
    const opened = await openSqliteWhenFree(databasePath, impatient);
    if (!opened.ok) throw new Error(opened.error);
    try {
      await migrate(opened.value.db);
    } finally {
      // Whoever closes it as the last one puts the log in its place.
      await opened.value.close();
    }
    return { done: true };
  } catch (error) {
    if (isStoreFault(error) && error.kind === 'held') return { held: true };
    throw error;
  }
}

parentPort?.on('message', (databasePath: string) => {
  settle(databasePath).then(
    (answer) => parentPort?.postMessage(answer),
    (error: unknown) => parentPort?.postMessage({ fault: String(error) }),
  );
});
