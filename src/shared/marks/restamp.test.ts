/** Acts under a wrong clock become what they would have been, had the clock been known. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { day, minute } from '#shared/base/time.ts';
import {
  dismiss,
  isRead,
  markAllRead,
  markRead,
  markUnread,
  restore,
  undoAct,
  type ActContext,
  type Acted,
} from './acts.ts';
import { laneValueAt } from './lane.ts';
import { clockLeadMs } from './limits.ts';
import { emptyMarks, joinMarks, laneNames, marksStamp, type Marks } from './marks.ts';
import { restamped, type Held, type HeldRecord } from './restamp.ts';
import { runSetOf } from './run-set.ts';
import { isShown, stampAt, stampOf, toValue, undoStamp } from './stamp.ts';

const phone = 'phone';
const start = Date.UTC(2026, 10, 24, 12);
const nothing: Held = { marks: emptyMarks, records: [], seen: 0 };
const ordinals = [1, 2, 3, 4, 5, 6];
const held = { complete: 6, live: runSetOf(ordinals) };

type Doing = (marks: Marks, context: ActContext) => Acted | null;

/** As acts-disk.ts does it. */
function act(device: Held, doing: Doing, at: number, offset = 0): Held {
  const acted = doing(device.marks, { device: phone, now: at, offset, seen: device.seen });
  if (!acted) return device;
  const record: HeldRecord = { ...acted.record, unsent: { at, offset, over: device.seen } };
  const records = [...device.records, record];
  return { marks: acted.marks, records, seen: record.stamp };
}
function undo(device: Held, record: HeldRecord | undefined): Held {
  if (!record) return device;
  const seen = Math.max(device.seen, undoStamp(record.stamp));
  return { ...device, marks: undoAct(device.marks, record), seen };
}
const meet = (device: Held, marks: Marks): Held => ({
  ...device,
  marks: joinMarks(device.marks, marks),
  seen: Math.max(device.seen, marksStamp(marks)),
});
const said = (ordinal: number, at: number, keep: 0 | 1): Marks => ({
  ...emptyMarks,
  read: [[ordinal, ordinal, toValue(2 * Math.ceil(stampAt(at) / 2), keep)]],
});
const read =
  (ordinal: number): Doing =>
  (marks, context) =>
    markRead(marks, runSetOf([ordinal]), context);
const unread =
  (ordinal: number): Doing =>
  (marks, context) =>
    markUnread(marks, runSetOf([ordinal]), context);
const stampsOf = ({ records }: Held) => records.map(({ stamp }) => stamp);

test.each([
  ['31 days ahead', 31 * day],
  ['two years ahead', 730 * day],
  ['two years behind', -730 * day],
])('MK18 an act under a clock %s is dated by when it was, and beats nothing later', (_, skew) => {
  const wrong = act(nothing, read(1), start + skew);
  const now = start + 10 * minute + skew;
  const right = restamped(wrong, { device: phone, now, offset: -skew, stored: emptyMarks });
  expect(stampsOf(right ?? nothing)).toEqual([stampAt(start)]);
  expect(right?.records[0]?.id).toBe(`act/phone/${stampAt(start).toString(36)}`);
  // Somebody's tablet said otherwise a minute later, and a minute before.
  const later = joinMarks(right?.marks ?? emptyMarks, said(1, start + minute, 1));
  expect(isRead(later, 1)).toBe(false);
  const earlier = joinMarks(right?.marks ?? emptyMarks, said(1, start - minute, 1));
  expect(isRead(earlier, 1)).toBe(true);
});

test('MK18 an act under a clock behind beats what somebody said just before it, seen or not', () => {
  const seen = meet(nothing, said(1, start - minute, 1));
  const wrong = act(seen, read(1), start - 730 * day);
  const at = {
    device: phone,
    now: start + 1_000 - 730 * day,
    offset: 730 * day,
    stored: seen.marks,
  };
  const right = restamped(wrong, at) ?? wrong;
  expect(stampsOf(right)).toEqual([stampAt(start)]);
  expect(isRead(joinMarks(right.marks, said(1, start - 1_000, 1)), 1)).toBe(true);
});

test('MK18 a clock that was put right meanwhile leaves acts that were no later than now', () => {
  const wrong = act(act(nothing, read(1), start + 31 * day), unread(1), start + minute);
  const now = start + 2 * minute;
  const right = restamped(wrong, { device: phone, now, offset: 0, stored: emptyMarks });
  const [first = 0, second = 0] = stampsOf(right ?? nothing);
  expect(first).toBe(stampAt(now));
  expect(second).toBe(first + 2);
  expect(isRead(right?.marks ?? emptyMarks, 1)).toBe(false);
});

