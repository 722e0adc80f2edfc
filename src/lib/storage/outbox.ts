/**
 * The outbox as pure decisions on its rows: what the next request carries, what an outcome makes of a
 * row, when a row leaves. Numbers are given when first sent, strictly increasing, and never twice.
 */
import type { CommandOutcome, SentCommand } from '#shared/protocol/messages.ts';
import { commandsPerRequest, commandRequestBytes } from '#shared/protocol/limits.ts';
import type { OutboxRow } from './acts-database.ts';
import type { Position } from './feed-database.ts';

export interface Batch {
  readonly commands: readonly SentCommand[];
  /** Rows that were given their number now; to be on disk before anything is on the wire. */
  readonly numbered: readonly OutboxRow[];
  readonly lastN: number;
}

/** `{"commands":[…]}` and the commas between. */
const frameBytes = 32 + commandsPerRequest;

/**
 * @param rows that wait, in order of acting
 * @param lastN the last number this device has used
 */
export function nextBatch(rows: readonly OutboxRow[], device: string, lastN: number): Batch {
  const commands: SentCommand[] = [];
  const numbered: OutboxRow[] = [];
  let last = lastN;
  let bytes = frameBytes;
  for (const row of rows) {
    const n = row.n ?? last + 1;
    const { name, args } = row.command;
    const command = { id: row.id, device, n, name, args, at: row.at };
    bytes += new TextEncoder().encode(JSON.stringify(command)).length;
    const isFull = commands.length === commandsPerRequest || bytes > commandRequestBytes;
    // One alone always fits: the texts of a command are bounded far below a request.
    if (isFull && commands.length > 0) break;
    commands.push(command);
    if (row.n === null) numbered.push({ ...row, n });
    last = Math.max(last, n);
  }
  return { commands, numbered, lastN: last };
}

/** A refusal stays, with what the person wrote, until they put it away or try again. */
export const decidedRow = (
  row: OutboxRow,
  { status, code, epoch, seq }: CommandOutcome,
): OutboxRow =>
  status === 'done'
    ? { ...row, state: 'done', epoch, seq }
    : { ...row, state: 'refused', code: code ?? 'invalid' };

/** What the command did has arrived as rows of the change log. */
export const isArrived = (row: OutboxRow, { epoch, cursor }: Position): boolean =>
  row.state === 'done' && row.epoch === epoch && (row.seq ?? 0) <= cursor;

/**
 * What becomes of a row when the device stands at this position: `null` leaves the outbox. After a
 * change of epoch a done one waits again; the server answers it from its stored outcomes.
 */
export function rowAt(row: OutboxRow, position: Position): OutboxRow | null {
  if (row.state !== 'done') return row;
  if (isArrived(row, position)) return null;
  return row.epoch === position.epoch ? row : { ...row, state: 'waiting' };
}
