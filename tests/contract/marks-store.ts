/**
 * Every store of marks documents promises this: each adapter runs all of it. The host gives a store
 * on an empty database, and the same data opened again.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type {
  MarksAppend,
  MarksStore,
  StoredMarks,
} from '../../sync-server/storage/marks-store.ts';

export interface MarksStoreHost {
  readonly store: MarksStore;
  /** Closes and opens again; null where nothing outlives the process. */
  reopen(): Promise<MarksStore> | null;
  /** Runs a transaction of somebody else on the same database, holding it open until `until`. */
  holdTransaction(until: Promise<void>): Promise<void>;
  dispose(): Promise<void>;
}

const bytes = (...values: number[]) => new Uint8Array(values);

interface Step {
  readonly kind: 'append' | 'flush' | 'compact' | 'renew' | 'reopen';
  readonly who: number;
  readonly count: number;
}

const steps: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(
    ...(['append', 'append', 'append', 'flush', 'compact', 'renew', 'reopen'] as const),
  ),
  who: fc.nat({ max: 1 }),
  count: fc.integer({ min: 1, max: 4 }),
});
/** Everybody is met once. */
let runs = 0;

export function describeMarksStore(name: string, open: () => Promise<MarksStoreHost>): void {
  describe(`marks store: ${name}`, () => {
    let host: MarksStoreHost;
    let store: MarksStore;
    beforeEach(async () => {
      host = await open();
      store = host.store;
    });
    afterEach(() => host.dispose());

    const appendTo = async (userId: string, ...updates: Uint8Array[]): Promise<MarksAppend> => {
      const { generation } = await store.load(userId);
      return { userId, generation, updates, clocks: new Map() };
    };

    test('a document is made once, empty, with a generation of its own', async () => {
      const first = await store.load('ana');
      expect(first).toMatchObject({ seq: 0, snapshot: null, snapshotSeq: 0, tail: [] });
      expect(first.clocks.size).toBe(0);
      expect(first.generation).not.toBe('');
      expect(await store.load('ana')).toEqual(first);
      expect((await store.load('ben')).generation).not.toBe(first.generation);
    });

    test('SY8 updates are numbered in the order they were taken, per user', async () => {
      const ana = await appendTo('ana', bytes(1), bytes(2));
      const ben = await appendTo('ben', bytes(9));
      expect(await store.append([ana, ben])).toEqual([
        { status: 'stored', seq: 2 },
        { status: 'stored', seq: 1 },
      ]);
      expect(await store.append([{ ...ana, updates: [bytes(3)] }])).toEqual([
        { status: 'stored', seq: 3 },
      ]);
      expect((await store.load('ana')).tail).toEqual([bytes(1), bytes(2), bytes(3)]);
      expect((await store.load('ben')).tail).toEqual([bytes(9)]);
    });

    test('clocks rise and never fall', async () => {
      const ana = await appendTo('ana', bytes(1));
      const big = Number.MAX_SAFE_INTEGER;
      await store.append([
        {
          ...ana,
          clocks: new Map([
            [7, 5],
            [big, big],
          ]),
        },
      ]);
      await store.append([
        {
          ...ana,
          clocks: new Map([
            [7, 4],
            [8, 1],
          ]),
        },
      ]);
      expect((await store.load('ana')).clocks).toEqual(
        new Map([
          [7, 5],
          [8, 1],
          [big, big],
        ]),
      );
    });

    test('SY9 an append to another generation stores nothing, and leaves the others in', async () => {
      const ana = await appendTo('ana', bytes(1));
      const ben = await appendTo('ben', bytes(2));
      const stale = { ...ana, generation: 'stale', clocks: new Map([[1, 1]]) };
      const nobody = { ...ana, userId: 'nobody' };
      expect(await store.append([stale, ben, nobody])).toEqual([
        { status: 'other-generation' },
        { status: 'stored', seq: 1 },
        { status: 'other-generation' },
      ]);
      expect(await store.load('ana')).toMatchObject({ seq: 0, tail: [] });
      expect((await store.load('ana')).clocks.size).toBe(0);
    });

    test('a group that fails leaves nothing behind, and the next one passes', async () => {
      const ana = await appendTo('ana', bytes(1));
      const bad = { ...(await appendTo('ben', bytes(2))), clocks: new Map([[0.5, 1]]) };
      await expect(store.append([ana, bad])).rejects.toThrow();
      expect(await store.load('ana')).toMatchObject({ seq: 0, tail: [] });
      expect(await store.append([ana])).toEqual([{ status: 'stored', seq: 1 }]);
    });

    test('SY10 a snapshot takes the place of what it holds; later updates and clocks stay', async () => {
      const ana = await appendTo('ana', bytes(1), bytes(2), bytes(3));
      await store.append([{ ...ana, clocks: new Map([[5, 3]]) }]);
      expect(await store.compact('ana', ana.generation, 2, bytes(12))).toBe(true);
      expect(await store.load('ana')).toEqual({
        generation: ana.generation,
        seq: 3,
        clocks: new Map([[5, 3]]),
        snapshot: bytes(12),
        snapshotSeq: 2,
        tail: [bytes(3)],
        renewedAt: 0,
      });
      expect(await store.compact('ana', ana.generation, 3, bytes(123))).toBe(true);
      expect(await store.load('ana')).toMatchObject({ snapshot: bytes(123), tail: [], seq: 3 });
    });

    test('SY10 a snapshot that comes late, or of another document, changes nothing', async () => {
      const ana = await appendTo('ana', bytes(1), bytes(2));
      await store.append([ana]);
      await store.compact('ana', ana.generation, 2, bytes(12));
      const before = await store.load('ana');
      expect(await store.compact('ana', ana.generation, 1, bytes(1))).toBe(false);
      expect(await store.compact('ana', ana.generation, 2, bytes(2))).toBe(false);
      expect(await store.compact('ana', ana.generation, 3, bytes(3))).toBe(false);
      expect(await store.compact('ana', 'stale', 2, bytes(4))).toBe(false);
      expect(await store.compact('nobody', 'stale', 2, bytes(5))).toBe(false);
      expect(await store.load('ana')).toEqual(before);
    });

    test('SY9 SY23 a new document takes the place of one that has not moved', async () => {
      const ana = await appendTo('ana', bytes(1), bytes(2));
      const ben = await appendTo('ben', bytes(9));
      await store.append([{ ...ana, clocks: new Map([[5, 2]]) }, ben]);
      const renewal = { snapshot: bytes(12), clocks: new Map([[8, 1]]) };
      expect(await store.renew('ana', ana.generation, 1, renewal, 77)).toBeNull();
      expect(await store.renew('ana', 'stale', 2, renewal, 77)).toBeNull();
      expect(await store.renew('nobody', 'stale', 0, renewal, 77)).toBeNull();
      expect(await store.load('ana')).toMatchObject({ generation: ana.generation, renewedAt: 0 });
      const generation = await store.renew('ana', ana.generation, 2, renewal, 77);
      expect(generation).not.toBe(ana.generation);
      expect(await store.load('ana')).toEqual({
        generation,
        seq: 2,
        clocks: new Map([[8, 1]]),
        snapshot: bytes(12),
        snapshotSeq: 2,
        tail: [],
        renewedAt: 77,
      });
      expect(await store.append([ana])).toEqual([{ status: 'other-generation' }]);
      expect((await store.load('ben')).tail).toEqual([bytes(9)]);
    });

    test('a group never lands inside a transaction of somebody else', async () => {
      const ana = await appendTo('ana', bytes(1));
      const { promise: until, resolve: rollBack } = Promise.withResolvers<void>();
      const held = host.holdTransaction(until);
      let isStored = false;
      const stored = store.append([ana]).then((outcomes) => {
        isStored = true;
        return outcomes;
      });
      await new Promise((resolve) => setImmediate(resolve));
      expect(isStored).toBe(false);
      rollBack();
      await expect(held).rejects.toThrow('rolled back');
      expect(await stored).toEqual([{ status: 'stored', seq: 1 }]);
      expect((await store.load('ana')).tail).toEqual([bytes(1)]);
    });

    test('SY8 SY20 whatever is kept aside, flushed, compacted or opened again, answers are those of one list', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(steps, { maxLength: 40 }), async (taken) => {
          const userIds = ['ana', 'ben'].map((name) => `${name}-${(runs += 1)}`);
          const models = new Map<string, StoredMarks>();
          for (const userId of userIds) models.set(userId, await store.load(userId));
          for (const step of taken) {
            const userId = userIds[step.who] ?? '';
            const before = models.get(userId);
            if (before) models.set(userId, await take(step, userId, before));
            for (const [id, model] of models) expect(await store.load(id)).toEqual(model);
          }
        }),
        { numRuns: 40 },
      );
    });

    /** Does it to the store. @returns the document as it should be then */
    const take = async (step: Step, userId: string, model: StoredMarks): Promise<StoredMarks> => {
      const { generation, seq, snapshotSeq, tail } = model;
      switch (step.kind) {
        case 'append': {
          const updates = Array.from({ length: step.count }, (_, at) =>
            bytes(seq + at, step.count),
          );
          const clocks = new Map([[step.count, seq + step.count]]);
          const outcomes = await store.append([{ userId, generation, updates, clocks }]);
          expect(outcomes).toEqual([{ status: 'stored', seq: seq + step.count }]);
          const known = new Map([...model.clocks, ...clocks]);
          return { ...model, seq: seq + step.count, tail: [...tail, ...updates], clocks: known };
        }
        case 'compact': {
          const upTo = snapshotSeq + step.count;
          const isPossible = upTo <= seq;
          expect(await store.compact(userId, generation, upTo, bytes(upTo))).toBe(isPossible);
          if (!isPossible) return model;
          return {
            ...model,
            snapshot: bytes(upTo),
            snapshotSeq: upTo,
            tail: tail.slice(step.count),
          };
        }
        case 'renew': {
          const renewal = { snapshot: bytes(99), clocks: new Map([[99, step.count]]) };
          const renewed = await store.renew(userId, generation, seq, renewal, step.count);
          const begun = { snapshotSeq: seq, tail: [], renewedAt: step.count, seq };
          return { ...renewal, ...begun, generation: renewed ?? 'none' };
        }
        case 'flush':
          await store.flushJournal();
          return model;
        case 'reopen':
          store = (await host.reopen()) ?? store;
          return model;
      }
    };

    test('what was stored is there when the database is opened again', async () => {
      const ana = await appendTo('ana', bytes(1), bytes(2));
      await store.append([{ ...ana, clocks: new Map([[5, 2]]) }]);
      await store.compact('ana', ana.generation, 1, bytes(1));
      const before = await store.load('ana');
      const reopened = host.reopen();
      if (reopened) expect(await (await reopened).load('ana')).toEqual(before);
    });
  });
}
