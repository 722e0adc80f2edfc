/** This is the thread behind watch-store.ts: it reads every page of the database, beside whoever uses it, and scrubs what is whole. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';
import { scrub } from './scrub.ts';
import { storeFaultIn } from './store-fault.ts';
import type { CheckAnswer } from './watch-store.ts';

function check(databasePath: string): CheckAnswer {
  try {
    const sqlite = new DatabaseSync(databasePath, { readOnly: true });
    try {
      const verdict = String(sqlite.prepare('pragma quick_check(1)').get()?.['quick_check']);
      return { damage: verdict === 'ok' ? null : verdict };
    } finally {
      sqlite.close();
    }
  } catch (error) {
    if (storeFaultIn(error)?.kind !== 'damaged') throw error;
    return { damage: String(error) };
  }
}

parentPort?.on('message', (databasePath: string) => {
  try {
    const answer = check(databasePath);
    if (answer.damage === null) scrub(databasePath);
    parentPort?.postMessage(answer);
  } catch (error) {
    parentPort?.postMessage({ fault: String(error) });
  }
});
