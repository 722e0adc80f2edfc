/**
 * The outbox as pure decisions on its rows: what the next request carries, what an outcome makes of a
 * row, when a row leaves.
 */
import type { CommandOutcome, SentCommand } from '#shared/protocol/messages.ts';
import { idIn, idMadeBy, idsIn } from '#shared/workspace/command-kinds.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { commandsPerRequest, commandRequestBytes } from '#shared/workspace/limits.ts';
import type { OutboxRow } from './acts-database.ts';
import type { Position } from './feed-database.ts';
import { isArrived } from './outbox-row.ts';

export interface Batch {
  readonly commands: readonly SentCommand[];
  /** Rows set aside now. */
  readonly changed: readonly OutboxRow[];
}

/** `{"commands":[…]}` and the commas between. */
const frameBytes = 32 + commandsPerRequest;

/** After so many faults in a row the others no longer wait for it. */
const faultsMost = 5;

/**
 * @param rows that wait or are set aside, in order of acting
 * @param bytesMost of a request; one command always fits
 */
export function nextBatch(
  rows: readonly OutboxRow[],
  device: string,
  bytesMost = commandRequestBytes,
): Batch {
  const commands: SentCommand[] = [];
  const changed: OutboxRow[] = [];
  const isAside = asideOnes();
  /** The tracks of which a version is named by what is sent here. */
  const versioned = new Set<string>();
  let bytes = frameBytes;
  for (const row of rows) {
    if (isAside(row)) {
      if (row.state !== 'aside') changed.push({ ...row, state: 'aside' });
      continue;
    }
    // Whether it was seen what this stands on, the answer to the one before it says.
    const track = trackSeen(row);
    if (track !== undefined && versioned.has(track)) break;
    if (track !== undefined) versioned.add(track);
    // One the server has failed on travels alone, so that it is known whose fault the next one is.
    const isSuspect = (row.faults ?? 0) > 0;
    if (commands.length > 0 && isSuspect) break;
    const { name, args } = row.command;
    const { id, order = 0, at, ifVersion } = row;
    // The order is the same in each copy too. Where it is not above the last number, the server says so.
    const n = row.n ?? order;
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
    const isFull =
      commands.length === commandsPerRequest || bytes > Math.min(bytesMost, commandRequestBytes);
    // One alone always fits: the texts of a command are bounded far below a request.
    if (isFull && commands.length > 0) break;
    commands.push(command);
    if (isSuspect) break;
  }
  return { commands, changed };
}

/** Tells of one row after the other, in order of acting, whether it is set aside or stands on one that is. */
function asideOnes(): (row: OutboxRow) => boolean {
  /** What the rows set aside would have made, and the tracks they named a version of. */
  const missing = new Set<string>();
  const versioned = new Set<string>();
  return (row) => {
    const track = trackSeen(row);
    const isAside =
      row.state === 'aside' ||
      needs(row.command, missing) ||
      (track !== undefined && versioned.has(track));
    if (!isAside) return false;
    const made = idMadeBy(row.command);
    if (made !== undefined) missing.add(made);
    if (track !== undefined) versioned.add(track);
    return true;
  };
}

/** The track of which the person saw the version that is named. */
const trackSeen = ({ ifVersion, command }: OutboxRow): string | undefined =>
  ifVersion === undefined ? undefined : idIn(command, 'track');

const needs = (command: Command, missing: ReadonlySet<string>): boolean =>
  missing.size > 0 && Object.values(idsIn(command)).some((id) => missing.has(id));

/** The server failed on what it was asked, and this row stood first. */
export function faultedRow(row: OutboxRow): OutboxRow {
  const faults = (row.faults ?? 0) + 1;
  return { ...row, faults, state: faults >= faultsMost ? 'aside' : row.state };
}

/** A refusal stays, with what the person wrote, until they put it away or try again. */
export const decidedRow = (
  row: OutboxRow,
  { status, code, epoch, seq }: CommandOutcome,
): OutboxRow =>
  status === 'done'
    ? { ...row, state: 'done', epoch, seq }
    : { ...row, state: 'refused', code: code ?? 'invalid' };

/** What a refusal takes along. */
export interface Fallen {
  /** Words the person has replaced by later ones. */
  readonly gone: readonly OutboxRow[];
  readonly refused: OutboxRow;
}

/**
 * Later words of the same field stand on those that were refused: the version they name was counted
 * here, and the server's of that number is somebody else's.
 * @param refused has just been decided
 * @param waiting of this device, in any order
 */
export function fallenWith(refused: OutboxRow, waiting: readonly OutboxRow[]): Fallen {
  const { code, command, order = 0 } = refused;
  if (code !== 'version-mismatch') return { gone: [], refused };
  const later = waiting
    .filter(
      (row) =>
        row.ifVersion !== undefined &&
        (row.order ?? 0) > order &&
        row.command.name === command.name &&
        idIn(row.command, 'track') === idIn(command, 'track'),
    )
    .sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const last = later.at(-1);
  if (!last) return { gone: [], refused };
  return { gone: [refused, ...later.slice(0, -1)], refused: { ...last, state: 'refused', code } };
}

/**
 * What becomes of a row when the device stands at this position: `null` leaves the outbox. After a
 * change of epoch a done one waits again; the server answers it from its stored outcomes.
 */
export function rowAt(row: OutboxRow, position: Position): OutboxRow | null {
  if (row.state !== 'done') return row;
  if (isArrived(row, position)) return null;
  return row.epoch === position.epoch ? row : { ...row, state: 'waiting' };
}
