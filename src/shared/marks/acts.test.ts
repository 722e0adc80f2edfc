/** This file tests acts against an oracle that keeps the last word for every single ordinal. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  dismiss,
  isDismissed,
  isRead,
  isUndone,
  markAllRead,
  markRead,
  markUnread,
  restore,
  undoable,
  undoAct,
  type ActContext,
  type Acted,
  type ActRecord,
} from './acts.ts';
import { emptyMarks, feedSets, joinMarks, marksStamp, unreadCount, type Marks } from './marks.ts';
import { runSetHas, runSetOf, runSetSize, type RunSet } from './run-set.ts';
import { nextStamp, offsetOf, stampToInstant } from './stamp.ts';

const base = Date.UTC(2026, 10, 24);
const context = (marks: Marks, now = base): ActContext => ({
  device: 'phone',
  now,
  offset: 0,
  seen: marksStamp(marks),
});
const must = (acted: Acted | null): Acted => {
  if (!acted) throw new Error('the act changed nothing');
  return acted;
};
const live: RunSet = [[1, 10]];

test('MK4 stamps follow the clock, stay above all that was seen, and are even', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 45 }),
      fc.integer({ min: -1e12, max: 1e12 }),
      fc.integer({ min: 0, max: 2 ** 45 }),
      (now, offset, seen) => {
        const stamp = nextStamp(now, offset, seen);
        expect(stamp).toBeGreaterThan(seen);
        expect(stamp % 2).toBe(0);
        expect(stampToInstant(stamp)).toBeGreaterThanOrEqual(now + offset);
      },
    ),
  );
});

test('MK4 the offset comes from the midpoint of a quick request only', () => {
  expect(offsetOf(1_000, 1_200, 5_100)).toBe(4_000);
  expect(offsetOf(1_000, 3_000, 5_100)).toBeNull();
  expect(offsetOf(1_000, 900, 5_100)).toBeNull();
});

test('MK5 the later act wins, on any device, in any order of arrival', () => {
  const phone = must(markRead(emptyMarks, [[3, 3]], context(emptyMarks))).marks;
  const laptop = must(markUnread(phone, [[3, 3]], context(phone, base - 1e9))).marks;
  expect(isRead(joinMarks(phone, laptop), 3)).toBe(false);
  expect(isRead(joinMarks(laptop, phone), 3)).toBe(false);
});

test('MK5 read and dismissed are independent', () => {
  const dismissed = must(dismiss(emptyMarks, [[2, 2]], context(emptyMarks))).marks;
  expect(isDismissed(dismissed, 2)).toBe(true);
  expect(isRead(dismissed, 2)).toBe(false);
  const restored = must(restore(dismissed, [[2, 2]], context(dismissed))).marks;
  expect(feedSets(live, restored).all).toEqual(live);
});

test('MK5 an act that changes nothing is none', () => {
  const marks = must(markRead(emptyMarks, [[3, 3]], context(emptyMarks))).marks;
  expect(markRead(marks, [[3, 3]], context(marks))).toBeNull();
  expect(markUnread(marks, [[4, 4]], context(marks))).toBeNull();
  expect(dismiss(marks, [], context(marks))).toBeNull();
});

test('MK6 mark all touches what was received and nothing that is on its way', () => {
  const received = { complete: 8, live: runSetOf([1, 4, 7, 12]) };
  const { marks, record } = must(markAllRead(emptyMarks, received, context(emptyMarks)));
  for (const ordinal of [1, 4, 7, 12]) expect(isRead(marks, ordinal)).toBe(true);
  for (const ordinal of [9, 10, 11, 13, 100]) expect(isRead(marks, ordinal)).toBe(false);
  expect(marks.read.length).toBe(2);
  expect(record.stamp).toBe(marksStamp(marks));
});

test('MK6 mark all with nothing unread on the device is no act', () => {
  const { marks } = must(markAllRead(emptyMarks, { complete: 8, live }, context(emptyMarks)));
  expect(markAllRead(marks, { complete: 20, live }, context(marks))).toBeNull();
});

test('MK6 mark all is later than everything it covers, whoever said it', () => {
  let marks = must(
    markUnread(
      must(markRead(emptyMarks, [[5, 5]], context(emptyMarks, base + 1e12))).marks,
      [[5, 5]],
      context(emptyMarks, base + 2e12),
    ),
  ).marks;
  marks = must(markAllRead(marks, { complete: 10, live }, context(marks))).marks;
  expect(unreadCount(live, marks)).toBe(0);
  expect(marks.read.length).toBe(1);
});

const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constantFrom(
        'read' as const,
        'unread' as const,
        'dismiss' as const,
        'restore' as const,
      ),
      on: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('all' as const) }),
    fc.record({ kind: fc.constant('undo' as const), which: fc.nat({ max: 20 }) }),
  ),
  { maxLength: 25 },
);

/** It keeps all acts on an ordinal and lane, latest last; an undo takes out only the last one. */
class Oracle {
  readonly read = new Map<number, boolean>();
  readonly dismissed = new Map<number, boolean>();
  readonly #last = new Map<string, number>();
  readonly #undo = new Map<
    number,
    { lane: 'read' | 'dismissed'; changed: number[]; hide: boolean }
  >();

