/**
 * Acts are what a person does to marks, as pure functions: the marks after the act, and a record
 * that can undo it. An act that would change the state of nothing returns null and leaves no trace.
 */
import { actId } from './act-id.ts';
import { hiddenOrdinals, laneValueAt, restrictLane, writeLane, type Lane } from './lane.ts';
import type { LaneName, Marks } from './marks.ts';
import {
  addRun,
  intersectRunSets,
  runSetSize,
  subtractRunSets,
  unionRunSets,
  type RunSet,
} from './run-set.ts';
import { isShown, nextStamp, stampOf, toValue, undoStamp } from './stamp.ts';

/** A record never changes, and is enough to undo on any device and to say later what was done. */
export interface ActRecord {
  /** The id is made in act-id.ts. */
  readonly id: string;
  readonly kind: ActKind;
  readonly device: string;
  readonly lane: LaneName;
  readonly stamp: number;
  /** The ordinals whose state the act changed: now hidden, or now shown; before, the other. */
  readonly changed: RunSet;
  /** How many of those were rows that the person could see. */
  readonly count: number;
}

export interface ActContext {
  readonly device: string;
  /** This device's clock, its offset to the server's, and the largest stamp seen, all ms. */
  readonly now: number;
  readonly offset: number;
  readonly seen: number;
}

export interface Acted {
  readonly marks: Marks;
  readonly record: ActRecord;
}

/** The kinds stand in the order of the encoding: add at the end. */
export const actKinds = ['read', 'unread', 'dismiss', 'restore', 'read-all'] as const;
export type ActKind = (typeof actKinds)[number];

const shapes = {
  read: { lane: 'read', keep: 0 },
  unread: { lane: 'read', keep: 1 },
  dismiss: { lane: 'dismissed', keep: 0 },
  restore: { lane: 'dismissed', keep: 1 },
  'read-all': { lane: 'read', keep: 0 },
} as const;

export const markRead = (marks: Marks, on: RunSet, context: ActContext): Acted | null =>
  act(marks, 'read', on, on, context);

export const markUnread = (marks: Marks, on: RunSet, context: ActContext): Acted | null =>
  act(marks, 'unread', on, on, context);

export const dismiss = (marks: Marks, on: RunSet, context: ActContext): Acted | null =>
  act(marks, 'dismiss', on, on, context);

export const restore = (marks: Marks, on: RunSet, context: ActContext): Acted | null =>
  act(marks, 'restore', on, on, context);

/**
 * Marks as read everything this device had received: all up to `complete`, dead ordinals too, so
 * that the runs join into one, and the rows held beyond. What is on its way stays unread.
 */
export function markAllRead(
  marks: Marks,
  received: { readonly complete: number; readonly live: RunSet },
  context: ActContext,
): Acted | null {
  const covered =
    received.complete > 0 ? addRun(received.live, 1, received.complete) : received.live;
  return act(marks, 'read-all', covered, received.live, context);
}

/** Writes on `on`; only a change on `visible`, the rows a person could see, makes it an act. */
function act(
  marks: Marks,
  kind: ActKind,
  on: RunSet,
  visible: RunSet,
  context: ActContext,
): Acted | null {
  const { lane, keep } = shapes[kind];
  const changed = changedBy(marks[lane], on, keep);
  const count = runSetSize(intersectRunSets(changed, visible));
  if (count === 0) return null;
  const stamp = nextStamp(context.now, context.offset, context.seen);
  const { device } = context;
  return {
    marks: { ...marks, [lane]: writeLane(marks[lane], on, toValue(stamp, keep)) },
    record: { id: actId({ device, stamp }), kind, device, lane, stamp, changed, count },
  };
}

export const laneOfAct = (kind: ActKind): LaneName => shapes[kind].lane;

/** Returns the ordinals of the set whose state differs from what `keep` makes of it. */
function changedBy(lane: Lane, on: RunSet, keep: 0 | 1): RunSet {
  const hidden = intersectRunSets(hiddenOrdinals(lane), on);
  return keep === 0 ? subtractRunSets(on, hidden) : hidden;
}

/**
 * Restores the previous state, on exactly the ordinals the act changed, at the stamp just above it:
 * every later act stands, whether this device has seen it or not.
 */
export function undoAct(marks: Marks, record: ActRecord): Marks {
  const { lane, keep } = shapes[record.kind];
  const previous = toValue(undoStamp(record.stamp), keep === 0 ? 1 : 0);
  return { ...marks, [lane]: writeLane(marks[lane], record.changed, previous) };
}

/** Returns where an undo would still change something: elsewhere later acts have spoken. */
export function undoable(marks: Marks, record: ActRecord): RunSet {
  const limit = toValue(undoStamp(record.stamp), 0);
  const spoken = restrictLane(marks[record.lane], record.changed);
  return spoken
    .filter(([, , value]) => value < limit)
    .reduce<RunSet>((set, [from, to]) => unionRunSets(set, [[from, to]]), []);
}

/** Tells whether it was taken back, on any device, wherever no later act has spoken since. */
export function isUndone(marks: Marks, record: ActRecord): boolean {
  const stamp = undoStamp(record.stamp);
  const spoken = restrictLane(marks[record.lane], record.changed);
  return spoken.some(([, , value]) => stampOf(value) === stamp);
}

export const isRead = (marks: Marks, ordinal: number): boolean =>
  !isShown(laneValueAt(marks.read, ordinal));

export const isDismissed = (marks: Marks, ordinal: number): boolean =>
  !isShown(laneValueAt(marks.dismissed, ordinal));
