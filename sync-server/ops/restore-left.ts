/**
 * What a restore needs beside the database while it is under way, and what becomes of that where it was
 * killed: whoever holds the data folder next takes it away. A copy of what would have been replaced goes too,
 * as the database itself is still in its place.
 */
import { existsSync, rmSync } from 'node:fs';
import { readIfThere } from '../storage/durable-files.ts';

/** It is what will be in the place of the database. */
export const incomingOf = (databasePath: string): string => `${databasePath}.incoming`;
/** It is the copy of what is replaced, until it has its name. */
export const outgoingOf = (databasePath: string): string => `${databasePath}.outgoing`;
/** It says the name of that copy, until the database is replaced. */
export const keepingOf = (databasePath: string): string => `${databasePath}.keeping`;

/** These may lie beside a database that was not closed in order. */
export const ends = ['-wal', '-shm', '-journal'] as const;

export function removeDatabase(path: string): void {
  for (const end of ['', ...ends]) rmSync(path + end, { force: true });
}

/** @param databasePath lies in a folder this process holds */
export function clearLeft(databasePath: string): void {
  const kept = readIfThere(keepingOf(databasePath)) ?? '';
  const isReplaced = !existsSync(incomingOf(databasePath));
  // With a log beside it, it is the only one that is whole.
  const isOnlyOne = ends.some((end) => existsSync(kept + end));
  if (kept.startsWith(`${databasePath}.replaced-`) && !isReplaced && !isOnlyOne) {
    rmSync(kept, { force: true });
  }
  removeDatabase(incomingOf(databasePath));
  rmSync(`${incomingOf(databasePath)}-file`, { force: true });
  removeDatabase(outgoingOf(databasePath));
  for (const end of ['.part', '']) rmSync(keepingOf(databasePath) + end, { force: true });
}