test('MK18 what may have been right stays, though the clock is wrong now', () => {
  const before = meet(nothing, said(1, start - day, 0));
  const right = act(before, unread(1), start);
  const at = {
    device: phone,
    now: start + minute + 31 * day,
    offset: -31 * day,
    stored: emptyMarks,
  };
  expect(restamped(right, at)).toBeNull();
  const both = act(right, read(2), start + minute + 31 * day);
  expect(stampsOf(restamped(both, at) ?? nothing)).toEqual([
    stampAt(start),
    stampAt(start + minute),
  ]);
});

test('MK18 clocks that differ by minutes are left alone', () => {
  const wrong = act(nothing, read(1), start + clockLeadMs - 1);
  const at = { device: phone, now: start, offset: 0, stored: emptyMarks };
  expect(restamped(wrong, at)).toBeNull();
});

test('MK18 what the server has keeps its stamp, and so do the words of others', () => {
  const ahead = start + 31 * day;
  const sent = act(nothing, read(1), ahead);
  const at = { device: phone, now: start, offset: 0, stored: sent.marks };
  expect(restamped(sent, at)).toBeNull();
  const both = act(meet(sent, said(2, ahead + day, 0)), read(3), ahead);
  const stored = joinMarks(sent.marks, said(2, ahead + day, 0));
  const right = restamped(both, { ...at, stored });
  expect(right).toBeNull();
});

test('MK18 marks ahead that no record explains are no later than now, and say the same', () => {
  const ahead = stampAt(start + 31 * day);
  const marks: Marks = {
    read: [
      [1, 2, toValue(ahead, 0)],
      [3, 3, toValue(ahead + 2, 1)],
      [4, 4, toValue(8, 0)],
    ],
    dismissed: [[1, 1, toValue(ahead + 4, 0)]],
  };
  const at = { device: phone, now: start, offset: 0, stored: emptyMarks };
  const right = restamped({ ...nothing, marks }, at);
  const latest = stampAt(start);
  expect(right?.marks).toEqual({
    read: [
      [1, 2, toValue(latest, 0)],
      [3, 3, toValue(latest, 1)],
      [4, 4, toValue(8, 0)],
    ],
    dismissed: [[1, 1, toValue(latest, 0)]],
  });
});

test('MK18 where the server is ahead already, what is said above it stays above it', () => {
  const others = said(1, start + 31 * day, 0);
  const device = act(meet(nothing, others), unread(1), start);
  const right = restamped(device, { device: phone, now: start, offset: 0, stored: others });
  expect(isRead((right ?? device).marks, 1)).toBe(false);
  // Of an act that lies on the server, so no act here explains the mark.
  const taken = act(nothing, read(1), start + 31 * day);
  const undone = undo(taken, taken.records[0]);
  const at = { device: phone, now: start, offset: 0, stored: taken.marks };
  expect(restamped({ ...undone, records: [] }, at)).toBeNull();
});

const withoutStampings = ({ records, ...rest }: Held): Held => ({
  ...rest,
  records: records.map(({ unsent: _, ...record }) => record),
});

test('MK18 acts ahead by an app of before keep their order and their undo, and are no later than now', () => {
  const acted = act(act(nothing, read(1), start + 31 * day), unread(1), start + 31 * day);
  const at = { device: phone, now: start, offset: 0, stored: emptyMarks };
  const right = restamped(withoutStampings(acted), at);
  expect(stampsOf(right ?? nothing)).toEqual([stampAt(start), stampAt(start) + 2]);
  expect(isRead(right?.marks ?? emptyMarks, 1)).toBe(false);
  const undone = undo(right ?? nothing, right?.records[1]);
  expect(isRead(undone.marks, 1)).toBe(true);
});

test('MK18 a record ahead that the server lacks goes where its act is another’s, or has another name', () => {
  const acted = act(nothing, read(1), start + 31 * day);
  const at = { now: start, offset: 0, stored: emptyMarks };
  const lost = { ...nothing, records: withoutStampings(acted).records };
  expect(restamped(lost, { ...at, device: 'tablet' })?.records).toEqual([]);
  const right = restamped(acted, { ...at, device: phone }) ?? nothing;
  const back = { ...right, records: [...right.records, ...lost.records] };
  expect(restamped(back, { ...at, device: phone })?.records).toEqual(right.records);
});

