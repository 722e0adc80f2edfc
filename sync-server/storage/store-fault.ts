/**
 * What ails the store itself, and nothing that was asked of it: nothing was done, and the same may be asked
 * again when it has passed.
 */
import { resultOf, results } from './sqlite-results.ts';

export type StoreFaultKind =
  'held' | 'full' | 'read-only' | 'damaged' | 'failing' | 'replaced' | 'unreachable';

/** For the operator: what is wrong, and what to do. */
const storeFaultWords: { readonly [Kind in StoreFaultKind]: string } = {
  held: 'another program holds the database',
  full: 'the disk is full: nothing is stored until there is room',
  'read-only':
    'the database cannot be written: give this user rights on it, and see whether its disk is mounted read-only',
  damaged:
    'the database is damaged: stop the server, copy its folder, and restore the last good backup',
  failing: 'the disk of the database fails, or is full: see what the system says of it',
  unreachable:
    'the database does not answer: see whether it runs, and whether DATABASE_URL leads to it',
  replaced:
    'the file of the database is gone, or another has its name: put the one back that was there, or stop the server and restore a backup',
};

export class StoreFault extends Error {
  readonly kind: StoreFaultKind;
  constructor(kind: StoreFaultKind, cause?: unknown) {
    super(storeFaultWords[kind], { cause });
    this.kind = kind;
  }
}

export const isStoreFault = (error: unknown): error is StoreFault => error instanceof StoreFault;

/** A damaged page stays damaged; of all else, the next try may know nothing. */
export const isPassing = (error: unknown): boolean =>
  isStoreFault(error) && error.kind !== 'damaged';

const kinds: ReadonlyMap<number, StoreFaultKind> = new Map([
  [results.busy, 'held'],
  [results.readOnly, 'read-only'],
  [results.io, 'failing'],
  [results.corrupt, 'damaged'],
  [results.full, 'full'],
  [results.cannotOpen, 'failing'],
  [results.foreign, 'damaged'],
]);

/** @returns null where something else failed */
export function storeFaultIn(error: unknown): StoreFault | null {
  if (isStoreFault(error)) return error;
  const kind = kinds.get(resultOf(error));
  return kind === undefined ? null : new StoreFault(kind, error);
}
