/**
 * Files that are there whole or not at all, whenever the power goes: written under another name, synced,
 * then renamed, and the folder synced, as a name is on disk only with its folder.
 */
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

export function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** In the place of whatever has that name. */
export function renameDurably(from: string, to: string): void {
  renameSync(from, to);
  syncFolder(dirname(to));
}

/**
 * The same for a file that may be large: whoever else asks something meanwhile is answered. Makes the
 * folder it goes into, where there is none.
 */
export async function renameLargeDurably(from: string, to: string): Promise<void> {
  const folder = dirname(to);
  if ((await mkdir(folder, { recursive: true })) !== undefined)
    await syncLarge(dirname(folder), 'r');
  await syncLarge(from, 'r+');
  await rename(from, to);
  await syncLarge(folder, 'r');
}

async function syncLarge(path: string, flags: 'r' | 'r+'): Promise<void> {
  if (flags === 'r' && process.platform === 'win32') return;
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @returns false where something has that name already */
export function placeDurably(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    rmSync(from);
  } catch (error) {
    if (codeOf(error) === 'EEXIST' || existsSync(to)) return false;
    // A disk without hard links, as many sticks are.
    renameSync(from, to);
  }
  syncFolder(dirname(to));
  return true;
}

/** @param mode of a file that is new */
export function writeDurably(path: string, text: string, mode: number): void {
  const part = `${path}.part`;
  rmSync(part, { force: true });
  writeFileSync(part, text, { mode });
  syncFile(part);
  renameDurably(part, path);
}

/** A copy of this user's own, whatever it is one of; it shares blocks where the disk can do that. */
export function copyDurably(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  chmodSync(to, 0o600);
  syncFile(to);
}

/** Not a thing on Windows, which keeps names in order itself. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** No room, none left for this user, or none in one file. */
const fullCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
export const isFull = (error: unknown): boolean => fullCodes.has(codeOf(error));

export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** Null where there is no such file. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
