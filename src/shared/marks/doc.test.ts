import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { createRandom } from '#shared/base/random.ts';
import { markEntryBytes } from './limits.ts';
import {
  foldOwnSessions,
  latestStampIn,
  marksKey,
  marksMap,
  parseMarksKey,
  readDocMarks,
  writeExcess,
} from './doc.ts';
import { encodeLane } from './encoding.ts';
import { emptyLane, writeLane } from './lane.ts';
import { emptyMarks, joinMarks, type Marks } from './marks.ts';
import { toValue } from './stamp.ts';

const reads = (ordinals: readonly number[], stamp: number): Marks => ({
  ...emptyMarks,
  read: ordinals.reduce((lane, i) => writeLane(lane, [[i, i]], toValue(stamp, 0)), emptyLane),
});
const deliver = (from: Y.Doc, to: Y.Doc) =>
  Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)));

test('MK9 a key names lane, device, session and page', () => {
  const key = { lane: 'read' as const, device: 'a1-b2', client: 4_000_000_000, page: 3 };
  expect(parseMarksKey(marksKey(key))).toEqual(key);
  for (const other of ['', 'x', 'read/', 'snoozed/a/b/0', 'read/a/b/0/1', 'READ/a/b/0'])
    expect(parseMarksKey(other)).toBeNull();
});

test('MK9 the server takes our entries when it can read them, and others unread', () => {
  const key = marksKey({ lane: 'read', device: 'd', client: 1, page: 0 });
  expect(latestStampIn(key, encodeLane([[1, 5, 8]]))).not.toBeNull();
  expect(latestStampIn(key, new Uint8Array([2, 9, 9]))).not.toBeNull();
  expect(latestStampIn(key, new Uint8Array([1, 9, 9]))).toBeNull();
  expect(latestStampIn('x', new Uint8Array([1, 2]))).not.toBeNull();
  expect(latestStampIn('x', new Uint8Array(markEntryBytes + 1))).toBeNull();
  for (const wrong of ['', 'a b', 'ü', 'x'.repeat(121)])
    expect(latestStampIn(wrong, new Uint8Array())).toBeNull();
});

test('MK9 unknown lanes and later encodings are kept and passed on', () => {
  const [a, b] = [new Y.Doc(), new Y.Doc()];
  const foreign = new Uint8Array([2, 1, 1]);
  marksMap(a).set('snoozed/d/1/0', foreign);
  marksMap(a).set('read/d/9/0', foreign);
  writeExcess(a, 'd', reads([1], 2));
  foldOwnSessions(a, 'd', new Set([Number.parseInt('9', 36)]));
  deliver(a, b);
  expect(marksMap(b).get('snoozed/d/1/0')).toEqual(foreign);
  expect(marksMap(b).get('read/d/9/0')).toEqual(foreign);
  expect(readDocMarks(b)).toEqual(reads([1], 2));
});

test('MK10 only what the document does not say yet is written', () => {
  const doc = new Y.Doc();
  expect(writeExcess(doc, 'd', reads([1, 2], 4))).toBe(true);
  expect(writeExcess(doc, 'd', reads([1], 4))).toBe(false);
  const before = Y.encodeStateVector(doc);
  expect(writeExcess(doc, 'd', emptyMarks)).toBe(false);
  expect(Y.encodeStateVector(doc)).toEqual(before);
});

test('MK10 devices that act at random and meet at random hold the join of all acts', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = createRandom(seed);
      const docs = ['a', 'b', 'c'].map((device) => ({ device, doc: new Y.Doc() }));
      let all = emptyMarks;
      for (let step = 0; step < 60; step += 1) {
        const { device, doc } = random.pick(docs);
        if (random.int(3) > 0) {
          const act = reads([1 + random.int(30), 1 + random.int(30)], 1 + random.int(1_000));
          all = joinMarks(all, act);
          writeExcess(doc, device, joinMarks(readDocMarks(doc), act));
        } else deliver(random.pick(docs).doc, doc);
      }
      for (const { doc: from } of docs) for (const { doc: to } of docs) deliver(from, to);
      for (const { doc: from } of docs) for (const { doc: to } of docs) deliver(from, to);
      for (const { doc } of docs) expect(readDocMarks(doc)).toEqual(all);
    }),
    { numRuns: 50 },
  );
});

test('MK11 folding takes over dead sessions of this device and no others', () => {
  const first = new Y.Doc();
  writeExcess(first, 'd', reads([1, 2], 4));
  const other = new Y.Doc();
  writeExcess(other, 'e', reads([9], 6));
  const second = new Y.Doc();
  deliver(first, second);
  deliver(other, second);
  expect(foldOwnSessions(second, 'd', new Set([first.clientID, second.clientID]))).toBe(true);
  const clients = [...marksMap(second).keys()].map((key) => parseMarksKey(key)?.client);
  expect(clients.sort()).toEqual([second.clientID, other.clientID].sort());
  expect(readDocMarks(second)).toEqual(joinMarks(reads([1, 2], 4), reads([9], 6)));
  expect(foldOwnSessions(second, 'd', new Set([first.clientID]))).toBe(false);
});

test('MK11 folding never removes a value it had not seen', () => {
  const old = new Y.Doc();
  writeExcess(old, 'd', reads([1], 4));
  const next = new Y.Doc();
  deliver(old, next);
  writeExcess(old, 'd', reads([7], 8));
  foldOwnSessions(next, 'd', new Set([old.clientID]));
  deliver(old, next);
  deliver(next, old);
  expect(readDocMarks(next)).toEqual(joinMarks(reads([1], 4), reads([7], 8)));
  expect(readDocMarks(old)).toEqual(readDocMarks(next));
});

test('MK12 no value passes 4 KB, and a mark-all drops the pages it made superfluous', () => {
  const doc = new Y.Doc();
  const random = createRandom(3);
  let marks = emptyMarks;
  for (let count = 0; count < 3_000; count += 1) {
    const ordinal = 1 + 2 * random.int(10_000);
    marks = {
      ...marks,
      read: writeLane(marks.read, [[ordinal, ordinal]], toValue(1e9 + random.int(1e9), 0)),
    };
  }
  writeExcess(doc, 'd', marks);
  expect(marksMap(doc).size).toBeGreaterThan(2);
  for (const value of marksMap(doc).values()) {
    expect(value instanceof Uint8Array && value.length <= markEntryBytes).toBe(true);
  }
  expect(readDocMarks(doc)).toEqual(marks);
  const all: Marks = { ...marks, read: writeLane(marks.read, [[1, 30_000]], toValue(5e9, 0)) };
  writeExcess(doc, 'd', all);
  expect(readDocMarks(doc)).toEqual(all);
  expect(marksMap(doc).size).toBe(1);
});

test('MK12 a document after mark-all of 100,000 is below 100 bytes beside its key', () => {
  const doc = new Y.Doc();
  const device = '01934f6e-0000-7000-8000-000000000000';
  const marks: Marks = { ...emptyMarks, read: [[1, 100_000, toValue(6e10, 0)]] };
  writeExcess(doc, device, marks);
  const key = marksKey({ lane: 'read', device, client: doc.clientID, page: 0 });
  expect(Y.encodeStateAsUpdate(doc).length - key.length).toBeLessThan(100);
  expect(Y.encodeStateAsUpdate(doc).length).toBeLessThan(120);
});
