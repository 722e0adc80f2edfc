import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { day } from '#shared/base/time.ts';
import { markEntryBytes, recordsKept } from './limits.ts';
import { actId, parseActId } from './act-id.ts';
import { decodeActRecord, encodeActRecord, keptRecords } from './act-records.ts';
import { actKinds, laneOfAct, type ActRecord } from './acts.ts';
import { latestStampIn, marksMap } from './doc.ts';
import { readDocRecords, writeRecords } from './doc-records.ts';
import { runSetOf, runSetSize, type RunSet } from './run-set.ts';

const recordOf = (stamp: number, changed: RunSet = [[1, 1]], device = 'phone'): ActRecord => ({
  id: actId({ device, stamp }),
  kind: 'read',
  device,
  lane: 'read',
  stamp,
  changed,
  count: runSetSize(changed),
});
const everyOther = (count: number) => runSetOf(Array.from({ length: count }, (_, i) => 2 * i + 1));
const idsOf = (records: readonly ActRecord[]) => records.map(({ id }) => id).sort();

test('MK14 a record survives its encoding, and nothing else is taken for one', () => {
  const records = fc.record({
    kind: fc.constantFrom(...actKinds),
    stamp: fc.maxSafeNat(),
    ordinals: fc.uniqueArray(fc.integer({ min: 1, max: 1e9 }), { minLength: 1 }),
  });
  fc.assert(
    fc.property(records, ({ kind, stamp, ordinals }) => {
      const record = { ...recordOf(stamp, runSetOf(ordinals)), kind, lane: laneOfAct(kind) };
      const bytes = encodeActRecord(record);
      expect(decodeActRecord(record.id, bytes)).toEqual({ ok: true, value: record });
      expect(decodeActRecord(record.id, bytes.slice(0, -1)).ok).toBe(false);
      expect(decodeActRecord(record.id, new Uint8Array([...bytes, 0])).ok).toBe(false);
    }),
  );
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void decodeActRecord('act/a/1', bytes)));
});

test('MK14 a key has one spelling', () => {
  expect(parseActId('act/phone/zz')).toEqual({ device: 'phone', stamp: 35 * 36 + 35 });
  for (const other of [
    'act/phone/0z',
    'act/phone/',
    'act//1',
    'act/a/1/0',
    'read/a/1/0',
    'act/A/1',
  ])
    expect(parseActId(other)).toBeNull();
});

test('MK14 the server takes what can be a record, or a later app’s', () => {
  const { id, ...record } = recordOf(8);
  expect(latestStampIn(id, encodeActRecord({ id, ...record }))).not.toBeNull();
  expect(latestStampIn(id, new Uint8Array([2, 7]))).not.toBeNull();
  expect(latestStampIn(id, new Uint8Array([1, 0, 2, 2, 1, 0]))).toBeNull();
  expect(latestStampIn(id, encodeActRecord({ id, ...record, count: 2 }))).toBeNull();
});

test('MK14 the newest are kept: 200, 32 KB, and each fits its entry', () => {
  const many = Array.from({ length: 300 }, (_, i) => recordOf(1e9 + 2 * i));
  expect(keptRecords(many).map(({ record }) => record)).toEqual(many.slice(100).reverse());
  const wide = Array.from({ length: 100 }, (_, i) => recordOf(1e9 + 2 * i, everyOther(500)));
  const kept = keptRecords(wide);
  expect(kept.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(recordsKept.bytes);
  expect(kept.length).toBeGreaterThan(25);
  const [old, wild] = [recordOf(2), recordOf(2 + 700 * day)];
  expect(idsOf(keptRecords([old, wild]).map(({ record }) => record))).toHaveLength(2);
  const tooWide = recordOf(1e9, everyOther(markEntryBytes));
  expect(keptRecords([tooWide, recordOf(5e8)])).toMatchObject([{ record: { stamp: 5e8 } }]);
});

test('MK14 whoever knows more keeps no more, so devices never write back what was dropped', () => {
  const records = fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 60 * day }), fc.integer({ min: 1, max: 900 }))
      .map(([stamp, runs]) => recordOf(stamp, everyOther(runs), stamp % 2 === 0 ? 'a' : 'b')),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(records, records, (known, more) => {
      const dropped = new Set(idsOf(known));
      for (const { record } of keptRecords(known)) dropped.delete(record.id);
      for (const { record } of keptRecords([...known, ...more])) {
        expect(dropped.has(record.id) && !more.some(({ id }) => id === record.id)).toBe(false);
      }
    }),
  );
});

test('MK14 devices that have met hold the same records, whoever wrote them', () => {
  const [a, b] = [new Y.Doc(), new Y.Doc()];
  const records = Array.from({ length: 205 }, (_, i) => recordOf(1e9 + 2 * i));
  writeRecords(a, records.slice(0, 150));
  writeRecords(b, records.slice(50));
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
  for (const doc of [a, b]) writeRecords(doc, [...records, recordOf(2e9)]);
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a));
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b));
  expect(idsOf(readDocRecords(a))).toEqual(idsOf(readDocRecords(b)));
  expect(readDocRecords(a)).toHaveLength(200);
});

test('MK14 what others said stands, though this device has not taken it in yet', () => {
  const doc = new Y.Doc();
  const theirs = Array.from({ length: 200 }, (_, i) => recordOf(2e9 + 2 * i, [[1, 1]], 'laptop'));
  const ours = Array.from({ length: 200 }, (_, i) => recordOf(1e9 + 2 * i));
  writeRecords(doc, theirs);
  writeRecords(doc, ours);
  expect(idsOf(readDocRecords(doc))).toEqual(idsOf(theirs));
  const late = recordOf(3e9);
  writeRecords(doc, [...ours, late]);
  expect(idsOf(readDocRecords(doc))).toEqual(idsOf([...theirs.slice(1), late]));
});

test('MK14 where nothing is to be added nothing is deleted: a delete never stands alone', () => {
  const doc = new Y.Doc();
  const records = Array.from({ length: 201 }, (_, i) => recordOf(1e9 + 2 * i));
  for (const record of records) marksMap(doc).set(record.id, encodeActRecord(record));
  let updates = 0;
  doc.on('update', () => (updates += 1));
  writeRecords(doc, records);
  expect(updates).toBe(0);
  writeRecords(doc, [...records, recordOf(2e9)]);
  expect([updates, marksMap(doc).size]).toEqual([1, 200]);
});
