/**
 * Reads a stored document: joined, or only what somebody does not know yet. It works on updates,
 * not on a document: nothing is integrated, so the cost is linear in bytes.
 */
import * as Y from 'yjs';
import type { StoredMarks } from '../storage/marks-store.ts';

const nothing = Y.encodeStateAsUpdate(new Y.Doc());

/** Yjs sorts all readers at every step, so a long tail is merged in small groups first. */
const mergedAtOnce = 32;

function mergeAll(updates: readonly Uint8Array[]): Uint8Array {
  let rest = [...updates];
  while (rest.length > 1) {
    const merged: Uint8Array[] = [];
    for (let from = 0; from < rest.length; from += mergedAtOnce) {
      merged.push(Y.mergeUpdates(rest.slice(from, from + mergedAtOnce)));
    }
    rest = merged;
  }
  return rest[0] ?? nothing;
}

export const allUpdates = ({ snapshot, tail }: StoredMarks): readonly Uint8Array[] =>
  snapshot ? [snapshot, ...tail] : tail;

/** Returns what somebody with this state vector lacks. */
export const updateFor = (stored: StoredMarks, vector: Uint8Array): Uint8Array =>
  Y.diffUpdate(mergeAll(allUpdates(stored)), vector);

/** Returns all stored after this number; more where the tail no longer reaches back. */
export const updateSince = (stored: StoredMarks, seq: number): Uint8Array =>
  mergeAll(
    seq < stored.snapshotSeq ? allUpdates(stored) : stored.tail.slice(seq - stored.snapshotSeq),
  );
