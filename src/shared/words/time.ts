/** This file says instants and days in words: pure functions of a locale, a time zone and now. */
import { day, hour, minute } from '#shared/base/time.ts';
import { deadlineAt } from '#shared/workspace/deadline.ts';
import type { DueDate } from '#shared/workspace/entities.ts';
import { timeWords } from './en-time.ts';

export interface Here {
  readonly locale: string;
  readonly timeZone: string;
}

const cache = new Map<string, Intl.DateTimeFormat>();

/** Keeps formatters, as making one is slow and there are a handful of shapes. */
function format(
  { locale, timeZone }: Here,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  const made = cache.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone, ...options });
  cache.set(key, made);
  return made;
}

/** Returns the day of an instant there, as `YYYY-MM-DD`. */
const dayOf = (at: number, here: Here): string =>
  format({ ...here, locale: 'sv-SE' }, { dateStyle: 'short' }).format(at);

const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / day);

/** Says "4 min", "2 h", then weekday and time, then the date. A clock ahead of ours is "now". */
export function shortTime(at: number, now: number, here: Here): string {
  const age = now - at;
  if (age < minute) return timeWords.now;
  if (age < hour) return timeWords.minutes(Math.floor(age / minute));
  if (dayOf(at, here) === dayOf(now, here)) return timeWords.hours(Math.floor(age / hour));
  const days = daysBetween(dayOf(at, here), dayOf(now, here));
  if (days < 7) {
    return format(here, { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
      .format(at)
      .replace(',', '');
  }
  return format(here, {
    day: 'numeric',
    month: 'short',
    ...yearOf(dayOf(at, here), now, here),
  }).format(at);
}

/** Says it for a title and for who listens: "Tuesday, 24 November 2026 at 14:02". */
export const longTime = (at: number, here: Here): string =>
  format(here, { dateStyle: 'full', timeStyle: 'short' }).format(at);

/** Says a moment somebody chose: "14:00", "tomorrow 09:00", "Mon 14:00", then the date. */
export function momentTime(at: number, now: number, here: Here): string {
  const days = daysBetween(dayOf(now, here), dayOf(at, here));
  const time = format(here, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  if (days === 0) return time;
  if (days === 1 || days === -1)
    return `${days === 1 ? timeWords.tomorrow : timeWords.yesterdayAt} ${time}`;
  const isNear = days > 0 && days < 7;
  const year = yearOf(dayOf(at, here), now, here);
  const shape = isNear
    ? ({ weekday: 'short' } as const)
    : ({ day: 'numeric', month: 'short', ...year } as const);
  return `${format(here, shape).format(at)} ${time}`;
}

export function dayHeading(at: number, now: number, here: Here): string {
  const [on, today] = [dayOf(at, here), dayOf(now, here)];
  const days = daysBetween(on, today);
  if (days <= 0) return timeWords.today;
  if (days === 1) return timeWords.yesterday;
  if (days < 7) return format(here, { weekday: 'long' }).format(at);
  return format(here, { day: 'numeric', month: 'long', ...yearOf(on, now, here) }).format(at);
}

/** Of another year than the present one it is said. */
const yearOf = (on: string, now: number, here: Here) =>
  on.slice(0, 4) === dayOf(now, here).slice(0, 4) ? {} : { year: 'numeric' as const };

/** Says a due day of the calendar it was set by: "Fri 27 Nov, 18:30"; that is named where it is not the reader's. */
export function dueDay({ on, time, timeZone }: DueDate, now: number, here: Here): string {
  const date = format(
    { ...here, timeZone: 'UTC' },
    { weekday: 'short', day: 'numeric', month: 'short', ...yearOf(on, now, here) },
  ).format(Date.parse(`${on}T00:00Z`));
  const day = time === null ? date : `${date}, ${time}`;
  return timeZone === here.timeZone ? day : `${day} (${timeWords.inZone(timeZone)})`;
}

/**
 * Says how far a due date is: "in 4 days", "tomorrow", "2 days ago" in days of its own calendar;
 * within 24 hours of its end in hours and minutes.
 */
export function dueDistance(due: DueDate, now: number, locale: string): string {
  const left = deadlineAt(due) - now;
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (Math.abs(left) > 24 * hour) {
    const today = dayOf(now, { locale, timeZone: due.timeZone });
    return relative.format(daysBetween(today, due.on), 'day');
  }
  if (Math.abs(left) >= 90 * minute) return relative.format(Math.round(left / hour), 'hour');
  // Until it has passed there is a minute left.
  const minutes = Math.ceil(left / minute);
  return minutes === 0 ? timeWords.justNow : relative.format(minutes, 'minute');
}

export const isOverdue = (due: DueDate, now: number): boolean => now >= deadlineAt(due);
