/**
 * A run set is a set of ordinals as sorted, disjoint, maximal runs. What a person has read is
 * mostly one run, so a set of 100,000 is a few numbers. Everything is linear in runs, immutable,
 * and plain JavaScript numbers: no 32-bit operations, as values pass 2^32.
 */
export type Run = readonly [from: number, to: number];
export type RunSet = readonly Run[];

export const emptyRunSet: RunSet = [];

/** Appends a run to a sorted list under construction, joined with the last where they touch. */
export function pushRun(runs: [number, number][], from: number, to: number): void {
  const last = runs.at(-1);
  if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
  else runs.push([from, to]);
}

/** Makes a set from ordinals in any order, repeated or not. */
export function runSetOf(ordinals: Iterable<number>): RunSet {
  const runs: [number, number][] = [];
  for (const ordinal of [...ordinals].sort((a, b) => a - b)) pushRun(runs, ordinal, ordinal);
  return runs;
}

/** Makes a set from runs in any order, overlapping or not. */
export function runSetOfRuns(ranges: readonly Run[]): RunSet {
  const runs: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) pushRun(runs, from, to);
  return runs;
}

/** Returns all ordinals from..to, both included; none where `from` > `to`. */
const runSetBetween = (from: number, to: number): RunSet => (from > to ? [] : [[from, to]]);

export function unionRunSets(a: RunSet, b: RunSet): RunSet {
  const runs: [number, number][] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [left, right] = [a[i], b[j]];
    if (left && (!right || left[0] <= right[0])) {
      pushRun(runs, left[0], left[1]);
      i += 1;
    } else if (right) {
      pushRun(runs, right[0], right[1]);
      j += 1;
    } else return runs;
  }
}

export function intersectRunSets(a: RunSet, b: RunSet): RunSet {
  const runs: [number, number][] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [left, right] = [a[i], b[j]];
    if (!left || !right) return runs;
    const from = Math.max(left[0], right[0]);
    const to = Math.min(left[1], right[1]);
    if (from <= to) pushRun(runs, from, to);
    if (left[1] < right[1]) i += 1;
    else j += 1;
  }
}

/** Returns what is in `a` and not in `b`. */
export function subtractRunSets(a: RunSet, b: RunSet): RunSet {
  const runs: [number, number][] = [];
  let j = 0;
  for (const [start, to] of a) {
    let from = start;
    while (j > 0 && (b[j - 1]?.[1] ?? 0) >= from) j -= 1;
    while (from <= to) {
      const cut = b[j];
      if (!cut || cut[0] > to) {
        pushRun(runs, from, to);
        break;
      }
      if (cut[0] > from) pushRun(runs, from, cut[0] - 1);
      from = Math.max(from, cut[1] + 1);
      if (cut[1] <= to) j += 1;
    }
  }
  return runs;
}

export const addRun = (set: RunSet, from: number, to: number): RunSet =>
  unionRunSets(set, runSetBetween(from, to));

export const removeRun = (set: RunSet, from: number, to: number): RunSet =>
  subtractRunSets(set, runSetBetween(from, to));

export function runSetSize(set: RunSet): number {
  let size = 0;
  for (const [from, to] of set) size += to - from + 1;
  return size;
}

/** Returns the index of the run that holds the ordinal, or -1. */
function runIndexOf(set: RunSet, ordinal: number): number {
  let [low, high] = [0, set.length - 1];
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const run = set[middle];
    if (!run) return -1;
    if (ordinal < run[0]) high = middle - 1;
    else if (ordinal > run[1]) low = middle + 1;
    else return middle;
  }
  return -1;
}

export const runSetHas = (set: RunSet, ordinal: number): boolean => runIndexOf(set, ordinal) >= 0;

/** Returns the k-th smallest, from 0; undefined where there are fewer. */
export function runSetNth(set: RunSet, k: number): number | undefined {
  let left = k;
  if (left < 0) return undefined;
  for (const [from, to] of set) {
    const size = to - from + 1;
    if (left < size) return from + left;
    left -= size;
  }
  return undefined;
}

/** Returns the k-th largest, from 0: the newest first. */
export function runSetNthFromEnd(set: RunSet, k: number): number | undefined {
  let left = k;
  if (left < 0) return undefined;
  for (let index = set.length - 1; index >= 0; index -= 1) {
    const run = set[index];
    if (!run) return undefined;
    const size = run[1] - run[0] + 1;
    if (left < size) return run[1] - left;
    left -= size;
  }
  return undefined;
}

/** Counts how many members are larger: the place of an ordinal in the list, newest first. */
export function runSetCountAbove(set: RunSet, ordinal: number): number {
  let count = 0;
  for (let index = set.length - 1; index >= 0; index -= 1) {
    const run = set[index];
    if (!run || run[1] <= ordinal) break;
    count += run[1] - Math.max(run[0], ordinal + 1) + 1;
  }
  return count;
}

/** Returns the largest `limit` members, newest first. */
export function newestOrdinals(set: RunSet, limit: number): number[] {
  const ordinals: number[] = [];
  for (let index = set.length - 1; index >= 0 && ordinals.length < limit; index -= 1) {
    const run = set[index];
    if (!run) break;
    for (let ordinal = run[1]; ordinal >= run[0] && ordinals.length < limit; ordinal -= 1) {
      ordinals.push(ordinal);
    }
  }
  return ordinals;
}

export const runSetsEqual = (a: RunSet, b: RunSet): boolean =>
  a.length === b.length &&
  a.every(([from, to], index) => {
    const other = b[index];
    return other !== undefined && from === other[0] && to === other[1];
  });