test('MK18 marks that a leader without the lead brings back are those of their act', () => {
  const acted = act(undo(act(nothing, read(1), start + day), undefined), read(2), start + 2 * day);
  const at = { device: phone, now: start, offset: 0, stored: emptyMarks };
  const right = restamped(acted, at) ?? nothing;
  const back = meet(right, acted.marks);
  expect(restamped(back, at)).toEqual(right);
  const settled = { ...back, records: withoutStampings(right).records };
  expect(restamped(settled, at)?.marks).toEqual(right.marks);
});

test('MK18 an act that is stamped anew is still known by the id it was told by', () => {
  const told = act(nothing, read(1), start + 31 * day);
  const id = told.records[0]?.id;
  const at = { device: phone, now: start, offset: 0, stored: emptyMarks };
  const once = restamped(told, at) ?? nothing;
  expect(once.records[0]?.was).toBe(id);
  const twice = restamped(once, { ...at, now: start - day }) ?? nothing;
  expect(twice.records[0]).toMatchObject({ was: id, stamp: stampAt(start - day) });
});

const kinds = [
  read,
  unread,
  (ordinal: number): Doing =>
    (marks, context) =>
      dismiss(marks, runSetOf([ordinal]), context),
  (ordinal: number): Doing =>
    (marks, context) =>
      restore(marks, runSetOf([ordinal]), context),
  (): Doing => (marks, context) => markAllRead(marks, held, context),
];
interface Step {
  readonly kind: number;
  readonly ordinal: number;
  readonly afterMs: number;
  readonly skew: number;
}
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.nat({ max: kinds.length + 1 }),
  ordinal: fc.integer({ min: 1, max: 6 }),
  afterMs: fc.integer({ min: 1, max: day }),
  skew: fc.constantFrom(0, 31 * day, 730 * day, -365 * day, minute),
});

/** Acts, undoes and meets others, by a clock that is off by so much. @returns what was met, too */
function live(
  steps: readonly Step[],
  skewAt: (each: Step) => number,
  offset: number,
): { readonly device: Held; readonly met: Marks; readonly until: number } {
  let met = said(1, start - day, 0);
  let [device, time] = [meet(nothing, met), start];
  for (const each of steps) {
    const { kind, ordinal, afterMs } = each;
    time += afterMs;
    const doing = kinds[kind]?.(ordinal);
    if (doing) device = act(device, doing, time + skewAt(each), offset);
    else if (kind === kinds.length) device = undo(device, device.records.at(-ordinal));
    else if (device.records.length === 0) {
      const others = said(ordinal, time, afterMs % 2 === 0 ? 0 : 1);
      met = joinMarks(met, others);
      device = meet(device, others);
    }
  }
  return { device, met, until: time };
}

test('MK18 a clock that was wrong all the time is as if it had been known', () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(31 * day, 730 * day, -365 * day),
      (steps, skew) => {
        const { device, met, until } = live(steps, () => skew, 0);
        const known = live(steps, () => skew, -skew).device;
        const at = { device: phone, now: until + skew, offset: -skew, stored: met };
        const right = restamped(device, at) ?? device;
        expect(right.marks).toEqual(known.marks);
        expect(stampsOf(right)).toEqual(stampsOf(known));
      },
    ),
  );
});

test('MK18 a clock that jumped leaves every act in its order, above what was seen, not later than now', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
      const { device, met, until } = live(steps, ({ skew }) => skew, 0);
      const at = { device: phone, now: until, offset: 0, stored: met };
      const right = restamped(device, at);
      if (!right) return;
      const stamps = stampsOf(right);
      expect(stamps).toEqual([...new Set(stamps)].sort((a, b) => a - b));
      expect(stamps.every((stamp) => stamp % 2 === 0 && stamp > marksStamp(met))).toBe(true);
      expect(Math.max(...stamps)).toBeLessThanOrEqual(stampAt(until) + clockLeadMs);
      for (const lane of laneNames) {
        for (const ordinal of ordinals) {
          const [was, is] = [device, right].map(({ marks }) => laneValueAt(marks[lane], ordinal));
          expect(isShown(is ?? 0)).toBe(isShown(was ?? 0));
          const isOthers = is === laneValueAt(met[lane], ordinal);
          expect(isOthers || stamps.includes(stampOf(is ?? 0) - (stampOf(is ?? 0) % 2))).toBe(true);
        }
      }
      expect(restamped(right, at)).toBeNull();
    }),
  );
});
