import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addRun,
  emptyRunSet,
  intersectRunSets,
  newestOrdinals,
  removeRun,
  runSetCountAbove,
  runSetHas,
  runSetNth,
  runSetNthFromEnd,
  runSetOf,
  runSetOfRuns,
  runSetSize,
  runSetsEqual,
  subtractRunSets,
  unionRunSets,
  type RunSet,
} from './run-set.ts';

const ordinals = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 40 });
const list = (set: RunSet): number[] =>
  set.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
const sorted = (items: Iterable<number>) => [...new Set(items)].sort((a, b) => a - b);

function expectWellFormed(set: RunSet): void {
  let before = -1;
  for (const [from, to] of set) {
    expect(from).toBeGreaterThan(before + 1 - (before === -1 ? 1 : 0));
    expect(to).toBeGreaterThanOrEqual(from);
    before = to;
  }
}

test('MK1 a run set is the set of its ordinals, in sorted, disjoint, maximal runs', () => {
  fc.assert(
    fc.property(ordinals, (items) => {
      const set = runSetOf(items);
      expectWellFormed(set);
      expect(list(set)).toEqual(sorted(items));
      expect(runSetSize(set)).toBe(new Set(items).size);
    }),
  );
});

test('MK1 runs in any order, overlapping or not, make the set of their ordinals', () => {
  const run = fc
    .tuple(fc.integer({ min: 1, max: 60 }), fc.nat({ max: 8 }))
    .map(([from, more]) => [from, from + more] as const);
  fc.assert(
    fc.property(fc.array(run, { maxLength: 20 }), (ranges) => {
      const set = runSetOfRuns(ranges);
      expectWellFormed(set);
      expect(list(set)).toEqual(sorted(ranges.flatMap((range) => list([range]))));
    }),
  );
});

test('MK1 union, intersection and difference are those of sets', () => {
  fc.assert(
    fc.property(ordinals, ordinals, (left, right) => {
      const [a, b] = [runSetOf(left), runSetOf(right)];
      const [inA, inB] = [new Set(left), new Set(right)];
      for (const [made, wanted] of [
        [unionRunSets(a, b), inA.union(inB)],
        [intersectRunSets(a, b), inA.intersection(inB)],
        [subtractRunSets(a, b), inA.difference(inB)],
      ] as const) {
        expectWellFormed(made);
        expect(list(made)).toEqual(sorted(wanted));
      }
    }),
  );
});

test('MK1 places in the list, counted from both ends', () => {
  fc.assert(
    fc.property(ordinals, (items) => {
      const set = runSetOf(items);
      const all = list(set);
      const newest = all.toReversed();
      expect(all.map((_, k) => runSetNth(set, k))).toEqual(all);
      expect(newest.map((_, k) => runSetNthFromEnd(set, k))).toEqual(newest);
      expect(newest.map((ordinal) => runSetCountAbove(set, ordinal))).toEqual(
        newest.map((_, k) => k),
      );
      expect(newestOrdinals(set, 5)).toEqual(newest.slice(0, 5));
      expect(runSetNth(set, all.length)).toBeUndefined();
      expect(runSetNthFromEnd(set, all.length)).toBeUndefined();
      for (let ordinal = 0; ordinal <= 61; ordinal += 1)
        expect(runSetHas(set, ordinal)).toBe(all.includes(ordinal));
    }),
  );
});

test('MK1 adding and removing a run', () => {
  expect(addRun(emptyRunSet, 3, 5)).toEqual([[3, 5]]);
  expect(addRun([[1, 2]], 3, 5)).toEqual([[1, 5]]);
  expect(removeRun([[1, 9]], 4, 6)).toEqual([
    [1, 3],
    [7, 9],
  ]);
  expect(addRun([[1, 2]], 9, 4)).toEqual([[1, 2]]);
  expect(runSetsEqual([[1, 2]], [[1, 2]])).toBe(true);
  expect(runSetsEqual([[1, 2]], [[1, 3]])).toBe(false);
});
