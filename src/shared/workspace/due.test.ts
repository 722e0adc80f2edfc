import { describe, expect, it } from 'vitest';
import { isSameDue } from './due-change.ts';
import { isCalendarDay, isClockTime } from './due.ts';

describe('due dates', () => {
  it.each(['2026-11-27', '2024-02-29', '2000-02-29', '2199-12-31'])('has the day %s', (day) => {
    expect(isCalendarDay(day)).toBe(true);
  });
  it.each([
    '2026-02-29',
    '2100-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-11-31',
    '2026-11-00',
    '1999-12-31',
    '2200-01-01',
    '2026-1-1',
    '26-11-27',
    '2026-11-27T00:00',
    ' 2026-11-27',
    '2026-11-27\n',
    '',
  ])('has no day %j', (day) => {
    expect(isCalendarDay(day)).toBe(false);
  });

  it.each(['00:00', '09:30', '23:59'])('has the time %s', (time) => {
    expect(isClockTime(time)).toBe(true);
  });
  it.each(['24:00', '9:30', '12:60', '12:30:00', '12.30', ''])('has no time %j', (time) => {
    expect(isClockTime(time)).toBe(false);
  });

  it('TI3 are the same in a zone of several names, and not in another, at another time or none', () => {
    const due = { on: '2026-11-27', time: '18:30', timeZone: 'Asia/Kolkata' };
    expect(isSameDue(due, { ...due, timeZone: 'Asia/Calcutta' })).toBe(true);
    expect(isSameDue({ ...due, time: null }, { ...due, time: null })).toBe(true);
    expect(isSameDue(null, null)).toBe(true);
    for (const other of [
      null,
      { ...due, timeZone: 'Asia/Colombo' },
      { ...due, time: null },
      { ...due, on: '2026-11-28' },
    ]) {
      expect(isSameDue(due, other)).toBe(false);
      expect(isSameDue(other, due)).toBe(false);
    }
  });
});
