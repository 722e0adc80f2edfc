/**
 * The workspace store on Kysely, in the subset both engines share. Composes the parts: log.ts
 * (heads and change log), slices.ts and personal.ts (what decisions need), bodies.ts (what pages of
 * the log carry), notifications-and-outcomes.ts (notifications, outcomes), timer-rows.ts (what
 * comes by itself), accounts.ts (what becomes of accounts), blocked.ts (whom people hear nothing of,
 * and how often they were told). Every list that could grow is written in chunks.
 */
import type { Kysely, Transaction } from 'kysely';
import type { WorkspaceStore, WorkspaceTransaction } from '../workspace-store.ts';
import { createAccountRows } from './accounts.ts';
import { createBlocked } from './blocked.ts';
import { bodiesFor } from './bodies.ts';
import { createLog } from './log.ts';
import { createPersonal } from './personal.ts';
import type { Unflushed } from './marks-journal.ts';
import { createMarksReader, type MarksReader } from './read-marks.ts';
import { createPush } from './push.ts';
import { createSlices } from './slices.ts';
import type { ServerDatabase } from './server-database.ts';
import type { Tables } from './tables.ts';
import { createTimers } from './timer-rows.ts';
import { createUnnaming } from './unnaming.ts';
import { createWritten } from './written.ts';
import { createTold } from './notifications-and-outcomes.ts';

/**
 * @param unflushed what of somebody's marks is not in the tables yet
 * @param inTurnOf whose turn it is at a connection
 * @param reader where those are answered who only read
 */
export function createWorkspaceStore(
  db: Kysely<Tables>,
  unflushed: (userId: string) => Unflushed | undefined = () => undefined,
  inTurnOf: ServerDatabase['inTurnOf'] = (_, ask) => ask(),
  reader: Kysely<Tables> = db,
): WorkspaceStore {
  const marks = createMarksReader(unflushed);
  return {
    write: (work, whose = '') =>
      inTurnOf(whose, () => db.transaction().execute((tx) => work(transactionOn(tx, marks)))),
    read: (work, whose = '') =>
      inTurnOf(whose, () =>
        reader
          .transaction()
          .setAccessMode('read only')
          .execute((tx) => work(transactionOn(tx, marks))),
      ),
  };
}

const transactionOn = (tx: Transaction<Tables>, marks: MarksReader): WorkspaceTransaction => ({
  ...createLog(tx),
  ...createSlices(tx),
  ...createPersonal(tx),
  ...createTimers(tx),
  ...createTold(tx),
  ...createWritten(tx),
  ...createAccountRows(tx),
  ...createUnnaming(tx),
  ...createBlocked(tx),
  ...createPush(tx),
  marksOf: (userId) => marks.read(tx, userId),
  bodiesFor: (userId, rows) => bodiesFor(tx, userId, rows),
});
