import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day, hour, minute } from '#shared/base/time.ts';
import { dayPlus, instantOf, monthPlus, wallTimeAt, weekdayOf } from './zoned.ts';

const zones = [
  ...['Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Asia/Kolkata', 'Asia/Tokyo'],
  ...['Australia/Lord_Howe', 'Pacific/Apia', 'Pacific/Chatham', 'Africa/Casablanca', 'UTC'],
];
const zone = fc.constantFrom(...zones);
const instant = fc
  .integer({ min: Date.UTC(2015, 0) / minute, max: Date.UTC(2060, 0) / minute })
  .map((minutes) => minutes * minute);

describe('clocks on walls', () => {
  it('NT9 what a clock shows leads back to an instant at which it shows that, the first of them', () => {
    fc.assert(
      fc.property(instant, zone, (at, timeZone) => {
        const wall = wallTimeAt(at, timeZone);
        const back = instantOf(wall, timeZone);
        expect(wallTimeAt(back, timeZone)).toEqual(wall);
        expect(back).toBeLessThanOrEqual(at);
        expect(at - back).toBeLessThanOrEqual(2 * hour);
      }),
      { numRuns: 2_000 },
    );
  });

  it('NT9 a later clock is a later instant, but where an hour comes twice', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 3, max: 72 }), zone, (at, hours, timeZone) => {
        const [sooner, later] = [at, at + hours * hour].map((moment) =>
          instantOf(wallTimeAt(moment, timeZone), timeZone),
        );
        expect(later).toBeGreaterThan(sooner ?? 0);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ['the hour left out in spring', 'Europe/Berlin', '2027-03-28', '02:30', '2027-03-28T01:00Z'],
    ['the hour that comes twice', 'Europe/Berlin', '2026-10-25', '02:30', '2026-10-25T00:30Z'],
    ['a midnight left out', 'America/Sao_Paulo', '2018-11-04', '00:00', '2018-11-04T03:00Z'],
    ['half an hour left out', 'Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:30Z'],
    ['a whole day left out', 'Pacific/Apia', '2011-12-30', '12:00', '2011-12-30T10:00Z'],
    ['a plain afternoon', 'Asia/Kolkata', '2026-11-24', '14:00', '2026-11-24T08:30Z'],
  ])('NT9 %s in %s', (_, timeZone, on, time, expected) => {
    expect(new Date(instantOf({ on, time }, timeZone)).toISOString().slice(0, 16) + 'Z').toBe(
      expected,
    );
  });
});

describe('days', () => {
  it('go on over ends of months and years', () => {
    expect(dayPlus('2026-12-31', 1)).toBe('2027-01-01');
    expect(dayPlus('2028-03-01', -1)).toBe('2028-02-29');
    expect(monthPlus('2026-01-31', 1)).toBe('2026-02-28');
    expect(monthPlus('2026-11-30', 3)).toBe('2027-02-28');
    expect(monthPlus('2027-12-31', 2)).toBe('2028-02-29');
    expect(weekdayOf('2026-11-24')).toBe(2);
    expect(Date.parse('2026-11-24') % day).toBe(0);
  });
});
