import { describe, expect, it } from 'vitest';
import { day, hour, minute } from '#shared/base/time.ts';
import { deadlineAt, stepAt } from '#shared/workspace/deadline.ts';
import type { DueDate } from '#shared/workspace/entities.ts';
import {
  dayHeading,
  dueDay,
  dueDistance,
  isOverdue,
  isoTime,
  longTime,
  momentTime,
  shortTime,
} from './time.ts';

const wholeDay: DueDate = { on: '2026-11-27', time: null, timeZone: 'Europe/Berlin' };
const timed: DueDate = { ...wholeDay, time: '14:00' };
const ending = (due: DueDate, endsAt = deadlineAt(due)) => ({ due, endsAt });
const said = (due: DueDate, at: number) => dueDistance(ending(due), at, 'en-GB');

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

  it('TI3 names no clock that is the reader’s by another name, and a fixed one by its offset', () => {
    const india = { ...here, timeZone: 'Asia/Calcutta' };
    expect(dueDay(on('2026-12-31', null, 'Asia/Kolkata'), now, india)).toBe('Thu 31 Dec');
    const fixed = (zone: string) => dueDay(on('2026-12-31', '09:00', zone), now, here);
    expect(fixed('Etc/GMT-2')).toBe('Thu 31 Dec, 09:00 (UTC+2 time)');
    expect(fixed('Etc/GMT+5')).toBe('Thu 31 Dec, 09:00 (UTC−5 time)');
    expect(fixed('America/Port-au-Prince')).toContain('(America/Port-au-Prince time)');
  });

  it('TI1 is said of any zone and instant, read anywhere', () => {
    const nowhere = { locale: 'en-GB', timeZone: 'Etc/Unknown' };
    expect(dueDay(on('2026-12-31', '09:00', 'Mars/Olympus'), now, nowhere)).toBe(
      'Thu 31 Dec, 09:00 (Mars/Olympus time)',
    );
    for (const at of [now, NaN, 1e300, -9e15]) {
      const said = [shortTime, momentTime, dayHeading].map((say) => say(at, now, nowhere));
      expect([...said, longTime(at, nowhere), isoTime(at)]).not.toContain('');
      expect(dueDay(on('when it is done'), at, nowhere)).not.toBe('');
    }
    expect(dueDistance(ending(on('when it is done')), now, 'en-GB')).not.toBe('');
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

  it.each([
    ['an hour behind', wholeDay, hour],
    ['an hour ahead', { ...wholeDay, on: '2026-11-10' }, -hour],
    // Nine hours ahead of UTC, which is what stands in for what is not known.
    ['where its zone is not known', { ...wholeDay, timeZone: 'Mars/Olympus' }, -9 * hour],
  ])('TI4 is by the end that the server says, %s of what is reckoned here', (_, due, aheadMs) => {
    const deadline = ending(due, deadlineAt(due) + aheadMs);
    const at = (step: 'week' | 'three-days') => stepAt(due, step) + aheadMs;
    const words = (from: number) => dueDistance(deadline, from, 'en-GB');
    expect([at('week') - 1, at('week'), at('three-days') - 1, at('three-days')].map(words)).toEqual(
      ['in 8 days', 'in 7 days', 'in 4 days', 'in 3 days'],
    );
    expect(words(deadline.endsAt - 2 * hour)).toBe('in 2 hours');
    expect(isOverdue(deadline, deadline.endsAt - 1)).toBe(false);
    expect(isOverdue(deadline, deadline.endsAt)).toBe(true);
  });

  it('NT9 is over at its time, or when its day is', () => {
    for (const due of [wholeDay, timed]) {
      expect(isOverdue(ending(due), deadlineAt(due) - 1)).toBe(false);
      expect(isOverdue(ending(due), deadlineAt(due))).toBe(true);
    }
    expect(deadlineAt(timed)).toBe(Date.UTC(2026, 10, 27, 13));
  });
});
