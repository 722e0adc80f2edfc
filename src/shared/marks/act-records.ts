/**
 * Act records are entries of the document: `act/<device>/<stamp>`, value a versioned encoding. A
 * record never changes and its key follows from it, so it does not matter who writes it, how often,
 * or where. This file decides which are kept; devices that know the same ones keep the same.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { err, ok, type Result } from '#shared/base/result.ts';
import { markEntryBytes, recordsKept } from './limits.ts';
import { parseActId } from './act-id.ts';
import { actKinds, laneOfAct, type ActRecord } from './acts.ts';
import { decodeRunSet, encodeRunSet, type DecodeFault } from './encoding.ts';
import { runSetSize } from './run-set.ts';

const version = 1;

/** Beside its bytes a record costs the document its key and a struct. */
const entryCost = 80;

export function encodeActRecord({ kind, count, changed }: ActRecord): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, version);
  encoding.writeVarUint(encoder, actKinds.indexOf(kind));
  encoding.writeVarUint(encoder, count);
  encoding.writeVarUint8Array(encoder, encodeRunSet(changed));
  return encoding.toUint8Array(encoder);
}

/** Tells apart what cannot be an act, which is malformed, from what a newer app wrote. */
export function decodeActRecord(id: string, bytes: Uint8Array): Result<ActRecord, DecodeFault> {
  const key = parseActId(id);
  if (!key) return err('malformed');
  try {
    const decoder = decoding.createDecoder(bytes);
    if (decoding.readVarUint(decoder) !== version) return err('unknown-version');
    const kind = actKinds[decoding.readVarUint(decoder)];
    const count = decoding.readVarUint(decoder);
    const changed = decodeRunSet(decoding.readVarUint8Array(decoder));
    if (!changed.ok) return changed;
    if (!kind) return err('unknown-version');
    const isWhole = count > 0 && count <= runSetSize(changed.value);
    if (!isWhole || decoding.hasContent(decoder)) return err('malformed');
    return ok({ id, kind, ...key, lane: laneOfAct(kind), changed: changed.value, count });
  } catch {
    return err('malformed');
  }
}

export interface KeptRecord {
  readonly record: ActRecord;
  readonly bytes: Uint8Array;
}

/**
 * Chooses which of all known records stay in the document: the newest, as many as fit, whatever any
 * clock says. A device that knows more records keeps the same or fewer of these, so devices that tidy
 * at the same time never write back what another has dropped. A record too large for an entry stays on
 * its own device.
 */
export function keptRecords(records: Iterable<ActRecord>): readonly KeptRecord[] {
  const newestFirst = [...records].sort((a, b) => b.stamp - a.stamp || (a.id < b.id ? -1 : 1));
  const kept: KeptRecord[] = [];
  let left: number = recordsKept.bytes;
  for (const record of newestFirst) {
    const bytes = encodeActRecord(record);
    if (bytes.length > markEntryBytes) continue;
    left -= bytes.length + entryCost;
    if (left < 0 || kept.length === recordsKept.count) break;
    kept.push({ record, bytes });
  }
  return kept;
}
