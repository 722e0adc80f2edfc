/**
 * The folder with everything the server keeps. One program at a time owns it: the server, or whoever
 * puts another database into it. The lock is SQLite's own, on an empty file beside the database which
 * nobody ever replaces; the system lets go of it with the process, however that ends.
 */
import {
  accessSync,
  chownSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { err, ok, type Result } from '#shared/base/result.ts';

const lockOf = (dataDir: string) => join(dataDir, 'in-use.lock');

/** @returns why not, in words for the operator */
export function prepareFolder(dataDir: string): Result<void, string> {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK);
    closeSync(openSync(lockOf(dataDir), 'a', 0o600));
    giveToOwner(lockOf(dataDir));
    return ok(undefined);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return err(
      `The data folder ${dataDir} cannot be written (${reason}). ` +
        `Give this user rights on ${dirname(dataDir)}, or set DATA_DIR to another folder.`,
    );
  }
}

/** @param dataDir prepared @returns what lets go of it, or null where it has an owner */
export function holdFolder(dataDir: string): (() => void) | null {
  const lock = new DatabaseSync(lockOf(dataDir));
  try {
    lock.exec('pragma journal_mode = memory; begin exclusive');
  } catch {
    lock.close();
    return null;
  }
  return () => {
    lock.close();
  };
}

/** The one before it may be at storing what came in (`stopMs` in main.ts). */
const predecessorMs = 6_000;
const lookAgainMs = 20;

/** The same, once whoever has it now has ended, if that is soon. */
export async function holdWhenFree(dataDir: string): Promise<(() => void) | null> {
  const until = performance.now() + predecessorMs;
  for (;;) {
    const letGo = holdFolder(dataDir);
    if (letGo !== null || performance.now() > until) return letGo;
    await setTimeout(lookAgainMs);
  }
}

export const inUse = (dataDir: string): string =>
  `Another server uses the data folder ${dataDir}, or a restore is under way. ` +
  'Stop it, or use another folder: DATA_DIR=.data-2 npm start';

/** What root makes in the folder of another user, that user's server must be able to open. */
export function giveToOwner(path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(path));
  chownSync(path, uid, gid);
}

/** What something is kept as that another thing takes the place of. */
export const replacedName = (path: string, now: number): string =>
  `${path}.replaced-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`;
