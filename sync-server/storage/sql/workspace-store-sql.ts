/**
 * The workspace store on Kysely, in the subset both engines share. Composes the parts: log.ts (heads
 * and change log), slices.ts (what decisions need), bodies.ts (what pages of the log carry), told.ts
 * (notifications, outcomes). Every list that could grow is written in chunks.
 */
import type { Kysely, Transaction } from 'kysely';
import type { WorkspaceStore, WorkspaceTransaction } from '../workspace-store.ts';
import { bodiesFor } from './bodies.ts';
import { createLog } from './log.ts';
import { createSlices } from './slices.ts';
import type { Tables } from './tables.ts';
import { createTold } from './told.ts';

export function createWorkspaceStore(db: Kysely<Tables>): WorkspaceStore {
  const run = <T>(work: (tx: WorkspaceTransaction) => Promise<T>): Promise<T> =>
    db.transaction().execute((tx) => work(transactionOn(tx)));
  return { write: run, read: run };
}

const transactionOn = (tx: Transaction<Tables>): WorkspaceTransaction => ({
  ...createLog(tx),
  ...createSlices(tx),
  ...createTold(tx),
  bodiesFor: (userId, rows) => bodiesFor(tx, userId, rows),
});
