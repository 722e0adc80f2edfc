/** This file says instants and days in words: pure functions of a locale, a time zone and now. */
import { day, hour, minute } from '#shared/base/time.ts';
import { dateOf, formatIn, startOf, wallTimeAt } from '#shared/base/zoned.ts';
import { isSameZone } from '#shared/base/zones.ts';
import { deadlineAt, type Deadline } from '#shared/workspace/deadline.ts';
import type { DueDate } from '#shared/workspace/entities.ts';
import { timeWords } from './en-time.ts';

export interface Here {
  readonly locale: string;
  readonly timeZone: string;
}

/** As clocks show it in rows. */
const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

const say = (at: number, { locale, timeZone }: Here, options: Intl.DateTimeFormatOptions): string =>
  formatIn(locale, timeZone, options).format(dateOf(at));

/** Returns the day of an instant there, as `YYYY-MM-DD`. */
const dayOf = (at: number, { timeZone }: Pick<Here, 'timeZone'>): string =>
  wallTimeAt(at, timeZone).on;

const daysBetween = (from: string, to: string): number =>
  Math.round((startOf(to) - startOf(from)) / day);

/** Says it for machines: `2026-11-24T14:02:00.000Z`. */
export const isoTime = (at: number): string => dateOf(at).toISOString();

/** Says "4 min", "2 h", then weekday and time, then the date. A clock ahead of ours is "now". */
export function shortTime(at: number, now: number, here: Here): string {
  const age = now - at;
  if (age < minute) return timeWords.now;
  if (age < hour) return timeWords.minutes(Math.floor(age / minute));
  if (dayOf(at, here) === dayOf(now, here)) return timeWords.hours(Math.floor(age / hour));
  const days = daysBetween(dayOf(at, here), dayOf(now, here));
  if (days < 7) {
    return say(at, here, { weekday: 'short', ...clock }).replace(',', '');
  }
  return say(at, here, { day: 'numeric', month: 'short', ...yearOf(dayOf(at, here), now, here) });
}

/** Says it for a title and for who listens: "Tuesday, 24 November 2026 at 14:02". */
export const longTime = (at: number, here: Here): string =>
  say(at, here, { dateStyle: 'full', timeStyle: 'short' });

/** Says a moment somebody chose: "14:00", "tomorrow 09:00", "Mon 14:00", then the date. */
export function momentTime(at: number, now: number, here: Here): string {
  const days = daysBetween(dayOf(now, here), dayOf(at, here));
  const time = say(at, here, clock);
  if (days === 0) return time;
  if (days === 1 || days === -1)
    return `${days === 1 ? timeWords.tomorrow : timeWords.yesterdayAt} ${time}`;
  const isNear = days > 0 && days < 7;
  const year = yearOf(dayOf(at, here), now, here);
  const shape = isNear
    ? ({ weekday: 'short' } as const)
    : ({ day: 'numeric', month: 'short', ...year } as const);
  return `${say(at, here, shape)} ${time}`;
}

export function dayHeading(at: number, now: number, here: Here): string {
  const [on, today] = [dayOf(at, here), dayOf(now, here)];
  const days = daysBetween(on, today);
  if (days <= 0) return timeWords.today;
  if (days === 1) return timeWords.yesterday;
  if (days < 7) return say(at, here, { weekday: 'long' });
  return say(at, here, { day: 'numeric', month: 'long', ...yearOf(on, now, here) });
}

/** Of another year than the present one it is said. */
const yearOf = (on: string, now: number, here: Here) =>
  on.slice(0, 4) === dayOf(now, here).slice(0, 4) ? {} : { year: 'numeric' as const };

/** Says a due day of the calendar it was set by: "Fri 27 Nov, 18:30"; that is named where it is not the reader's. */
export function dueDay({ on, time, timeZone }: DueDate, now: number, here: Here): string {
  const date = say(
    startOf(on),
    { ...here, timeZone: 'UTC' },
    { weekday: 'short', day: 'numeric', month: 'short', ...yearOf(on, now, here) },
  );
  const day = time === null ? date : `${date}, ${time}`;
  return isSameZone(timeZone, here.timeZone) ? day : `${day} (${timeWords.inZone(timeZone)})`;
}

/**
 * Says how far a due date is: "in 4 days", "tomorrow", "2 days ago" in days of its own calendar;
 * within 24 hours of its end in hours and minutes.
 */
export function dueDistance({ due, endsAt }: Deadline, now: number, locale: string): string {
  const left = endsAt - now;
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (Math.abs(left) > 24 * hour) {
    return relative.format(daysBetween(todayThere(due, endsAt, now), due.on), 'day');
  }
  if (Math.abs(left) >= 90 * minute) return relative.format(Math.round(left / hour), 'hour');
  // Until it has passed there is a minute left.
  const minutes = Math.ceil(left / minute);
  return minutes === 0 ? timeWords.justNow : relative.format(minutes, 'minute');
}

/**
 * Returns the day that it is by the clock of a due date. Where this runtime has other rules for the zone
 * than whoever said when it ends, or none at all, its clock is put right by the difference.
 */
const todayThere = (due: DueDate, endsAt: number, now: number): string =>
  dayOf(now + deadlineAt(due) - endsAt, due);

export const isOverdue = ({ endsAt }: Deadline, now: number): boolean => now >= endsAt;
