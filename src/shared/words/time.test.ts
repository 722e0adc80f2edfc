import { describe, expect, it } from 'vitest';
import { day, hour, minute } from '#shared/base/time.ts';
import { deadlineAt, stepAt } from '#shared/workspace/deadline.ts';
import type { DueDate } from '#shared/workspace/entities.ts';
import { dueDay, dueDistance, isOverdue, momentTime, shortTime } from './time.ts';

const wholeDay: DueDate = { on: '2026-11-27', time: null, timeZone: 'Europe/Berlin' };
const timed: DueDate = { ...wholeDay, time: '14:00' };
const said = (due: DueDate, at: number) => dueDistance(due, at, 'en-GB');

describe('a date', () => {
  const here = { locale: 'en-GB', timeZone: 'Europe/Berlin' };
  const now = Date.UTC(2026, 11, 30, 12);
  const on = (day: string, time: string | null = null, timeZone = here.timeZone): DueDate => ({
    on: day,
    time,
    timeZone,
  });

  it('CM27 of another year says which, in every form', () => {
    expect(dueDay(on('2026-12-31'), now, here)).toBe('Thu 31 Dec');
    expect(dueDay(on('2027-11-30', '09:00'), now, here)).toBe('Tue, 30 Nov 2027, 09:00');
    expect(momentTime(Date.UTC(2027, 11, 30, 8), now, here)).toBe('30 Dec 2027 09:00');
    expect(momentTime(Date.UTC(2026, 10, 30, 8), now, here)).toBe('30 Nov 09:00');
    expect(shortTime(Date.UTC(2025, 11, 30, 8), now, here)).toBe('30 Dec 2025');
    expect(shortTime(Date.UTC(2026, 1, 3, 8), now, here)).toBe('3 Feb');
    // The year is that of the reader: here it is 2027 by then.
    const newYear = Date.UTC(2026, 11, 31, 23, 30);
    expect(dueDay(on('2027-01-01'), newYear, here)).toBe('Fri 1 Jan');
  });

  it('CM26 names the clock it hangs on, where that is not the reader’s', () => {
    const tokyo = on('2026-12-31', '09:00', 'Asia/Tokyo');
    expect(dueDay(tokyo, now, here)).toBe('Thu 31 Dec, 09:00 (Asia/Tokyo time)');
    expect(dueDay({ ...tokyo, time: null }, now, here)).toBe('Thu 31 Dec (Asia/Tokyo time)');
    expect(dueDay(tokyo, now, { ...here, timeZone: 'Asia/Tokyo' })).toBe('Thu 31 Dec, 09:00');
  });
});

describe('how far a due date is', () => {
  it.each([
    ['a whole day', wholeDay],
    ['a day with a time', timed],
  ])('NT9 is at each step of %s what the step is called', (_, due) => {
    const steps = ['week', 'three-days', 'day', 'hours', 'overdue'] as const;
    // A timer fires a moment after its time.
    const words = steps.map((step) => said(due, stepAt(due, step) + 900));
    expect(words).toEqual(['in 7 days', 'in 3 days', 'in 24 hours', 'in 2 hours', 'just now']);
  });

  it('NT9 counts days of its own calendar, and hours within a day of its end', () => {
    const end = deadlineAt(wholeDay);
    const distances: readonly (readonly [number, string])[] = [
      [-10 * day, 'in 9 days'],
      [-4 * day, 'in 3 days'],
      [-3 * day - minute, 'in 3 days'],
      [-3 * day, 'in 2 days'],
      [-24 * hour - minute, 'tomorrow'],
      [-24 * hour, 'in 24 hours'],
      [-90 * minute, 'in 2 hours'],
      [-89 * minute, 'in 89 minutes'],
      [-1, 'in 1 minute'],
      [0, 'just now'],
      [minute - 1, 'just now'],
      [minute, '1 minute ago'],
      [5 * hour, '5 hours ago'],
      [24 * hour, '24 hours ago'],
      [24 * hour + minute, '2 days ago'],
    ];
    expect(distances.map(([from]) => said(wholeDay, end + from))).toEqual(
      distances.map(([, words]) => words),
    );
  });

  it('NT9 says "today" in the hour by which a day is longer', () => {
    const longer: DueDate = { ...wholeDay, on: '2026-10-25' };
    expect(said(longer, stepAt(longer, 'day') - 30 * minute)).toBe('today');
  });

  it('NT9 is over at its time, or when its day is', () => {
    for (const due of [wholeDay, timed]) {
      expect(isOverdue(due, deadlineAt(due) - 1)).toBe(false);
      expect(isOverdue(due, deadlineAt(due))).toBe(true);
    }
    expect(deadlineAt(timed)).toBe(Date.UTC(2026, 10, 27, 13));
  });
});
