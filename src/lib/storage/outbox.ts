/**
 * The outbox as pure decisions on its rows: what the next request carries, what an outcome makes of a
 * row, when a row leaves. Numbers are given when first sent, strictly increasing, and never twice.
 */
import type { CommandOutcome, SentCommand } from '#shared/protocol/messages.ts';
import { idMadeBy, idsIn } from '#shared/workspace/command-kinds.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { commandsPerRequest, commandRequestBytes } from '#shared/workspace/limits.ts';
import type { OutboxRow } from './acts-database.ts';
import type { Position } from './feed-database.ts';

export interface Batch {
  readonly commands: readonly SentCommand[];
  /** Rows given their number, or set aside, now; to be on disk before anything is on the wire. */
  readonly changed: readonly OutboxRow[];
  readonly lastN: number;
}

/** `{"commands":[…]}` and the commas between. */
const frameBytes = 32 + commandsPerRequest;

/** After so many faults in a row the others no longer wait for it. */
const faultsMost = 5;

/**
 * @param rows that wait or are set aside, in order of acting
 * @param lastN the last number this device has used
 */
export function nextBatch(rows: readonly OutboxRow[], device: string, lastN: number): Batch {
  const commands: SentCommand[] = [];
  const changed: OutboxRow[] = [];
  /** What the rows set aside would have made. */
  const missing = new Set<string>();
  let last = lastN;
  let bytes = frameBytes;
  for (const row of rows) {
    const isAside = row.state === 'aside' || needs(row.command, missing);
    if (isAside) {
      const made = idMadeBy(row.command);
      if (made !== undefined) missing.add(made);
      if (row.state !== 'aside') changed.push({ ...row, state: 'aside' });
      continue;
    }
    // One the server has failed on travels alone, so that it is known whose fault the next one is.
    const isSuspect = (row.faults ?? 0) > 0;
    if (commands.length > 0 && isSuspect) break;
    const n = row.n ?? last + 1;
    const { name, args } = row.command;
    const { id, at, ifVersion } = row;
    const command = {
      id,
      device,
      n,
      name,
      args,
      at,
      ...(ifVersion !== undefined && { ifVersion }),
    };
    bytes += new TextEncoder().encode(JSON.stringify(command)).length;
    const isFull = commands.length === commandsPerRequest || bytes > commandRequestBytes;
    // One alone always fits: the texts of a command are bounded far below a request.
    if (isFull && commands.length > 0) break;
    commands.push(command);
    if (row.n === null) changed.push({ ...row, n });
    last = Math.max(last, n);
    if (isSuspect) break;
  }
  return { commands, changed, lastN: last };
}

const needs = (command: Command, missing: ReadonlySet<string>): boolean =>
  missing.size > 0 && Object.values(idsIn(command)).some((id) => missing.has(id));

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
