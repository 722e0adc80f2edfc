/**
 * A device that learns its clock was wrong stamps anew what the server has not taken yet, as it would have
 * been stamped had the clock been known: the order among its acts stays, each stands above all that had
 * been seen, and none is later than it is now. What may have been right stays, and so does what the server
 * has. Pure.
 */
import { actId, parseActId } from './act-id.ts';
import type { ActRecord } from './acts.ts';
import { laneExcess, laneOfRuns, restrictLane, type Lane, type LaneRun } from './lane.ts';
import { clockLeadMs } from './limits.ts';
import { laneNames, marksStamp, type LaneName, type Marks } from './marks.ts';
import { runSetOfRuns, subtractRunSets } from './run-set.ts';
import { nextStamp, stampAt, stampMost, stampOf, toValue } from './stamp.ts';

/** How an act was stamped: this device's clock, its offset to the server's, the largest stamp seen. */
export interface Stamping {
  readonly at: number;
  readonly offset: number;
  readonly over: number;
}

/** By an app of before, which kept none: no later than now. */
const unknownStamping: Stamping = { at: Number.MAX_SAFE_INTEGER, offset: 0, over: 0 };

/** A record as it lies on the device that made it. */
export interface HeldRecord extends ActRecord {
  /** Until the server has the act. */
  readonly unsent?: Stamping;
  /** The id it was told by, before it was stamped anew. */
  readonly was?: string;
}

export interface Held {
  readonly marks: Marks;
  readonly records: readonly HeldRecord[];
  /** The largest stamp made or met. */
  readonly seen: number;
}

export interface Circumstances {
  readonly device: string;
  /** This device's clock now, and its offset to the server's as it is known now. */
  readonly now: number;
  readonly offset: number;
  /** What the server has, as far as this device knows. */
  readonly stored: Marks;
}

interface Anew {
  readonly stamp: number;
  readonly unsent: Stamping;
}

/** @returns null where nothing was stamped by a clock that was wrong by minutes */
export function restamped(held: Held, circumstances: Circumstances): Held | null {
  const { device, now, offset, stored } = circumstances;
  const taken = stampMost(now + offset, marksStamp(stored));
  const isAhead = (record: ActRecord) => record.stamp > taken && !isStored(record, stored);
  const known = new Set(held.records.map(({ was }) => was));
  const records = held.records.flatMap((record): HeldRecord[] => {
    if (record.unsent || !isAhead(record)) return [record];
    // A leader that has lost the lead brings back what has another name by now.
    const isLost = record.device !== device || known.has(record.id);
    return isLost ? [] : [{ ...record, unsent: unknownStamping }];
  });
  const unsent = records.filter((it) => it.unsent && !isStored(it, stored));
  const anew = stampsOf(unsent, circumstances);
  const isOff = [...anew].some(([was, { stamp }]) => stamp !== was);
  const aheadIn = (lane: LaneName): Lane =>
    laneExcess(held.marks[lane], stored[lane]).filter(([, , value]) => stampOf(value) > taken);
  const isSound = laneNames.every((lane) => aheadIn(lane).length === 0);
  if (!isOff && isSound && records.length === held.records.length) return null;

  const latest = nextStamp(now, offset, 0);
  const stamps = stampsByAct(records, anew);
  const marksNow = (lane: LaneName): Lane => {
    // What no record here explains.
    const stray = aheadIn(lane).filter(([, , value]) => !stamps.has(actOf(value)));
    const rest = subtractRunSets(ordinalsOf(held.marks[lane]), ordinalsOf(stray));
    const kept = restrictLane(held.marks[lane], rest);
    return laneOfRuns([
      ...kept.map((run) => withStamp(run, stampNow(stampOf(run[2]), stamps))),
      ...stray.map((run) => withStamp(run, latest)),
    ]);
  };
  const marks: Marks = { read: marksNow('read'), dismissed: marksNow('dismissed') };
  const recordsNow = records.map((record) => recordNow(record, anew));
  const seen = Math.max(marksStamp(marks), ...recordsNow.map(({ stamp }) => stamp));
  return { marks, records: recordsNow, seen };
}

/** What each act's stamp so far has become, and what it was told by, which may have been brought back. */
function stampsByAct(
  records: readonly HeldRecord[],
  anew: ReadonlyMap<number, Anew>,
): ReadonlyMap<number, number> {
  const stamps = new Map([...anew].map(([was, { stamp }]) => [was, stamp]));
  for (const { was = '', stamp } of records) {
    const told = parseActId(was)?.stamp ?? stamp;
    if (!stamps.has(told)) stamps.set(told, stamps.get(stamp) ?? stamp);
  }
  return stamps;
}

/** For each act, by its stamp so far. */
function stampsOf(
  unsent: readonly HeldRecord[],
  { now, offset, stored }: Circumstances,
): ReadonlyMap<number, Anew> {
  const limit = stampAt(now + offset) + clockLeadMs;
  const own = new Set(unsent.map(({ stamp }) => stamp));
  const anew = new Map<number, Anew>();
  let seen = 0;
  for (const { stamp: was, unsent: by } of [...unsent].sort((a, b) => a.stamp - b.stamp)) {
    if (!by) continue;
    // What it had seen of its own has another stamp by now; and nobody has said what is later than now.
    const over = by.over > limit ? Math.min(by.over, marksStamp(stored)) : by.over;
    if (!own.has(evenOf(by.over))) seen = Math.max(seen, over);
    const said = stampAt(by.at + by.offset);
    // Later than it is, or before what was seen by then: that clock was wrong, and is taken for this one.
    const isWrong = said > limit || said < seen - clockLeadMs;
    const stamping = isWrong ? { at: by.at, offset, over: seen } : { ...by, over: seen };
    const stamp = nextStamp(isWrong ? Math.min(by.at, now) : by.at, stamping.offset, seen);
    anew.set(was, { stamp, unsent: stamping });
    // Its undo stands above it, too.
    seen = stamp + 1;
  }
  return anew;
}

/** Whether the server has the act, or later words wherever it said something. */
export const isStored = ({ lane, changed, stamp }: ActRecord, stored: Marks): boolean =>
  laneExcess(
    changed.map(([from, to]): LaneRun => [from, to, toValue(stamp, 0)]),
    stored[lane],
  ).length === 0;

const evenOf = (stamp: number): number => stamp - (stamp % 2);
/** The stamp of the act that said this, or whose undo did. */
const actOf = (value: number): number => evenOf(stampOf(value));

function stampNow(stamp: number, stamps: ReadonlyMap<number, number>): number {
  const act = evenOf(stamp);
  return stamp - act + (stamps.get(act) ?? act);
}

const withStamp = ([from, to, value]: LaneRun, stamp: number): LaneRun => [
  from,
  to,
  2 * stamp + (value % 2),
];

const ordinalsOf = (lane: Lane) => runSetOfRuns(lane.map(([from, to]) => [from, to]));

function recordNow(record: HeldRecord, anew: ReadonlyMap<number, Anew>): HeldRecord {
  const now = record.unsent && anew.get(record.stamp);
  if (!now) return record;
  const { device, id, was = id } = record;
  return { ...record, ...now, id: actId({ device, stamp: now.stamp }), was };
}
