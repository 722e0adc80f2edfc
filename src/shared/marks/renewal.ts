/**
 * This file leads from one generation of the document to the next. Yjs keeps some thirty bytes of
 * every session for ever; a fresh document with the same content has none of them. That is safe
 * only because the content is a semilattice: what is said on either side meanwhile can be joined in
 * again. What this code cannot read goes along as it is.
 */
import * as Y from 'yjs';
import { decodeActRecord } from './act-records.ts';
import {
  marksMap,
  parseMarksKey,
  readDocMarks,
  readMarksByDevice,
  sameBytes,
  writeOwn,
} from './doc.ts';
import { decodeLane } from './encoding.ts';
import { laneAgreement, laneExcess } from './lane.ts';
import type { Marks } from './marks.ts';

/** An entry that is taken along unread. */
export interface CarriedEntry {
  readonly key: string;
  readonly bytes: Uint8Array;
  /** True where a session of this device wrote it, so that no copy elsewhere is newer. */
  readonly isOwn: boolean;
}

/** Keeps of each device what it still has the last word on, and all that is not a lane. */
export function renewDocument(doc: Y.Doc): Y.Doc {
  const fresh = new Y.Doc();
  let left: Marks = readDocMarks(doc);
  fresh.transact(() => {
    for (const [device, marks] of readMarksByDevice(doc)) {
      const credited: Marks = {
        read: laneAgreement(marks.read, left.read),
        dismissed: laneAgreement(marks.dismissed, left.dismissed),
      };
      left = {
        read: laneExcess(left.read, credited.read),
        dismissed: laneExcess(left.dismissed, credited.dismissed),
      };
      writeOwn(fresh, device, credited);
    }
    for (const [key, value] of marksMap(doc).entries()) {
      if (value instanceof Uint8Array && !isReadLane(key, value)) marksMap(fresh).set(key, value);
    }
  });
  return fresh;
}

/** Finds what a device must not lose with its document although it cannot read it. */
export function carriedEntries(
  doc: Y.Doc,
  ownClients: ReadonlySet<number>,
): readonly CarriedEntry[] {
  const carried: CarriedEntry[] = [];
  for (const [key, value] of marksMap(doc).entries()) {
    if (!(value instanceof Uint8Array)) continue;
    if (isReadLane(key, value) || decodeActRecord(key, value).ok) continue;
    carried.push({ key, bytes: value, isOwn: ownClients.has(writerOf(key)) });
  }
  return carried;
}

/** Puts entries where the document has none; over an older copy of this device's own as well. */
export function carryEntries(doc: Y.Doc, carried: readonly CarriedEntry[]): void {
  const map = marksMap(doc);
  doc.transact(() => {
    for (const { key, bytes, isOwn } of carried) {
      const isNeeded = isOwn ? !sameBytes(map.get(key), bytes) : !map.has(key);
      if (isNeeded) map.set(key, bytes);
    }
  });
}

const isReadLane = (key: string, value: Uint8Array): boolean =>
  parseMarksKey(key) !== null && decodeLane(value).ok;

/** Finds the session that wrote it, by the grammar all our keys have so far; NaN elsewhere. */
const writerOf = (key: string): number => Number.parseInt(key.split('/')[2] ?? '', 36);
