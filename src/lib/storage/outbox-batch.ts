/**
 * What the next request carries of the outbox, decided purely on its rows. Numbers are given when first
 * sent, strictly increasing, and never twice.
 */
import type { SentCommand } from '#shared/protocol/messages.ts';
import { idMadeBy, idsIn } from '#shared/workspace/command-kinds.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { commandsPerRequest, commandRequestBytes } from '#shared/workspace/limits.ts';
import type { OutboxRow } from './acts-database.ts';

export interface Batch {
  readonly commands: readonly SentCommand[];
  /** Rows given their number, or set aside, now; to be on disk before anything is on the wire. */
  readonly changed: readonly OutboxRow[];
  readonly lastN: number;
}

/** `{"commands":[…]}` and the commas between. */
const frameBytes = 32 + commandsPerRequest;

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
