import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createRandom } from '#shared/base/random.ts';
import { marksMap, readDocMarks, readMarksByDevice, writeExcess } from './doc.ts';
import { writeRecords } from './doc-records.ts';
import { laneValueAt, writeLane } from './lane.ts';
import { emptyMarks, joinMarks, type Marks } from './marks.ts';
import { carriedEntries, carryEntries, renewDocument } from './renewal.ts';
import { toValue } from './stamp.ts';

const reads = (from: number, to: number, stamp: number): Marks => ({
  ...emptyMarks,
  read: writeLane([], [[from, to]], toValue(stamp, 0)),
});
const foreign = new Uint8Array([9, 1, 2]);

/** Makes a document in which three devices have written, one session after the other. */
function usedDocument(sessions: number): Y.Doc {
  const random = createRandom(7);
  let doc = new Y.Doc();
  let said = emptyMarks;
  for (let session = 0; session < sessions; session += 1) {
    const next = new Y.Doc();
    Y.applyUpdate(next, Y.encodeStateAsUpdate(doc));
    doc = next;
    const from = 1 + random.int(500);
    said = joinMarks(said, reads(from, from + random.int(40), 2 * (session + 1)));
    writeExcess(doc, `d${session % 3}`, said);
  }
  return doc;
}

test('SY23 a document that begins anew says the same of every ordinal, by the same devices', () => {
  const doc = usedDocument(60);
  const fresh = renewDocument(doc);
  expect(readDocMarks(fresh)).toEqual(readDocMarks(doc));
  const [before, after] = [readMarksByDevice(doc), readMarksByDevice(fresh)];
  const { read } = readDocMarks(doc);
  for (let ordinal = 1; ordinal <= 540; ordinal += 1) {
    const value = laneValueAt(read, ordinal);
    if (value === 0) continue;
    const by = [...after].filter(([, marks]) => laneValueAt(marks.read, ordinal) === value);
    expect(by).toHaveLength(1);
    expect(laneValueAt(before.get(by[0]?.[0] ?? '')?.read ?? [], ordinal)).toBe(value);
  }
  expect(Y.encodeStateVector(fresh).length).toBeLessThan(10);
  expect(Y.encodeStateAsUpdate(fresh).length).toBeLessThan(Y.encodeStateAsUpdate(doc).length / 2);
});

test('SY23 records, unknown lanes and later encodings go along as they are', () => {
  const doc = usedDocument(3);
  const act = { id: 'act/d0/4', kind: 'read', device: 'd0', lane: 'read', stamp: 4 } as const;
  writeRecords(doc, [{ ...act, changed: [[1, 2]], count: 2 }]);
  for (const key of ['snoozed/d/1/0', 'read/d/9/0', 'act/d/9', 'of-a-stock-client'])
    marksMap(doc).set(key, foreign);
  const fresh = marksMap(renewDocument(doc));
  for (const key of ['snoozed/d/1/0', 'read/d/9/0', 'act/d/9', 'of-a-stock-client', act.id])
    expect(fresh.get(key)).toEqual(marksMap(doc).get(key));
});

test('SY24 a device takes along what it cannot read, over an older copy of its own only', () => {
  const [old, next] = [new Y.Doc(), new Y.Doc()];
  const [mine, theirs] = ['snoozed/d/9/0', 'snoozed/e/a/0'];
  for (const key of [mine, theirs, 'x']) marksMap(old).set(key, foreign);
  writeExcess(old, 'd', reads(1, 2, 2));
  const carried = carriedEntries(old, new Set([9]));
  expect(carried.map(({ key, isOwn }) => [key, isOwn])).toEqual([
    [mine, true],
    [theirs, false],
    ['x', false],
  ]);
  const other = new Uint8Array([9, 9]);
  for (const key of [mine, theirs]) marksMap(next).set(key, other);
  carryEntries(next, carried);
  expect(marksMap(next).toJSON()).toEqual({ [mine]: foreign, [theirs]: other, x: foreign });
});
