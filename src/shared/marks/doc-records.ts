/**
 * The document holds act records, read from every device, written by any leader that knows them.
 */
import type * as Y from 'yjs';
import { parseActId } from './act-id.ts';
import { decodeActRecord, keptRecords } from './act-records.ts';
import type { ActRecord } from './acts.ts';
import { marksMap } from './doc.ts';

/** Reads all records of the document, in no order. */
export function readDocRecords(doc: Y.Doc): readonly ActRecord[] {
  const records: ActRecord[] = [];
  for (const [key, value] of marksMap(doc).entries()) {
    if (parseActId(key) === null || !(value instanceof Uint8Array)) continue;
    const decoded = decodeActRecord(key, value);
    if (decoded.ok) records.push(decoded.value);
  }
  return records;
}

/**
 * Adds what the document lacks, and drops what is not kept beside it: in one transaction, as a
 * delete must never stand alone in an update. Where nothing is to be added, nothing is dropped.
 * What others said may not be on this device yet: both together decide what is kept.
 * @param records those on this device
 */
export function writeRecords(doc: Y.Doc, records: readonly ActRecord[]): void {
  const map = marksMap(doc);
  if (records.every(({ id }) => map.has(id))) return;
  const held = readDocRecords(doc);
  const known = new Map([...held, ...records].map((record) => [record.id, record]));
  const kept = keptRecords(known.values());
  const missing = kept.filter(({ record }) => !map.has(record.id));
  if (missing.length === 0) return;
  const keptIds = new Set(kept.map(({ record }) => record.id));
  const dropped = held.filter(({ id }) => !keptIds.has(id));
  doc.transact(() => {
    for (const { record, bytes } of missing) map.set(record.id, bytes);
    for (const { id } of dropped) map.delete(id);
  });
}
