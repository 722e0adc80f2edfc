/**
 * The name of an account that is deleted, in what others were told and were answered. Nothing finds these
 * rows by the person, as a row can name several: all rows are walked once, some in each step, when nothing
 * new can name them any more.
 */
import type { LogEntry, Timer, WorkspaceTransaction } from '../storage/workspace-store.ts';
import { tell } from './tell.ts';

const rowsPerStep = 5_000;
const ticketsPerStep = 200;
/** Comes before the ids of tickets, where those of notifications have all been seen. */
const ofTickets = 'ticket:';

/** @param timer its position is the last row that was seen @returns everybody whose log has moved */
export async function fireUnname(
  tx: WorkspaceTransaction,
  timer: Timer,
  userId: string,
  now: number,
): Promise<ReadonlySet<string>> {
  const goOn = (position: string) => tx.setTimer({ ...timer, attempts: 0, position });
  const { position } = timer;
  if (!position.startsWith(ofTickets)) {
    const { told, last } = await tx.unnameTold(userId, position, rowsPerStep);
    await goOn(last ?? ofTickets);
    return tell(tx, { notices: [], rewritten: told, at: now });
  }
  const after = position.slice(ofTickets.length);
  const { tickets, last } = await tx.unnameAnswers(userId, after, ticketsPerStep);
  if (last === null) {
    await tx.dropTimer(timer.key);
    await tx.noteErased(now);
  } else await goOn(`${ofTickets}${last}`);
  const entriesByUser = new Map<string, LogEntry[]>();
  const supportIds = await tx.supportIds();
  for (const { id, authorId } of tickets) {
    const entry: LogEntry = { kind: 'ticket', id, op: 'upsert', trackId: null };
    for (const reader of new Set([authorId, ...supportIds])) {
      entriesByUser.set(reader, [...(entriesByUser.get(reader) ?? []), entry]);
    }
  }
  return tell(tx, { audience: { entriesByUser, lost: new Set() }, notices: [], at: now });
}
