/**
 * A demo takes seconds to make, and a process can end in the middle of it. Nobody has used such a
 * database yet, as the server answers only afterwards; it is set aside, and the demo made again.
 */
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { replacedName } from '../storage/data-folder.ts';
import { renameDurably } from '../storage/durable-files.ts';

/** The setting `demo` while it is being made. */
export const demoInTheMaking = 'making';
/** The setting `demo` of a database that was first used without one. */
export const noDemo = 'none';

/** @param databasePath lies in a folder this process holds, so nobody has it open */
export function putAsideUnfinishedDemo(databasePath: string, now: number): void {
  if (!existsSync(databasePath) || !isUnfinished(databasePath)) return;
  renameDurably(databasePath, replacedName(databasePath, now));
}

function isUnfinished(databasePath: string): boolean {
  const sqlite = new DatabaseSync(databasePath);
  try {
    const demo = sqlite.prepare(`select value from setting where name = 'demo'`).get();
    if (demo?.['value'] !== demoInTheMaking) return false;
    // All of it in the one file that is renamed.
    sqlite.exec('pragma journal_mode = delete');
    return true;
  } catch {
    return false; // whoever opens it in earnest says what is wrong with it
  } finally {
    sqlite.close();
  }
}
