/**
 * The table of what a repeating reminder does: every way of repeating, begun on every weekday, at every
 * month's end and where clocks change, beside the days that a calendar on paper would say.
 */
import { describe, expect, it } from 'vitest';
import { dayPlus, instantOf, wallTimeAt } from '#shared/base/zoned.ts';
import { firedReminder, reduceReminder } from './reminders.ts';
import { emptyWorkspace } from './slice.ts';
import { repeats, type Repeat } from './vocabulary.ts';

const timeZone = 'Europe/Berlin';
const time = '09:00';

const week = Array.from({ length: 7 }, (_, index) => dayPlus('2026-11-23', index));
const monthEnds = Array.from({ length: 26 }, (_, index) =>
  new Date(Date.UTC(2026, 11 + index + 1, 0)).toISOString().slice(0, 10),
);
/** The day before clocks change, the day they do, the leap day. */
const oddDays = ['2027-03-27', '2027-03-28', '2026-10-24', '2026-10-25', '2028-02-29'];
const days = [...new Set([...week, ...monthEnds, ...oddDays])];

/** By the calendar alone: years, months, days, and no instants. */
function daysOnPaper(repeat: Repeat, on: string, count: number): readonly string[] {
  const [year = 0, month = 0, date = 0] = on.split('-').map(Number);
  const isWorkday = (each: string) => ![0, 6].includes(new Date(`${each}T12:00Z`).getUTCDay());
  if (repeat === 'monthly') {
    return Array.from({ length: count }, (_, index) => {
      const last = new Date(Date.UTC(year, month + index, 0)).getUTCDate();
      const first = Date.UTC(year, month - 1 + index, Math.min(date, last));
      return new Date(first).toISOString().slice(0, 10);
    });
  }
  const step = repeat === 'weekly' ? 7 : 1;
  const found: string[] = [];
  for (let each = on; found.length < count; each = dayPlus(each, step)) {
    if (repeat !== 'weekdays' || isWorkday(each)) found.push(each);
  }
  return found;
}

function ringsOf(repeat: Repeat, on: string, count: number): readonly string[] {
  const at = instantOf({ on, time }, timeZone);
  const actor = { userId: 'ana', name: 'Ana', email: 'ana@example.test' };
  const args = { reminderId: 'r', at, text: 'Bounce', repeat, timeZone };
  const set = reduceReminder(
    emptyWorkspace,
    { name: 'reminder.set.v1', args },
    { actor, at: at - 1, inviteeId: null },
  );
  const rings: string[] = [];
  let reminder = set.reminders.get('r');
  while (reminder && reminder.at !== null && rings.length < count) {
    const wall = wallTimeAt(reminder.at, timeZone);
    expect(wall.time).toBe(time);
    rings.push(wall.on);
    reminder = firedReminder(reminder, reminder.at);
  }
  return rings;
}

describe.each(repeats)('a reminder that repeats %s', (repeat) => {
  it.each(days)('CM25 and begins on %s rings on the days a calendar says', (on) => {
    expect(ringsOf(repeat, on, 14)).toEqual(daysOnPaper(repeat, on, 14));
  });
});
