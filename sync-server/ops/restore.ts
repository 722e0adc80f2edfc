/**
 * `npm run admin -- restore FILE` puts a backup in the place of the database, while no server runs.
 * All of it is prepared beside, checked and numbered anew (renumber.ts), then put in place by one
 * rename, so that a crash at any moment leaves the one database or the other. What was there is
 * kept, under a name that says when. Shared files are brought back before, and none is ever taken away
 * here; those of what is replaced are kept beside it.
 */
import { existsSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '#shared/base/result.ts';
import { giveToOwner, holdFolder, prepareFolder, replacedName } from '../storage/data-folder.ts';
import { copyDurably, renameDurably, syncFile, writeDurably } from '../storage/durable-files.ts';
import { bringFiles, filesBeside, filesOf } from './backup-files.ts';
import { isBusy } from '../storage/sqlite-results.ts';
import { faultWords, sizeWords, unfitBy, unfitWords } from './fault-words.ts';
import { contents, fitness } from './inspect.ts';
import type { Done } from './operator-log.ts';
import { renumber } from './renumber.ts';
import {
  clearLeft,
  ends,
  incomingOf,
  keepingOf,
  outgoingOf,
  removeDatabase,
} from './restore-left.ts';

export interface RestoreInput {
  readonly databasePath: string;
  readonly dataDir: string;
  /** Absolute. */
  readonly file: string;
  readonly now: number;
}

const inUse = (what: string) =>
  `${what} is in use. Stop the server and whatever else has the database open, then restore.`;

/** @returns what was done, or what kept it from that, in words for the operator */
export function restore(input: RestoreInput): Result<Done, string> {
  const { databasePath, dataDir, file } = input;
  if (!existsSync(file) || !statSync(file).isFile()) {
    return err(`There is no file ${file}. Name one that "backup" has made.`);
  }
  const folder = prepareFolder(dataDir);
  if (!folder.ok) return folder;
  const letGo = holdFolder(dataDir);
  if (!letGo) return err(inUse(`The data folder ${dataDir}`));
  try {
    if (existsSync(databasePath) && isSame(databasePath, file)) {
      return err(`${file} is the database itself. Name a backup of it.`);
    }
    return replace(input);
  } catch (error) {
    if (isBusy(error)) return err(inUse(`The database ${databasePath}`));
    return err(`Nothing was restored: ${faultWords(error, dataDir)}`);
  } finally {
    clearLeft(databasePath);
    letGo();
  }
}

function replace(input: RestoreInput): Result<Done, string> {
  const { databasePath, file, now } = input;
  const incoming = incomingOf(databasePath);
  clearLeft(databasePath);
  copyDatabase(file, incoming);
  if (existsSync(databasePath)) checkpoint(databasePath);
  const held = prepare(input);
  if (!held.ok) return held;
  const kept = existsSync(databasePath) ? replacedName(databasePath, now) : null;
  if (kept !== null) {
    writeDurably(keepingOf(databasePath), kept, 0o600);
    keep(databasePath, kept);
  }
  const files = bringBack(input, kept !== null);
  giveToOwner(incoming);
  renameDurably(incoming, databasePath);
  const bytes = statSync(databasePath).size;
  const words = [
    `${databasePath} is restored: ${sizeWords(bytes)}, ${held.value}.`,
    ...files,
    ...(kept === null ? [] : [`What was there is kept as ${kept}.`]),
    'Start the server: devices send again what the backup lacks of their marks and changes.',
  ];
  return ok({ words: words.join('\n'), facts: { bytes } });
}

/** @returns what there is to say of it */
function bringBack(
  { dataDir, databasePath, file }: RestoreInput,
  keeps: boolean,
): readonly string[] {
  const [own, beside] = [filesOf(dataDir), filesBeside(file)];
  const half = `${incomingOf(databasePath)}-file`;
  // What only the replaced database refers to is collected after a day.
  const kept = keeps ? bringFiles(own, filesBeside(databasePath), half).count : 0;
  const { count, added } = bringFiles(beside, own, half);
  return [
    ...(count > 0 && added === 0
      ? [`All shared files of the backup (${count}) are there already.`]
      : []),
    ...(added > 0 ? [`${added} of ${count} shared files were brought back from ${beside}.`] : []),
    ...(count === 0 && !existsSync(beside)
      ? [`There is no ${beside}: copy shared files into ${own}, if there were any.`]
      : []),
    ...(kept > 0 ? [`Files of what was there are kept in ${filesBeside(databasePath)}.`] : []),
  ];
}

/** @returns what is in it */
function prepare({ databasePath, file, now }: RestoreInput): Result<string, string> {
  const incoming = incomingOf(databasePath);
  const database = new DatabaseSync(incoming);
  try {
    // Alone in its file from here on, whatever it was copied from.
    database.exec('pragma journal_mode = delete');
    const fit = fitness(database);
    if (!fit.ok) return err(unfitWords(fit.error, file));
    const replaced = openReplaced(databasePath);
    try {
      renumber(database, replaced, now);
    } finally {
      replaced?.close();
    }
    return ok(contents(database));
  } catch (error) {
    const unfit = unfitBy(error);
    if (!unfit) throw error;
    return err(unfitWords(unfit, file));
  } finally {
    database.close();
    syncFile(incoming);
  }
}

/**
 * Brings what lies in the log into the file, which SQLite does only where nobody else has it open.
 * One that is damaged stays as it is, log and all: opened for writing, SQLite would throw the log
 * away.
 */
function checkpoint(databasePath: string): void {
  if (!isReadable(databasePath)) return;
  const database = new DatabaseSync(databasePath);
  try {
    database.exec('pragma journal_mode = delete');
  } finally {
    database.close();
  }
}

function isReadable(databasePath: string): boolean {
  const database = new DatabaseSync(databasePath, { readOnly: true });
  try {
    database.prepare('select count(*) from sqlite_master').get();
    return true;
  } catch (error) {
    if (!unfitBy(error)) throw error;
    return false;
  } finally {
    database.close();
  }
}

/** Null where nothing can be learnt from it. */
function openReplaced(databasePath: string): DatabaseSync | null {
  if (!existsSync(databasePath)) return null;
  const replaced = new DatabaseSync(databasePath, { readOnly: true });
  try {
    if (fitness(replaced).ok) return replaced;
  } catch (error) {
    if (!unfitBy(error)) throw error;
  }
  replaced.close();
  return null;
}

/** The log goes only when its copy is safe, and before another database has its name. */
function keep(databasePath: string, kept: string): void {
  const outgoing = outgoingOf(databasePath);
  removeDatabase(outgoing);
  copyDatabase(databasePath, outgoing);
  for (const end of ['-wal', '']) {
    if (existsSync(outgoing + end)) renameDurably(outgoing + end, kept + end);
  }
  for (const end of ends) rmSync(databasePath + end, { force: true });
}

function copyDatabase(from: string, to: string): void {
  copyDurably(from, to);
  for (const end of ['-wal', '-journal']) {
    if (existsSync(from + end)) copyDurably(from + end, to + end);
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [statSync(one), statSync(other)];
  return a.ino === b.ino && a.dev === b.dev;
}
