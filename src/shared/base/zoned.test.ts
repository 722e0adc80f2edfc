import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day, hour, minute } from './time.ts';
import {
  dateOf,
  dayPlus,
  formatIn,
  instantOf,
  monthPlus,
  wallTimeAt,
  weekdayOf,
  type WallTime,
} from './zoned.ts';

const zones = Intl.supportedValuesOf('timeZone');
const zone = fc.constantFrom('UTC', ...zones);
const minutesOf = (from: number, to: number) =>
  fc.integer({ min: from / minute, max: to / minute }).map((minutes) => minutes * minute);
const instant = minutesOf(Date.UTC(2000, 0, 2), Date.UTC(2100, 0));
/** These instants lie around the days on which most clocks change. */
const nearChange = fc
  .tuple(fc.integer({ min: 2000, max: 2037 }), fc.constantFrom(2, 3, 8, 9, 10))
  .chain(([year, month]) => minutesOf(Date.UTC(year, month, 1), Date.UTC(year, month + 1, 15)));
const wallTime = fc
  .oneof(instant, nearChange)
  .map((at) => new Date(at).toISOString())
  .map((text): WallTime => ({ on: text.slice(0, 10), time: text.slice(11, 16) }));

const written = ({ on, time }: WallTime) => `${on} ${time}`;
const shown = (at: number, timeZone: string) => written(wallTimeAt(at, timeZone));

describe('wall clocks', () => {
  it('show at the instant of a time that time, and at the moment of the jump where it is left out', () => {
    fc.assert(
      fc.property(wallTime, zone, (wall, timeZone) => {
        const at = instantOf(wall, timeZone);
        if (shown(at, timeZone) === written(wall)) return;
        expect(shown(at, timeZone) > written(wall)).toBe(true);
        expect(shown(at - minute, timeZone) < written(wall)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('find every instant again by what they show, or an earlier one that shows the same', () => {
    fc.assert(
      fc.property(fc.oneof(instant, nearChange), zone, (at, timeZone) => {
        const found = instantOf(wallTimeAt(at, timeZone), timeZone);
        expect(found).toBeLessThanOrEqual(at);
        expect(at - found).toBeLessThan(day);
        expect(shown(found, timeZone)).toBe(shown(at, timeZone));
      }),
      { numRuns: 1_000 },
    );
  });

  it('give the first instant where they show a time twice', () => {
    const quarter = 15 * minute;
    fc.assert(
      fc.property(nearChange, zone, (at, timeZone) => {
        const wall = wallTimeAt(at, timeZone);
        const found = instantOf(wall, timeZone);
        for (let before = quarter; before <= 3 * hour; before += quarter) {
          expect(shown(found - before, timeZone)).not.toBe(written(wall));
        }
      }),
      { numRuns: 200 },
    );
  });

  const changes: readonly (readonly [string, string, string, string])[] = [
    ['Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:00Z'],
    ['Europe/Berlin', '2026-03-29', '02:00', '2026-03-29T01:00Z'],
    ['Europe/Berlin', '2026-03-29', '03:00', '2026-03-29T01:00Z'],
    ['Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30Z'],
    ['America/New_York', '2026-03-08', '02:59', '2026-03-08T07:00Z'],
    ['America/New_York', '2026-11-01', '01:00', '2026-11-01T05:00Z'],
    ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:30Z'],
    ['Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45Z'],
    ['Africa/Cairo', '2026-04-24', '00:30', '2026-04-23T22:00Z'],
    ['Pacific/Apia', '2011-12-30', '12:00', '2011-12-30T10:00Z'],
    ['Asia/Kathmandu', '2026-06-01', '00:00', '2026-05-31T18:15Z'],
  ];
  it.each(changes)('in %s show %s %s at %s or jump past it there', (timeZone, on, time, at) => {
    expect(new Date(instantOf({ on, time }, timeZone))).toEqual(new Date(at));
  });
});

describe('what nobody knows here', () => {
  const strange = fc.oneof(
    fc.constantFrom('America/Ciudad_Juarez', 'PST', 'Etc/Unknown', '+00:00', 'Mars/Olympus', ''),
    fc.string(),
  );
  const anyInstant = fc.oneof(instant, fc.double(), fc.constantFrom(9e15, -9e15, Infinity, NaN));

  it('TI1 throws nowhere, whatever the zone, the day and the instant', () => {
    fc.assert(
      fc.property(strange, anyInstant, fc.string(), (timeZone, at, text) => {
        const wall = wallTimeAt(at, timeZone);
        expect(Number.isFinite(instantOf(wall, timeZone))).toBe(true);
        expect(Number.isFinite(instantOf({ on: text, time: text }, timeZone))).toBe(true);
        expect(formatIn('en-GB', timeZone, { dateStyle: 'full' }).format(dateOf(at))).not.toBe('');
        for (const on of [wall.on, text]) {
          expect(dayPlus(on, 1)).toHaveLength(10);
          expect(monthPlus(on, 1)).toHaveLength(10);
          expect(weekdayOf(on)).toBeLessThan(7);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('TI1 reads as UTC', () => {
    const at = Date.UTC(2026, 10, 24, 9, 30);
    expect(shown(at, 'Mars/Olympus')).toBe('2026-11-24 09:30');
    expect(instantOf({ on: '2026-11-24', time: '09:30' }, 'Mars/Olympus')).toBe(at);
  });
});

describe('calendar days', () => {
  it('follow each other over months and years', () => {
    expect(dayPlus('2026-12-31', 1)).toBe('2027-01-01');
    expect(dayPlus('2028-03-01', -1)).toBe('2028-02-29');
    expect(dayPlus('2026-03-01', -1)).toBe('2026-02-28');
  });

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-01-31', 2, '2026-03-31'],
    ['2026-10-31', 1, '2026-11-30'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2026-12-15', 12, '2027-12-15'],
    ['2028-02-29', 12, '2029-02-28'],
  ])('%s and %i months is %s', (on, months, then) => {
    expect(monthPlus(on, months)).toBe(then);
  });

  it('months later is the same day, or the last of that month', () => {
    fc.assert(
      fc.property(wallTime, fc.nat({ max: 600 }), ({ on }, months) => {
        const then = monthPlus(on, months);
        const [from, to] = [on, then].map((text) => new Date(`${text}T00:00Z`)) as [Date, Date];
        const gone = (to.getUTCFullYear() - from.getUTCFullYear()) * 12;
        expect(gone + to.getUTCMonth() - from.getUTCMonth()).toBe(months);
        const isLast = dayPlus(then, 1).endsWith('-01');
        if (to.getUTCDate() !== from.getUTCDate()) expect(isLast).toBe(true);
        expect(to.getUTCDate()).toBeLessThanOrEqual(from.getUTCDate());
      }),
    );
  });

  it('know their weekday', () => {
    expect(['2026-11-29', '2026-11-30', '2026-12-05'].map(weekdayOf)).toEqual([0, 1, 6]);
  });
});
