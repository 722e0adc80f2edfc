/**
 * This file holds a person's marks: one lane for read, one for dismissed, independent of each
 * other. From them and the set of rows held, everything the screens show is run arithmetic; there
 * is no second counter that could disagree.
 */
import { emptyLane, hiddenOrdinals, joinLanes, lanesEqual, maxStamp, type Lane } from './lane.ts';
import { intersectRunSets, runSetSize, subtractRunSets, type RunSet } from './run-set.ts';

export const laneNames = ['read', 'dismissed'] as const;
export type LaneName = (typeof laneNames)[number];
export type Marks = { readonly [Name in LaneName]: Lane };

export const emptyMarks: Marks = { read: emptyLane, dismissed: emptyLane };

export const joinMarks = (a: Marks, b: Marks): Marks => ({
  read: joinLanes(a.read, b.read),
  dismissed: joinLanes(a.dismissed, b.dismissed),
});

export const marksEqual = (a: Marks, b: Marks): boolean =>
  lanesEqual(a.read, b.read) && lanesEqual(a.dismissed, b.dismissed);

/** Returns the largest stamp seen in either lane. */
export const marksStamp = (marks: Marks): number =>
  Math.max(maxStamp(marks.read), maxStamp(marks.dismissed));

export interface FeedSets {
  /** What the list shows: rows held that are not dismissed. */
  readonly all: RunSet;
  /** What the badge counts, a part of `all`. */
  readonly unread: RunSet;
  readonly dismissed: RunSet;
}

/** @param live the ordinals of the rows held on this device */
export function feedSets(live: RunSet, marks: Marks): FeedSets {
  const hidden = hiddenOrdinals(marks.dismissed);
  const all = subtractRunSets(live, hidden);
  return {
    all,
    unread: subtractRunSets(all, hiddenOrdinals(marks.read)),
    dismissed: intersectRunSets(live, hidden),
  };
}

export const unreadCount = (live: RunSet, marks: Marks): number =>
  runSetSize(feedSets(live, marks).unread);
