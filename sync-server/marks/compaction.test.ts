import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { day } from '#shared/base/time.ts';
import type { MarksStore, Renewal, StoredMarks } from '../storage/marks-store.ts';
import { compactDocument } from './compact-document.ts';
import { compactStored } from './compaction.ts';

/** A document of ended sessions: each leaves its client id and little else. */
function documentOf(sessions: number, keep = 1): StoredMarks {
  const tail: Uint8Array[] = [];
  let doc = new Y.Doc();
  for (let session = 0; session < sessions; session += 1) {
    const next = new Y.Doc();
    Y.applyUpdate(next, Y.encodeStateAsUpdate(doc));
    next.on('update', (update: Uint8Array) => tail.push(update));
    next.getMap('marks').set(`k${session % keep}`, new Uint8Array(20).fill(session));
    doc = next;
  }
  const clocks = Y.decodeStateVector(Y.encodeStateVector(doc));
  const nothing = { snapshot: null, snapshotSeq: 0, renewedAt: 0 };
  return { generation: 'g', seq: tail.length, clocks, tail, ...nothing };
}

async function compact(
  stored: StoredMarks,
  { now = 2 * day, isCurrent = true, vectorBytes = 1_000 } = {},
) {
  const renewals: Renewal[] = [];
  const told: string[] = [];
  const store: MarksStore = {
    load: async () => stored,
    append: async () => [],
    flushJournal: async () => undefined,
    compact: async () => true,
    renew: async (_userId, _generation, _seq, renewal) => {
      renewals.push(renewal);
      return isCurrent ? 'h' : null;
    },
  };
  const fault = await compactStored(
    {
      store,
      clock: { now: () => now },
      run: async (job) => compactDocument(job),
      onCompacted: () => told.push('compacted'),
      onRenewed: (_userId, generation) => told.push(generation),
      bounds: { bytes: 1_000, vectorBytes, shareMost: 0.5 },
    },
    'ana',
  );
  return { fault, told, renewals };
}

test('SY23 a document begins anew above its bound, where that saves enough, once a day', async () => {
  expect((await compact(documentOf(10))).told).toEqual(['compacted']);
  const { told, renewals } = await compact(documentOf(60));
  expect(told).toEqual(['h']);
  expect(renewals[0]?.clocks.size).toBe(1);
  expect((await compact(documentOf(60, 60))).told).toEqual(['compacted']);
  const today = { ...documentOf(60), renewedAt: 1.5 * day };
  expect((await compact(today)).told).toEqual(['compacted']);
  expect((await compact(today, { now: 2.5 * day })).told).toEqual(['h']);
});

test('SY23 one of many sessions begins anew whatever it says, before it can take no more', async () => {
  const { told, renewals } = await compact(documentOf(60, 60), { vectorBytes: 100 });
  expect([told, renewals[0]?.clocks.size]).toEqual([['h'], 1]);
});

test('SY23 one that got more meanwhile is made shorter only, so nothing is lost', async () => {
  const { told, renewals } = await compact(documentOf(60), { isCurrent: false });
  expect([told, renewals.length]).toEqual([['compacted'], 1]);
});
