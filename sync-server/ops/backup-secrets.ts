/**
 * A backup carries what lies beside the database: the secret that signs sessions and the keys that
 * sign pushes. Without them everybody would have to sign in again, and no device would be pushed
 * to. They travel in a table of the backup itself, so that one file is all, and putting it in place
 * is one rename; the server that starts on it takes them out.
 */
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { copyDurably, readIfThere, writeDurably } from '../storage/durable-files.ts';
import { giveToOwner, replacedName } from '../storage/data-folder.ts';
import { hasTable } from './inspect.ts';

const names = ['auth-secret', 'push-keys.json'] as const;
const mode = 0o600;

/** Puts them in. What a restore brought and no server has taken out yet stays what it is. */
export function carry(backup: DatabaseSync, dataDir: string): void {
  backup.exec(
    'create table if not exists carried (name text primary key, text text not null) strict',
  );
  const insert = backup.prepare('insert or ignore into carried (name, text) values (?, ?)');
  for (const name of names) {
    const text = readIfThere(join(dataDir, name));
    if (text !== null) insert.run(name, text);
  }
}

/** Names those that are in it. */
export function carriedNames(sqlite: DatabaseSync): readonly string[] {
  return isCarrying(sqlite)
    ? sqlite
        .prepare('select name from carried order by name')
        .all()
        .map(({ name }) => String(name))
    : [];
}

/**
 * Takes them out, into the data folder; one that is replaced is kept beside. Files before the table
 * goes: after a crash in between it is all done again.
 */
export function unpackCarried(sqlite: DatabaseSync, dataDir: string, now: number): void {
  if (!isCarrying(sqlite)) return;
  for (const row of sqlite.prepare('select name, text from carried').all()) {
    const name = names.find((candidate) => candidate === row['name']);
    if (!name) continue;
    const path = join(dataDir, name);
    const text = String(row['text']);
    const held = readIfThere(path);
    if (held === text) continue;
    if (held !== null) copyDurably(path, replacedName(path, now));
    writeDurably(path, text, mode);
    giveToOwner(path);
  }
  sqlite.exec('drop table carried');
}

const isCarrying = (sqlite: DatabaseSync): boolean => hasTable(sqlite, 'carried');
