import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { StoredMarks } from '../storage/marks-store.ts';
import { updateFor, updateSince } from './stored-updates.ts';

interface Step {
  readonly device: number;
  readonly key: number;
  readonly kind: 'set' | 'delete' | 'meet';
}

const devices = 4;
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    device: fc.nat({ max: devices - 1 }),
    key: fc.nat({ max: 3 }),
    kind: fc.constantFrom('set' as const, 'set' as const, 'delete' as const, 'meet' as const),
  }),
  { minLength: 1, maxLength: 160 },
);

/** The updates of devices that meet through the server now and then, in the order it took them. */
function updatesOf(acts: readonly Step[]): Uint8Array[] {
  const taken: Uint8Array[] = [];
  const docs = Array.from({ length: devices }, () => new Y.Doc());
  for (const doc of docs) {
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'server') taken.push(update);
    });
  }
  for (const [index, { device, key, kind }] of acts.entries()) {
    const doc = docs[device] ?? new Y.Doc();
    const map = doc.getMap('marks');
    if (kind === 'set') map.set(`k${key}`, new Uint8Array([index % 256]));
    else if (kind === 'delete') map.delete(`k${key}`);
    else for (const update of [...taken]) Y.applyUpdate(doc, update, 'server');
  }
  return taken;
}

function docOf(...updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
}

const storedFrom = (updates: readonly Uint8Array[], snapshotSeq: number): StoredMarks => ({
  generation: 'g',
  seq: updates.length,
  clocks: new Map(),
  snapshot: snapshotSeq > 0 ? Y.encodeStateAsUpdate(docOf(...updates.slice(0, snapshotSeq))) : null,
  snapshotSeq,
  renewedAt: 0,
  tail: updates.slice(snapshotSeq),
});

/** Equal in content, in clocks, and in having nothing that waits. */
function expectSame(doc: Y.Doc, wanted: Y.Doc): void {
  expect(doc.store.pendingStructs).toBeNull();
  expect(doc.store.pendingDs).toBeNull();
  expect(doc.getMap('marks').toJSON()).toEqual(wanted.getMap('marks').toJSON());
  expect(Y.decodeStateVector(Y.encodeStateVector(doc))).toEqual(
    Y.decodeStateVector(Y.encodeStateVector(wanted)),
  );
}

test('SY6 what somebody lacks, joined from any snapshot and tail, makes their document whole', () => {
  fc.assert(
    fc.property(steps, fc.nat(), fc.nat(), (acts, cut, known) => {
      const updates = updatesOf(acts);
      const stored = storedFrom(updates, cut % (updates.length + 1));
      const client = docOf(...updates.slice(0, known % (updates.length + 1)));
      Y.applyUpdate(client, updateFor(stored, Y.encodeStateVector(client)));
      expectSame(client, docOf(...updates));
    }),
    { numRuns: 300 },
  );
});

test('SY17 what came after an update, joined, brings a document that had it up to date', () => {
  fc.assert(
    fc.property(steps, fc.nat(), fc.nat(), (acts, cut, sent) => {
      const updates = updatesOf(acts);
      const stored = storedFrom(updates, cut % (updates.length + 1));
      const seq = sent % (updates.length + 1);
      expectSame(docOf(...updates.slice(0, seq), updateSince(stored, seq)), docOf(...updates));
    }),
    { numRuns: 300 },
  );
});
