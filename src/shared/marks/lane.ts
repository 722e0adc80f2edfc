/**
 * A lane maps ordinals to values, 0 where nothing was said, as sorted disjoint runs of equal value.
 * Join is the maximum per ordinal: commutative, associative, idempotent, so duplicates, reordering
 * and re-sending are harmless. Lanes only ever grow.
 */
import { isShown, stampOf } from '#shared/marks/stamp.ts';
import { pushRun, type RunSet } from '#shared/marks/run-set.ts';

export type LaneRun = readonly [from: number, to: number, value: number];
export type Lane = readonly LaneRun[];

export const emptyLane: Lane = [];

function push(runs: [number, number, number][], from: number, to: number, value: number): void {
  if (value === 0) return;
  const last = runs.at(-1);
  if (last && last[1] + 1 === from && last[2] === value) last[1] = to;
  else runs.push([from, to, value]);
}

/** Makes a lane of runs in any order that do not overlap. */
export function laneOfRuns(runs: readonly LaneRun[]): Lane {
  const lane: [number, number, number][] = [];
  for (const run of [...runs].sort((a, b) => a[0] - b[0])) push(lane, ...run);
  return lane;
}

/**
 * Walks two lanes together: `visit` gets maximal stretches on which both are constant and at least
 * one has spoken, in order.
 */
function walk(
  a: Lane,
  b: Lane,
  visit: (from: number, to: number, left: number, right: number) => void,
): void {
  let [i, j] = [0, 0];
  let at = 0;
  for (;;) {
    const [left, right] = [a[i], b[j]];
    if (!left && !right) return;
    const inLeft = left !== undefined && left[0] <= at;
    const inRight = right !== undefined && right[0] <= at;
    if (!inLeft && !inRight) {
      at = Math.min(left?.[0] ?? Infinity, right?.[0] ?? Infinity);
      continue;
    }
    const leftEnd = left === undefined ? Infinity : inLeft ? left[1] : left[0] - 1;
    const rightEnd = right === undefined ? Infinity : inRight ? right[1] : right[0] - 1;
    const to = Math.min(leftEnd, rightEnd);
    visit(at, to, inLeft ? left[2] : 0, inRight ? right[2] : 0);
    at = to + 1;
    if (left && left[1] < at) i += 1;
    if (right && right[1] < at) j += 1;
  }
}

export function laneValueAt(lane: Lane, ordinal: number): number {
  let [low, high] = [0, lane.length - 1];
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const run = lane[middle];
    if (!run) return 0;
    if (ordinal < run[0]) high = middle - 1;
    else if (ordinal > run[1]) low = middle + 1;
    else return run[2];
  }
  return 0;
}

export function joinLanes(a: Lane, b: Lane): Lane {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const runs: [number, number, number][] = [];
  walk(a, b, (from, to, left, right) => push(runs, from, to, Math.max(left, right)));
  return runs;
}

/** Writes `value` on every ordinal of the set; larger values that are there already stay. */
export const writeLane = (lane: Lane, set: RunSet, value: number): Lane =>
  joinLanes(
    lane,
    set.map(([from, to]): LaneRun => [from, to, value]),
  );

/** Returns exactly the ordinals where `a` says more than `b`, with the value of `a`. */
export function laneExcess(a: Lane, b: Lane): Lane {
  const runs: [number, number, number][] = [];
  walk(a, b, (from, to, left, right) => {
    if (left > right) push(runs, from, to, left);
  });
  return runs;
}

/** Returns exactly the ordinals on which both say the same. */
export function laneAgreement(a: Lane, b: Lane): Lane {
  const runs: [number, number, number][] = [];
  walk(a, b, (from, to, left, right) => {
    if (left === right) push(runs, from, to, left);
  });
  return runs;
}

/** Returns the ordinals with different values. */
export function laneDifference(a: Lane, b: Lane): RunSet {
  const runs: [number, number][] = [];
  walk(a, b, (from, to, left, right) => {
    if (left !== right) pushRun(runs, from, to);
  });
  return runs;
}

/** Returns the part of a lane that lies on a set. */
export function restrictLane(lane: Lane, set: RunSet): Lane {
  const runs: [number, number, number][] = [];
  const mask = set.map(([from, to]): LaneRun => [from, to, 1]);
  walk(lane, mask, (from, to, value, inSet) => {
    if (inSet === 1) push(runs, from, to, value);
  });
  return runs;
}

/** Returns the ordinals whose last word hides them. */
export function hiddenOrdinals(lane: Lane): RunSet {
  const runs: [number, number][] = [];
  for (const [from, to, value] of lane) if (!isShown(value)) pushRun(runs, from, to);
  return runs;
}

/** Returns the largest stamp in the lane; 0 for an empty one. */
export const maxStamp = (lane: Lane): number =>
  lane.reduce((most, run) => Math.max(most, stampOf(run[2])), 0);

export const lanesEqual = (a: Lane, b: Lane): boolean =>
  a.length === b.length &&
  a.every((run, index) => {
    const other = b[index];
    return run[0] === other?.[0] && run[1] === other[1] && run[2] === other[2];
  });
