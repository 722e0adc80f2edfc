/** A database as a server of November 2026 has left it. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export async function leaveOldDatabase(path: string): Promise<void> {
  const dump = await readFile(
    resolve(import.meta.dirname, '../fixtures/server-2026-11.sql'),
    'utf8',
  );
  // The dump has rows before those they refer to.
  const old = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  old.exec(`pragma journal_mode = wal; begin; ${dump} commit;`);
  old.close();
}
