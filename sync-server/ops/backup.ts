/**
 * `npm run admin -- backup FILE` writes the database as it is at this moment, with what has to go
 * along (backup-secrets.ts), into one file. It works on a connection of its own, so a server beside it
 * goes on. Shared files lie beside it (backup-files.ts). The file gets its name only when it is whole,
 * checked and on disk, its files included; nothing is ever overwritten.
 */
import { closeSync, existsSync, openSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '#shared/base/result.ts';
import { day } from '#shared/base/time.ts';
import { codeOf, placeDurably, syncFile } from '../storage/durable-files.ts';
import { carriedNames, carry } from './backup-secrets.ts';
import { bringFiles, filesBeside, filesOf, type Brought } from './backup-files.ts';
import { faultWords, sizeWords, unfitWords } from './fault-words.ts';
import { contents, fitness } from './inspect.ts';
import type { Done } from './operator-log.ts';

export interface BackupInput {
  readonly databasePath: string;
  readonly dataDir: string;
  /** Absolute. */
  readonly file: string;
  readonly now: number;
}

/** A server that is just starting may hold the database for a moment. */
const busyMs = 10_000;

/** @returns what was written, or what kept it from that, in words for the operator */
export function backUp(input: BackupInput): Result<Done, string> {
  const { databasePath, file } = input;
  const folder = dirname(file);
  if (!existsSync(databasePath)) {
    return err(`There is no database at ${databasePath}. Set DATA_DIR to the server's folder.`);
  }
  if (existsSync(file)) return err(`${file} is there already. Name a new file.`);
  if (!existsSync(folder)) return err(`There is no folder ${folder}. Make it, or name another.`);
  const mark = `${process.pid}-${randomBytes(4).toString('hex')}`;
  const part = join(folder, `${basename(file)}${partSuffix}${mark}`);
  try {
    sweep(folder, input.now);
    closeSync(openSync(part, 'wx', 0o600));
    const written = write(input, part);
    if (!written.ok) return written;
    const bytes = statSync(part).size;
    // After the database: what that refers to is there, and stays for a day at least.
    const files = bringFiles(filesOf(input.dataDir), filesBeside(file), `${part}-file`);
    if (!placeDurably(part, file)) return err(`${file} is there by now. Name a new file.`);
    const words = `${file} is written from ${databasePath} and checked: ${sizeWords(bytes)}, ${written.value}${filesWords(files, file)}`;
    return ok({ words, facts: { bytes, files: files.count } });
  } catch (error) {
    return err(`No backup was made: ${faultWords(error, folder)}`);
  } finally {
    rmSync(part, { force: true });
    rmSync(`${part}-file`, { force: true });
  }
}

/** @returns what is in it, once all of it is on disk */
function write({ databasePath, dataDir, now }: BackupInput, part: string): Result<string, string> {
  const source = new DatabaseSync(databasePath, { readOnly: true, timeout: busyMs });
  try {
    source.prepare('vacuum into ?').run(part);
  } finally {
    source.close();
  }
  const backup = new DatabaseSync(part);
  try {
    // A half one is nothing anyway.
    backup.exec('pragma journal_mode = off');
    const fit = fitness(backup);
    // The shape of a newer program is copied like any other.
    if (!fit.ok && fit.error !== 'newer') return err(unfitWords(fit.error, databasePath));
    carry(backup, dataDir);
    backup
      .prepare(`insert or replace into setting (name, value) values ('backed-up-at', ?)`)
      .run(new Date(now).toISOString());
    return ok(`${contents(backup)}, ${secretWords(carriedNames(backup))}`);
  } finally {
    backup.close();
    syncFile(part);
  }
}

function filesWords({ count, bytes, added }: Brought, file: string): string {
  if (count === 0) return '';
  const words = `${count} shared files (${sizeWords(bytes)}), ${added} of them new,`;
  return `\n${words} lie in ${filesBeside(file)}. Keep that folder with it.`;
}

const secretWords = (names: readonly string[]): string =>
  names.includes('auth-secret')
    ? 'and the secret that signs sessions. Keep it like a password.'
    : 'but no secret: AUTH_SECRET signs sessions. Keep that too.';

/** Stands before the id of the process that writes it. */
const partSuffix = '.feed-backup-';

/** Nobody writes for so long at one file, whoever has the id of its process by now. */
const writingMsMost = day;

/** Takes away what killed runs have left in this folder. */
function sweep(folder: string, now: number): void {
  for (const name of readdirSync(folder)) {
    const [, pid] = name.split(partSuffix);
    if (pid === undefined) continue;
    const path = join(folder, name);
    const writtenAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (!isAlive(Number.parseInt(pid, 10)) || now - writtenAt > writingMsMost)
      rmSync(path, { force: true });
  }
}

/** In a container, this process has the id that the one before had. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}
