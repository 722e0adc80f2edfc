/**
 * The outbox as pure decisions on its rows: what an outcome or a fault makes of a row, and when it leaves.
 * What is sent of it is outbox-batch.ts, which the first screen does without.
 */
import type { CommandOutcome } from '#shared/protocol/messages.ts';
import type { OutboxRow } from './acts-database.ts';
import type { Position } from './feed-database.ts';

/** After so many faults in a row the others no longer wait for it. */
const faultsMost = 5;

/** The server failed on what it was asked, and this row stood first. */
export function faultedRow(row: OutboxRow): OutboxRow {
  const faults = (row.faults ?? 0) + 1;
  return { ...row, faults, state: faults >= faultsMost ? 'aside' : row.state };
}

/** The person says: try it again. It keeps its id, as it may have taken effect; its number is past. */
export const resumedRow = (row: OutboxRow): OutboxRow => ({
  ...row,
  state: 'waiting',
  n: null,
  faults: 0,
});

/** A refusal stays, with what the person wrote, until they put it away or try again. */
export const decidedRow = (
  row: OutboxRow,
  { status, code, epoch, seq }: CommandOutcome,
): OutboxRow =>
  status === 'done'
    ? { ...row, state: 'done', epoch, seq }
    : { ...row, state: 'refused', code: code ?? 'invalid' };

/** An answer that came when the same had been asked again. */
export const isOvertaken = ({ state, code }: OutboxRow): boolean =>
  state === 'refused' && code === 'asked-again';

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
