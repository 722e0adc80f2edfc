/** Says in words for the operator why disk and database fail, and what to do about it. */
import { codeOf, isFull } from '../storage/durable-files.ts';
import { isBusy, resultOf, results } from '../storage/sqlite-results.ts';
import type { Unfit } from './inspect.ts';

/** Tells what is not a whole database, or none; null where something else failed. */
export function unfitBy(error: unknown): Unfit | null {
  if (resultOf(error) === results.corrupt) return 'damaged';
  return resultOf(error) === results.foreign ? 'foreign' : null;
}

/** @param folder where something was to be written */
export function faultWords(error: unknown, folder: string): string {
  const [code, result] = [codeOf(error), resultOf(error)];
  const reason = error instanceof Error ? error.message : String(error);
  if (isFull(error) || result === results.full) {
    return `the disk of ${folder} is full. Make room, or use another disk.`;
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `this user may not do that (${reason}). Give it rights on ${folder}.`;
  }
  if (result === results.cannotOpen || result === results.readOnly) {
    return `the database cannot be opened (${reason}). Run this as the user the server runs as.`;
  }
  if (isBusy(error)) return 'another program holds the database. Try again when it is done.';
  if (unfitBy(error)) return `the database is damaged (${reason}). Restore the last good backup.`;
  if (result === results.io) return `the disk of ${folder} fails (${reason}). Is it full?`;
  return `${reason}.`;
}

export function unfitWords(unfit: Unfit, file: string): string {
  switch (unfit) {
    case 'damaged':
      return `${file} is damaged. Use another backup.`;
    case 'foreign':
      return `${file} is not a database of this app. Name a file that "backup" has made.`;
    case 'newer':
      return `${file} was made by a newer version of this app. Update the app, then restore.`;
  }
}

const units = ['bytes', 'KB', 'MB', 'GB'] as const;

export function sizeWords(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const size = bytes / 1_000 ** power;
  return `${size.toFixed(power > 0 && size < 10 ? 1 : 0)} ${units[power] ?? ''}`;
}