  act(index: number, lane: 'read' | 'dismissed', on: readonly number[], hide: boolean): void {
    const changed = on.filter((ordinal) => (this[lane].get(ordinal) ?? false) !== hide);
    if (changed.length === 0) return;
    for (const ordinal of on) this.#last.set(`${lane}${ordinal}`, index);
    for (const ordinal of changed) this[lane].set(ordinal, hide);
    this.#undo.set(index, { lane, changed: [...new Set(changed)], hide });
  }

  undo(index: number): void {
    const act = this.#undo.get(index);
    for (const ordinal of act?.changed ?? []) {
      if (act && this.#last.get(`${act.lane}${ordinal}`) === index)
        this[act.lane].set(ordinal, !act.hide);
    }
  }
}

test('MK7 acts and undos in any order equal the oracle: every later act stands', () => {
  fc.assert(
    fc.property(steps, (script) => {
      const oracle = new Oracle();
      const records: { readonly index: number; readonly record: ActRecord }[] = [];
      let marks = emptyMarks;
      for (const [index, step] of script.entries()) {
        if (step.kind === 'undo') {
          const entry = records[step.which % Math.max(1, records.length)];
          if (!entry) continue;
          marks = undoAct(marks, entry.record);
          oracle.undo(entry.index);
          continue;
        }
        const at = context(marks, base);
        const on = step.kind === 'all' ? live : runSetOf(step.on);
        const acted =
          step.kind === 'all'
            ? markAllRead(marks, { complete: 10, live }, at)
            : { read: markRead, unread: markUnread, dismiss, restore }[step.kind](marks, on, at);
        const lane = step.kind === 'dismiss' || step.kind === 'restore' ? 'dismissed' : 'read';
        const hide = step.kind !== 'unread' && step.kind !== 'restore';
        const ordinals = step.kind === 'all' ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] : step.on;
        oracle.act(index, lane, ordinals, hide);
        if (!acted) continue;
        marks = acted.marks;
        records.push({ index, record: acted.record });
      }
      for (let ordinal = 1; ordinal <= 10; ordinal += 1) {
        expect(isRead(marks, ordinal)).toBe(oracle.read.get(ordinal) ?? false);
        expect(isDismissed(marks, ordinal)).toBe(oracle.dismissed.get(ordinal) ?? false);
      }
      const sets = feedSets(live, marks);
      expect(runSetSize(sets.unread)).toBe(unreadCount(live, marks));
      for (let ordinal = 1; ordinal <= 10; ordinal += 1) {
        const gone = oracle.dismissed.get(ordinal) ?? false;
        const read = oracle.read.get(ordinal) ?? false;
        expect(runSetHas(sets.all, ordinal)).toBe(!gone);
        expect(runSetHas(sets.dismissed, ordinal)).toBe(gone);
        expect(runSetHas(sets.unread, ordinal)).toBe(!gone && !read);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('MK7 an undo yields to a later act of the same millisecond on a device that saw neither', () => {
  const phone = must(markAllRead(emptyMarks, { complete: 10, live }, context(emptyMarks)));
  const laptop = must(markRead(emptyMarks, [[4, 4]], context(emptyMarks, base + 1))).marks;
  const undone = undoAct(phone.marks, phone.record);
  const met = joinMarks(undone, laptop);
  expect(isRead(met, 4)).toBe(true);
  expect(isRead(met, 5)).toBe(false);
  expect(undoable(joinMarks(phone.marks, laptop), phone.record)).toEqual([
    [1, 3],
    [5, 10],
  ]);
});

test('MK15 an act undone on two devices at once is undone once, and says so until a later act', () => {
  const acted = must(markAllRead(emptyMarks, { complete: 10, live }, context(emptyMarks)));
  expect(acted.record).toMatchObject({
    count: 10,
    id: 'act/phone/' + acted.record.stamp.toString(36),
  });
  expect(isUndone(acted.marks, acted.record)).toBe(false);
  const [phone, laptop] = [undoAct(acted.marks, acted.record), undoAct(acted.marks, acted.record)];
  const met = joinMarks(phone, laptop);
  expect(met).toEqual(phone);
  expect(isUndone(met, acted.record)).toBe(true);
  expect(undoable(met, acted.record)).toEqual([]);
  const later = must(markAllRead(met, { complete: 10, live }, context(met, base + 5)));
  expect(isUndone(later.marks, acted.record)).toBe(false);
  expect(undoable(later.marks, acted.record)).toEqual([]);
});
