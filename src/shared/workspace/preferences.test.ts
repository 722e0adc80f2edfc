import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from './commands.ts';
import {
  changedPreferences,
  defaultPreferences,
  isQuietAt,
  quietEndsAt,
  withBlocked,
  withoutBlocked,
} from './preferences.ts';

const night = { from: '22:00', to: '08:00', timeZone: 'Europe/Berlin' };
const defaults = defaultPreferences('ana');
const at = (text: string) => Date.parse(text);

describe('preferences', () => {
  it('CM17 interrupt with everything, at any hour, unless somebody says otherwise', () => {
    expect(new Set(Object.values(defaults.push.categories))).toEqual(new Set([true]));
    expect(defaults.push).toMatchObject({ quietHours: null, hidePreviews: false });
  });

  it('CM17 keep what a change leaves out', () => {
    const quiet = changedPreferences(defaults, { push: { quietHours: night } });
    const muted = changedPreferences(quiet, { push: { categories: { deadline: false } } });
    expect(muted.push).toEqual({
      categories: { ...defaults.push.categories, deadline: false },
      quietHours: night,
      hidePreviews: false,
    });
    const loud = changedPreferences(muted, { push: { quietHours: null, hidePreviews: true } });
    expect(loud.push).toMatchObject({
      categories: { deadline: false },
      quietHours: null,
      hidePreviews: true,
    });
  });

  it('CM17 NT18 hold each blocked person once, since they were first, and nothing once there is none', () => {
    const step = fc.record({ id: fc.constantFrom('ben', 'cho', 'dot'), isBlocked: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const model = new Map<string, number>();
        let held = defaults;
        for (const [time, { id: userId, isBlocked: isOn }] of steps.entries()) {
          const before = held;
          const was = model.has(userId);
          if (isOn) held = withBlocked(held, { userId, name: `${userId} ${time}` }, time);
          else held = withoutBlocked(held, { userId });
          if (isOn === was) expect(held).toBe(before);
          else if (isOn) model.set(userId, time);
          else model.delete(userId);
        }
        const blocked = [...model].map(([id, time]) => ({ id, name: `${id} ${time}`, at: time }));
        expect(held).toEqual(blocked.length > 0 ? { ...defaults, blocked } : defaults);
        expect('blocked' in held).toBe(blocked.length > 0);
        expect(changedPreferences(held, { push: { hidePreviews: true } }).blocked).toBe(
          held.blocked,
        );
      }),
    );
  });

  it('CM17 CM7 are the same where nothing differs', () => {
    const quiet = changedPreferences(defaults, { push: { quietHours: night } });
    for (const push of [
      undefined,
      {},
      { categories: {} },
      { categories: { system: true } },
      // Written in another order.
      { quietHours: { timeZone: night.timeZone, to: night.to, from: night.from } },
    ]) {
      expect(changedPreferences(quiet, { push })).toBe(quiet);
    }
  });

  it.each([
    { push: { quietHours: { ...night, from: '24:00' } } },
    { push: { quietHours: { ...night, timeZone: 'Mars/Olympus' } } },
    { push: { quietHours: { from: '22:00', to: '08:00' } } },
    { push: { categories: { weather: true } } },
    { push: { hidePreviews: 'yes' } },
    { theme: 'dark' },
  ])('CM4 are not changed by %j', (args) => {
    expect(parseCommand('preferences.set.v1', args)).toMatchObject({
      ok: false,
      error: { code: 'invalid' },
    });
  });
});

describe('quiet hours', () => {
  it('PU6 go over midnight, and end on the minute', () => {
    const quiet = (time: string) => isQuietAt(night, at(`2026-11-24T${time}+01:00`));
    expect(['21:59', '22:00', '23:59', '00:00', '07:59', '08:00'].map(quiet)).toEqual([
      ...[false, true, true, true, true, false],
    ]);
    const noon = { from: '12:00', to: '13:00', timeZone: 'UTC' };
    expect(isQuietAt(noon, at('2026-11-24T12:30Z'))).toBe(true);
    expect(isQuietAt(noon, at('2026-11-24T13:00Z'))).toBe(false);
  });

  it('PU6 are those of the clock on the wall there, in summer and winter', () => {
    expect(isQuietAt(night, at('2026-07-01T20:00Z'))).toBe(true);
    expect(isQuietAt(night, at('2026-12-01T20:00Z'))).toBe(false);
    // The night of 28 March 2027 has no hour from two to three.
    const early = { ...night, from: '02:30', to: '03:30' };
    expect(isQuietAt(early, at('2027-03-28T00:59Z'))).toBe(false);
    expect(isQuietAt(early, at('2027-03-28T01:00Z'))).toBe(true);
    expect(isQuietAt(early, at('2027-03-28T01:30Z'))).toBe(false);
    // That of 25 October 2026 has it twice.
    expect(isQuietAt(early, at('2026-10-25T00:45Z'))).toBe(true);
    expect(isQuietAt(early, at('2026-10-25T01:45Z'))).toBe(true);
  });

  it('PU6 from a time to the same time are always, and without them never', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (instant) => {
        expect(isQuietAt({ ...night, to: night.from }, instant)).toBe(true);
        expect(isQuietAt(null, instant)).toBe(false);
      }),
    );
  });

  it('PU6 end when the clock there says so, through the nights that are longer or shorter', () => {
    const endOf = (instant: string) => quietEndsAt(night, at(instant));
    expect(endOf('2026-11-24T23:00+01:00')).toBe(at('2026-11-25T08:00+01:00'));
    expect(endOf('2026-11-25T07:59+01:00')).toBe(at('2026-11-25T08:00+01:00'));
    expect(endOf('2027-03-27T23:00+01:00')).toBe(at('2027-03-28T08:00+02:00'));
    expect(endOf('2026-10-24T23:00+02:00')).toBe(at('2026-10-25T08:00+01:00'));
    expect(endOf('2026-11-24T12:00+01:00')).toBeNull();
    expect(quietEndsAt({ ...night, to: night.from }, at('2026-11-24T12:00Z'))).toBeNull();
    expect(quietEndsAt(null, 0)).toBeNull();
  });

  it('PU6 end within a day or so, and then it is not quiet, wherever and whenever', () => {
    const time = fc
      .integer({ min: 0, max: 24 * 60 - 1 })
      .map(
        (m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`,
      );
    const timeZone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
    const hours = fc.record({ from: time, to: time, timeZone });
    const instant = fc.integer({ min: at('2026-01-01T00:00Z'), max: at('2028-01-01T00:00Z') });
    fc.assert(
      fc.property(hours, instant, (quiet, now) => {
        const end = quietEndsAt(quiet, now);
        if (quiet.from === quiet.to || !isQuietAt(quiet, now)) {
          expect(end).toBeNull();
          return;
        }
        expect(end).toBeGreaterThan(now);
        expect(end).toBeLessThanOrEqual(now + 26 * 60 * 60 * 1_000);
        expect(isQuietAt(quiet, end ?? now)).toBe(false);
      }),
    );
  });
});
