/**
 * Judges an update before it is stored: would every device that holds the document be able to apply
 * it at once, and would it then hold nothing but entries of bytes? Pure: bytes and an index in, a
 * verdict out; on the way to the disk, so linear in the update.
 *
 * - Each client continues where it stands or overlaps; what is known already is cut off.
 * - An origin is known: stored, or in this update with everything it needs. It may be another
 *   client's, as a stock client overwrites entries it did not begin. The entry of an item is the
 *   entry of its origin, so no chain ever leaves its key; behind a collected range an item is
 *   collected too.
 * - Content must be acceptable under the key of its entry.
 * - What is deleted is known.
 *
 * An update that refers to what is not known yet is `ahead`: its sender is asked for the rest. The
 * other faults are final.
 */
import * as Y from 'yjs';
import { err, ok, type Result } from '#shared/base/result.ts';
import { isAcceptableKey, latestStampIn } from '#shared/marks/doc.ts';
import { runSetOfRuns, type Run, type RunSet } from '#shared/marks/run-set.ts';
import { documentClients, markEntryBytes, updateStructs } from '#shared/marks/limits.ts';
import type { Clocks } from '../storage/marks-store.ts';
import type { Additions, DocumentIndex } from './document-index.ts';
import { parseMarksUpdate, type MarksUpdate, type ParseFault } from './marks-update.ts';
import { resolveEntries, type ResolveFault } from './resolve-entries.ts';

export type UpdateFault = ParseFault | ResolveFault | 'too-large';

export interface CheckedUpdate {
  /** The bytes to store and relay, without what was known. Null where nothing is new. */
  readonly bytes: Uint8Array | null;
  /** Every client in the update, with its clock once this is stored. */
  readonly clocks: Clocks;
  readonly additions: Additions;
  /** The latest stamp in what is new. */
  readonly latest: number;
}

export function checkUpdate(
  bytes: Uint8Array,
  index: DocumentIndex,
  bytesMost: number,
): Result<CheckedUpdate, UpdateFault> {
  if (bytes.length > bytesMost) return err('too-large');
  const parsed = parseMarksUpdate(bytes);
  if (!parsed.ok) return parsed;
  const judged = judge(parsed.value, index);
  if (!judged.ok) return judged;
  const { additions, latest } = judged.value;
  const clocks = new Map<number, number>();
  let overlaps = false;
  for (const { client, clock, end } of parsed.value.blocks.values()) {
    const known = index.clockOf(client);
    clocks.set(client, Math.max(known, end));
    overlaps ||= clock < known;
  }
  if (additions.runs.length === 0 && additions.deletes.size === 0) {
    return ok({ bytes: null, clocks, additions, latest });
  }
  const fresh = overlaps ? withoutKnown(bytes, clocks, index) : bytes;
  return ok({ bytes: fresh, clocks, additions, latest });
}

/** Adds what was stored, and so had passed the check of its time. @returns the latest stamp in it */
export function addStoredUpdate(bytes: Uint8Array, index: DocumentIndex): number {
  const parsed = parseMarksUpdate(bytes);
  if (!parsed.ok) throw new Error(`Invariant broken: a stored update is ${parsed.error}`);
  let latest = 0;
  const resolved = resolveEntries(parsed.value, index, (key, content) => {
    latest = Math.max(latest, stampIn(key, content) ?? 0);
    return true;
  });
  if (!resolved.ok) throw new Error(`Invariant broken: a stored update is ${resolved.error}`);
  const deletes = newDeletes(parsed.value, index);
  if (!deletes.ok) throw new Error(`Invariant broken: a stored update is ${deletes.error}`);
  index.add({ runs: resolved.value, deletes: deletes.value });
  return latest;
}

interface Judged {
  readonly additions: Additions;
  readonly latest: number;
}

function judge(update: MarksUpdate, index: DocumentIndex): Result<Judged, UpdateFault> {
  let clients = index.clientCount;
  for (const { client, clock, end } of update.blocks.values()) {
    const known = index.clockOf(client);
    if (clock > known) return err('ahead');
    if (end - known > updateStructs) return err('too-long');
    if (known === 0) clients += 1;
  }
  if (clients > documentClients) return err('too-long');
  let latest = 0;
  const runs = resolveEntries(update, index, (key, content) => {
    const stamp = stampIn(key, content);
    latest = Math.max(latest, stamp ?? 0);
    return stamp !== null;
  });
  if (!runs.ok) return runs;
  const deletes = newDeletes(update, index);
  if (!deletes.ok) return deletes;
  return ok({ additions: { runs: runs.value, deletes: deletes.value }, latest });
}

/** @returns the latest stamp in what a struct holds, null where it is not taken */
function stampIn(key: string | null, content: Uint8Array | null): number | null {
  if (content === null) return key === null || isAcceptableKey(key) ? 0 : null;
  if (key !== null) return latestStampIn(key, content);
  return content.length <= markEntryBytes ? 0 : null;
}

function withoutKnown(bytes: Uint8Array, clients: Clocks, index: DocumentIndex): Uint8Array {
  const known = [...clients.keys()].map((client) => [client, index.clockOf(client)] as const);
  return Y.diffUpdate(bytes, Y.encodeStateVector(new Map(known)));
}

function newDeletes(
  update: MarksUpdate,
  index: DocumentIndex,
): Result<ReadonlyMap<number, RunSet>, 'ahead'> {
  const claimed = new Map<number, Run[]>();
  const claim = (client: number, clock: number, length: number) => {
    const ranges = claimed.get(client) ?? [];
    claimed.set(client, ranges);
    ranges.push([clock, clock + length - 1]);
  };
  for (const { client, clock, length } of update.deletes) {
    const end = update.blocks.get(client)?.end ?? 0;
    if (clock + length > Math.max(index.clockOf(client), end)) return err('ahead');
    claim(client, clock, length);
  }
  claimEmpty(update, index, claim);
  const deletes = new Map<number, RunSet>();
  for (const [client, ranges] of claimed) {
    const fresh = index.notDeleted(client, runSetOfRuns(ranges));
    if (fresh.length > 0) deletes.set(client, fresh);
  }
  return ok(deletes);
}

/** New structs without content: deleted, though no range says so. */
function claimEmpty(
  { blocks }: MarksUpdate,
  index: DocumentIndex,
  claim: (client: number, clock: number, length: number) => void,
): void {
  for (const { client, structs } of blocks.values()) {
    const known = index.clockOf(client);
    for (const struct of structs) {
      if (struct.kind === 'item' && struct.content !== null) continue;
      const clock = Math.max(struct.clock, known);
      const length = struct.clock + struct.length - clock;
      if (length > 0) claim(client, clock, length);
    }
  }
}
