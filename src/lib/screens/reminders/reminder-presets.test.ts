import { describe, expect, it } from 'vitest';
import { day, hour } from '#shared/base/time.ts';
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
