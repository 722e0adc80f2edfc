/**
 * What is deleted is overwritten, but for one thing: where SQLite spreads a page over several, what it moved
 * away stays in the gap of the first. So once an account was erased, the file is written anew, at the next
 * start or in the next night.
 */
import { DatabaseSync } from 'node:sqlite';
import { second } from '#shared/base/time.ts';

/** Of the database: when an account was last erased since the file was written anew. */
export const erasedSetting = 'erased-at';

/** Whoever writes has done so by then. */
const patienceMs = 10 * second;

/** Does nothing where nobody was erased. Throws where the file cannot be written anew; it is as it was then. */
export function scrub(databasePath: string): void {
  const sqlite = new DatabaseSync(databasePath, { timeout: patienceMs });
  try {
    const erased = sqlite.prepare('select value from setting where name = ?').get(erasedSetting);
    if (!erased) return;
    sqlite.exec('pragma secure_delete = 1; vacuum');
    // The journal has the pages of before until it is empty, which somebody who reads may keep it from being.
    const emptied = sqlite.prepare('pragma wal_checkpoint(truncate)').get();
    if (emptied?.['busy'] !== 0) return;
    sqlite
      .prepare('delete from setting where name = ? and value = ?')
      .run(erasedSetting, String(erased['value']));
  } finally {
    sqlite.close();
  }
}
