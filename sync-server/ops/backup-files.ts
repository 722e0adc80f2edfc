/**
 * Shared files go along with a backup in a folder beside it, `feed-files`, which all backups in that place
 * have in common: a file never changes, so each is brought there once, whatever the number of backups. On
 * the same disk it costs no room. Nothing is ever taken out of it, or overwritten in it.
 */
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { filesFolder, isHash } from '../files/store.ts';
import { giveToOwner } from '../storage/data-folder.ts';
import { codeOf, copyDurably, syncFolder } from '../storage/durable-files.ts';

export interface Brought {
  /** How many there are now, and how large they are together. */
  readonly count: number;
  readonly bytes: number;
  /** How many of them were not there before. */
  readonly added: number;
}

/** Beside this file, or database. */
export const filesBeside = (file: string): string => join(dirname(file), 'feed-files');
export const filesOf = (dataDir: string): string => join(dataDir, filesFolder);

/**
 * Each is there whole or not at all, and on disk when this returns.
 *
 * @param half the name, of a path on the same disk as `to`, under which a file is made that cannot be linked
 */
export function bringFiles(from: string, to: string, half: string): Brought {
  let [count, bytes, added] = [0, 0, 0];
  if (!existsSync(from) || isSame(from, to)) return { count, bytes, added };
  for (const prefix of readdirSync(from).sort()) {
    const names = namesIn(join(from, prefix));
    if (names.length === 0) continue;
    make(to);
    make(join(to, prefix));
    let isNew = false;
    for (const name of names) {
      const path = join(to, prefix, name);
      const isAdded = !existsSync(path) && bring(join(from, prefix, name), path, half);
      if (!existsSync(path)) continue;
      count += 1;
      bytes += statSync(path).size;
      added += Number(isAdded);
      isNew ||= isAdded;
    }
    if (isNew) syncFolder(join(to, prefix));
  }
  if (added > 0) for (const folder of [to, dirname(to)]) syncFolder(folder);
  return { count, bytes, added };
}

/** @returns false where it was collected meanwhile: nothing has referred to it for long */
function bring(from: string, to: string, half: string): boolean {
  try {
    link(from, to, half);
    giveToOwner(to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' && !existsSync(from)) return false;
    throw error;
  }
}

function link(from: string, to: string, half: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Another disk, or one without hard links.
    copyDurably(from, half);
    renameSync(half, to);
  }
}

function make(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { mode: 0o700 });
  giveToOwner(folder);
}

const namesIn = (folder: string): readonly string[] =>
  statSync(folder).isDirectory() ? readdirSync(folder).filter(isHash) : [];

const isSame = (one: string, other: string): boolean =>
  existsSync(other) && realpathSync(one) === realpathSync(other);
