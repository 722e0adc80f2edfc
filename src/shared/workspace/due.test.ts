import { describe, expect, it } from 'vitest';
import { isCalendarDay, isClockTime, isTimeZone } from './due.ts';

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

  it.each(['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'UTC'])('has the zone %s', (zone) => {
    expect(isTimeZone(zone)).toBe(true);
  });
  it.each(['+02:00', '-0500', 'Mars/Olympus', 'Europe', '', 'Europe/Berlin; drop table'])(
    'has no zone %j',
    (zone) => {
      expect(isTimeZone(zone)).toBe(false);
    },
  );
});
