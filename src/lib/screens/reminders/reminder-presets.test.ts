import { describe, expect, it } from 'vitest';
import { day, hour } from '#shared/base/time.ts';
import { dayPlus, instantOf, wallTimeAt, weekdayOf } from '#shared/base/zoned.ts';
import { reminderIn } from './reminder-form.ts';
import { reminderPresets } from './reminder-presets.ts';

const zone = 'Europe/Berlin';
const at = (iso: string) => Date.parse(iso);
const offered = (now: string, deadline?: string) =>
  reminderPresets(at(now), zone, deadline === undefined ? null : at(deadline)).map(
    ({ label, at: instant }) => `${label}: ${new Date(instant).toISOString().slice(5, 16)}`,
  );

describe('presets', () => {
  it('lie ahead, in order, in the words of this place', () => {
    expect(offered('2026-11-24T09:00Z')).toEqual([
      'In 1 hour: 11-24T10:00',
      'This evening 19:00: 11-24T18:00',
      'Tomorrow 9:00: 11-25T08:00',
      'Monday 9:00: 11-30T08:00',
    ]);
  });

  it('leave out an evening that is nearly there, and a Monday that is tomorrow', () => {
    expect(offered('2026-11-29T17:30Z')).toEqual([
      'In 1 hour: 11-29T18:30',
      'Tomorrow 9:00: 11-30T08:00',
    ]);
  });

  it('on a Monday mean the next one', () => {
    expect(offered('2026-11-30T09:00Z').at(-1)).toBe('Monday 9:00: 12-07T08:00');
  });

  it('keep nine o’clock over a change of clocks', () => {
    expect(offered('2026-10-24T09:00Z')[2]).toBe('Tomorrow 9:00: 10-25T08:00');
    expect(offered('2027-03-27T09:00Z')[2]).toBe('Tomorrow 9:00: 03-28T07:00');
  });

  it('know the day before a deadline, unless it has passed', () => {
    const label = 'A day before the deadline';
    expect(offered('2026-11-24T09:00Z', '2026-11-27T23:00Z')).toContain(`${label}: 11-26T23:00`);
    expect(offered('2026-11-27T09:00Z', '2026-11-27T23:00Z').join()).not.toContain(label);
  });
});

/** Each day of a week, each month's end, and the days around a change of clocks. */
const days = [
  ...Array.from({ length: 7 }, (_, index) => dayPlus('2026-11-23', index)),
  ...Array.from({ length: 13 }, (_, index) =>
    new Date(Date.UTC(2026, 11 + index + 1, 0)).toISOString().slice(0, 10),
  ),
  ...['2027-03-27', '2027-03-28', '2026-10-24', '2026-10-25', '2028-02-28', '2028-02-29'],
];
const hours = ['00:00', '08:59', '09:00', '17:59', '18:00', '23:59'];

describe('every preset on every day', () => {
  it.each(days)('CM25 does what it says on %s, at any hour', (on) => {
    for (const time of hours) {
      const now = instantOf({ on, time }, zone);
      const presets = reminderPresets(now, zone);
      expect(presets.every((preset) => preset.at > now)).toBe(true);
      const said = new Map(presets.map((preset) => [preset.label, preset.at]));
      const wallOf = (label: string) => {
        const instant = said.get(label);
        return instant === undefined ? null : wallTimeAt(instant, zone);
      };
      expect(said.get('In 1 hour')).toBe(now + hour);
      const evening = wallOf('This evening 19:00');
      expect(evening).toEqual(time < '18:00' ? { on, time: '19:00' } : null);
      expect(wallOf('Tomorrow 9:00')).toEqual({ on: dayPlus(on, 1), time: '09:00' });
      const monday = wallOf('Monday 9:00');
      // On a Sunday tomorrow is Monday, and offered once.
      if (weekdayOf(on) === 0) expect(monday).toBeNull();
      else {
        expect(monday?.time).toBe('09:00');
        const ahead = daysAfter(on).find((each) => weekdayOf(each) === 1);
        expect(monday?.on).toBe(ahead);
      }
    }
  });
});

/** The seven days after. */
const daysAfter = (on: string) => Array.from({ length: 7 }, (_, index) => dayPlus(on, index + 1));

describe('the form', () => {
  const now = at('2026-11-24T09:00Z');
  const choice = { text: ' Bounce ', on: '2026-11-24', time: '11:00', repeat: 'never' };
  const about = { reminderId: 'r' };

  it('makes a command of what was chosen, in this zone', () => {
    expect(reminderIn(choice, about, now, zone)).toEqual({
      ok: true,
      value: { reminderId: 'r', text: 'Bounce', at: now + hour, timeZone: zone },
    });
    const weekly = reminderIn({ ...choice, repeat: 'weekly' }, about, now, zone);
    expect(weekly).toMatchObject({ value: { repeat: 'weekly' } });
  });

  it('AC8 takes words as a row shows them, and none that nobody could read', () => {
    const said = (text: string, of: { readonly trackId?: string } = {}) => {
      const made = reminderIn({ ...choice, text }, { ...about, ...of }, now, zone);
      return made.ok ? made.value.text : made.error;
    };
    expect(said('Bounce\u202e it')).toBe('Bounce it');
    expect(said('\u3164')).toBe('textMissing');
    expect(said('\u3164', { trackId: 't' })).toBe('');
  });

  it.each([
    ['whenMissing', { on: '' }, about],
    ['whenMissing', { time: '' }, about],
    ['whenPast', { time: '10:00' }, about],
    ['whenPast', { on: new Date(now - day).toISOString().slice(0, 10) }, about],
    ['textMissing', { text: ' ' }, about],
  ])('says %s', (error, change, on) => {
    expect(reminderIn({ ...choice, ...change }, on, now, zone)).toEqual({ ok: false, error });
  });

  it('needs no words where it is about something', () => {
    const of = { ...about, trackId: 't' };
    expect(reminderIn({ ...choice, text: '' }, of, now, zone).ok).toBe(true);
  });
});
