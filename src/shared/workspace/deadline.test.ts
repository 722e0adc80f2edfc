import { describe, expect, it } from 'vitest';
import { deadlineAt, deadlineOf, nextStepAt, stepAt, stepReached } from './deadline.ts';
import type { Track } from './entities.ts';

const due = (on: string, timeZone: string, time: string | null = null) => ({ on, time, timeZone });
const iso = (at: number) => new Date(at).toISOString().slice(0, 16);
const track: Track = {
  id: 't',
  title: 'Midnight Drive',
  stage: 'mixing',
  dueOn: '2026-11-27',
  dueTime: null,
  dueTimeZone: 'Europe/Berlin',
  notes: '',
  ownerId: 'ana',
  createdAt: 0,
  updatedAt: 0,
  version: 1,
};

describe('a due date', () => {
  it.each([
    ['ends at midnight of its own zone', due('2026-11-27', 'Europe/Berlin'), '2026-11-27T23:00'],
    ['in another zone at another instant', due('2026-11-27', 'Asia/Tokyo'), '2026-11-27T15:00'],
    [
      'west of Greenwich on the next day',
      due('2026-11-27', 'America/New_York'),
      '2026-11-28T05:00',
    ],
    ['or at its time', due('2026-11-27', 'Europe/Berlin', '18:30'), '2026-11-27T17:30'],
    ['the day clocks go back is longer', due('2026-10-25', 'Europe/Berlin'), '2026-10-25T23:00'],
    ['the day they go on is shorter', due('2027-03-28', 'Europe/Berlin'), '2027-03-28T22:00'],
    ['over the end of a year', due('2026-12-31', 'UTC'), '2027-01-01T00:00'],
  ])('NT9 %s', (_, date, expected) => {
    expect(iso(deadlineAt(date))).toBe(expected);
  });

  it('NT9 is told of on days of its calendar, and hours exactly, over a change of clocks', () => {
    // Clocks go back on the 25th: the day has 25 hours.
    const over = due('2026-10-25', 'Europe/Berlin');
    expect(iso(stepAt(over, 'overdue'))).toBe('2026-10-25T23:00');
    expect(iso(stepAt(over, 'hours'))).toBe('2026-10-25T21:00');
    expect(iso(stepAt(over, 'day'))).toBe('2026-10-24T23:00');
    expect(iso(stepAt(over, 'three-days'))).toBe('2026-10-21T22:00');
    expect(iso(stepAt(over, 'week'))).toBe('2026-10-17T22:00');
    const timed = due('2026-10-25', 'Europe/Berlin', '18:30');
    expect(iso(stepAt(timed, 'overdue'))).toBe('2026-10-25T17:30');
    expect(iso(stepAt(timed, 'day'))).toBe('2026-10-24T17:30');
    expect(iso(stepAt(timed, 'three-days'))).toBe('2026-10-22T16:30');
  });

  it('TI4 ends when the server says, whatever is reckoned here, and is told of by that', () => {
    const end = deadlineAt(due('2026-11-27', 'Europe/Berlin'));
    const said = { ...track, dueEndsAt: end - 3_600_000 };
    expect(deadlineOf(track)?.endsAt).toBe(end);
    expect(deadlineOf(said)?.endsAt).toBe(said.dueEndsAt);
    expect(nextStepAt(said, end - 2 * 3_600_000)).toBe(said.dueEndsAt);
    expect(stepReached(said, said.dueEndsAt)).toMatchObject({
      step: 'overdue',
      at: said.dueEndsAt,
      endsAt: said.dueEndsAt,
    });
    expect(nextStepAt(said, said.dueEndsAt)).toBeNull();
  });

  it('NT9 TM2 says what is reached and what comes next', () => {
    const end = deadlineAt(due('2026-11-27', 'Europe/Berlin'));
    expect(stepReached(track, end - 8 * 86_400_000 - 1)).toBeNull();
    expect(stepReached(track, end - 3_600_000)).toMatchObject({ step: 'hours', endsAt: end });
    expect(stepReached(track, end)).toMatchObject({ step: 'overdue', at: end });
    expect(nextStepAt(track, end - 3_600_000)).toBe(end);
    expect(nextStepAt(track, end)).toBeNull();
    const released = { ...track, stage: 'released' } as const;
    expect([stepReached(released, end), nextStepAt(released, 0)]).toEqual([null, null]);
    const undated = { ...track, dueOn: null };
    expect([stepReached(undated, end), nextStepAt(undated, 0)]).toEqual([null, null]);
  });
});
