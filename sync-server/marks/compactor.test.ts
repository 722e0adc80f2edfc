import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { MarksStore, StoredMarks } from '../storage/marks-store.ts';
import type { Compacted } from './compaction.ts';
import { createCompactor, type Compactor } from './compactor.ts';

let compactor: Compactor | undefined;
afterEach(() => compactor?.close());

/** Some overwriting, as a tail. */
function tailOf(count: number): { tail: Uint8Array[]; doc: Y.Doc } {
  const tail: Uint8Array[] = [];
  const doc = new Y.Doc();
  doc.on('update', (update: Uint8Array) => tail.push(update));
  for (let index = 0; index < count; index += 1) {
    doc.getMap('marks').set(`k${index % 3}`, new Uint8Array(50).fill(index));
  }
  return { tail, doc };
}

/** One stored document, and what was put in its place. */
function around(stored: StoredMarks, isCurrent = true) {
  const snapshots: (readonly [upToSeq: number, snapshot: Uint8Array])[] = [];
  const told: (readonly [userId: string, compacted: Compacted])[] = [];
  const errors: object[] = [];
  let loads = 0;
  let now = 0;
  const store: MarksStore = {
    load: async () => {
      loads += 1;
      return stored;
    },
    append: async () => [],
    flushJournal: async () => undefined,
    compact: async (_userId, _generation, upToSeq, snapshot) => {
      snapshots.push([upToSeq, snapshot]);
      return isCurrent;
    },
    renew: async () => null,
  };
  const unused = () => undefined;
  compactor = createCompactor({
    store,
    clock: { now: () => now },
    now: () => now,
    restMs: 200,
    log: { info: unused, warn: unused, error: (fields) => errors.push(fields) },
    onCompacted: (userId, compacted) => told.push([userId, compacted]),
    onRenewed: unused,
  });
  const pass = (ms: number) => {
    now += ms;
  };
  return { compactor, snapshots, told, errors, pass, loads: () => loads };
}

const stored = (tail: readonly Uint8Array[], clocks: StoredMarks['clocks']): StoredMarks => ({
  generation: 'g',
  seq: tail.length,
  clocks,
  snapshot: null,
  snapshotSeq: 0,
  renewedAt: 0,
  tail,
});

test('SY10 many requests are one compaction, which keeps content and clocks and collects the rest', async () => {
  const { tail, doc } = tailOf(90);
  const clocks = new Map([[doc.clientID, 90]]);
  const { compactor, snapshots, told, loads } = around(stored(tail, clocks));
  for (let index = 0; index < 50; index += 1) compactor.request('ana', true);
  await expect.poll(() => told.length).toBe(1);
  const [[upToSeq, snapshot] = [0, new Uint8Array()]] = snapshots;
  expect([upToSeq, loads()]).toEqual([90, 1]);
  const copy = new Y.Doc();
  Y.applyUpdate(copy, snapshot);
  expect(copy.getMap('marks').toJSON()).toEqual(doc.getMap('marks').toJSON());
  expect(Y.decodeStateVector(Y.encodeStateVector(copy))).toEqual(clocks);
  let tailBytes = 0;
  for (const update of tail) tailBytes += update.length;
  expect(told).toEqual([['ana', { rows: 90, tailBytes, snapshotBytes: snapshot.length }]]);
  expect(snapshot.length).toBeLessThan(tailBytes / 5);
});

test('SY10 a document that would lose something stays as it is, and is left alone for a while', async () => {
  const { tail, doc } = tailOf(3);
  const acknowledged = new Map([[doc.clientID, 4]]);
  const { compactor, snapshots, errors, pass, loads } = around(stored(tail, acknowledged));
  compactor.request('ana', true);
  await expect.poll(() => errors.length).toBe(1);
  expect(snapshots).toEqual([]);
  compactor.request('ana', true);
  pass(10 * 60_000);
  compactor.request('ana', true);
  await expect.poll(() => errors.length).toBe(2);
  expect(loads()).toBe(2);
});

test('SY10 a snapshot that came too late is not counted', async () => {
  const { tail, doc } = tailOf(3);
  const clocks = new Map([[doc.clientID, 3]]);
  const { compactor, snapshots, told } = around(stored(tail, clocks), false);
  compactor.request('ana', true);
  await expect.poll(() => snapshots.length).toBe(1);
  await compactor.close();
  expect(told).toEqual([]);
});

test('SY10 nobody is compacted in the middle of many gestures, unless the tail grows too long', async () => {
  const { tail, doc } = tailOf(3);
  const clocks = new Map([[doc.clientID, 3]]);
  const { compactor, pass, told } = around(stored(tail, clocks));
  compactor.request('ana', false);
  compactor.request('ben', true);
  await expect.poll(() => told.length).toBe(1);
  expect(told[0]?.[0]).toBe('ben');
  pass(100);
  compactor.request('ana', false);
  pass(199);
  compactor.request('cleo', true);
  await expect.poll(() => told.length).toBe(2);
  expect(told[1]?.[0]).toBe('cleo');
  pass(1);
  await expect.poll(() => told.length).toBe(3);
  expect(told[2]?.[0]).toBe('ana');
});
