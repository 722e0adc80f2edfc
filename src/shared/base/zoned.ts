/**
 * This file reads wall clocks: from a day and a time in a zone to an instant and back, and what
 * comes so many days or months later there. It uses the runtime's own time zone database, and is total: no
 * zone and no text makes it throw.
 */
import { day, minute } from './time.ts';

export interface WallTime {
  /** `YYYY-MM-DD` */
  readonly on: string;
  /** `HH:MM` */
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Keeps formatters, as making one is slow, and there are a handful of shapes and zones. Where this runtime
 * does not know the zone, that of UTC stands in: a time that is wrong harms one row, an exception the screen.
 */
export function formatIn(
  locale: string,
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  const made = formats.get(key) ?? makeFormat(locale, timeZone, options);
  formats.set(key, made);
  return made;
}

function makeFormat(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions) {
  try {
    return new Intl.DateTimeFormat(locale, { timeZone, ...options });
  } catch {
    return new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options });
  }
}

/** The last instant that a calendar has, on either side of 1970. */
const lastInstant = 8.64e15;

/** What is no instant of a calendar stands for its first one, so that writing it never throws. */
export const dateOf = (at: number): Date => new Date(Math.abs(at) <= lastInstant ? at : 0);

/** Returns the instant at which a day begins in UTC. */
export const startOf = (on: string): number => Date.parse(`${on}T00:00Z`) || 0;

const wallClock = {
  calendar: 'iso8601',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

/** Returns what a clock on the wall of that zone shows. */
export function wallTimeAt(at: number, timeZone: string): WallTime {
  const part = new Map(
    formatIn('en-CA-u-nu-latn', timeZone, wallClock)
      .formatToParts(dateOf(at))
      .map(({ type, value }) => [type, value]),
  );
  const [year, month, dayOfMonth] = [part.get('year'), part.get('month'), part.get('day')];
  return {
    on: `${year}-${month}-${dayOfMonth}`,
    time: `${part.get('hour')}:${part.get('minute')}`,
  };
}

const asUtc = ({ on, time }: WallTime): number => Date.parse(`${on}T${time}Z`) || 0;

/**
 * Returns the instant at which the clock of that zone shows this. Where it shows it twice, that is
 * the first time; where it never does (an hour left out in spring), the moment it jumps past it.
 */
export function instantOf(wall: WallTime, timeZone: string): number {
  const wanted = asUtc(wall);
  /** Returns how far the clock of that zone is ahead of UTC at an instant. */
  const aheadAt = (at: number) =>
    asUtc(wallTimeAt(at, timeZone)) - Math.floor(at / minute) * minute;
  const [before, after] = [aheadAt(wanted - day), aheadAt(wanted + day)];
  const shown = [wanted - before, wanted - after]
    .filter((at) => asUtc(wallTimeAt(at, timeZone)) === wanted)
    .sort((a, b) => a - b);
  return (
    shown[0] ?? jumpIn(wanted - Math.max(before, after), wanted - Math.min(before, after), aheadAt)
  );
}

/** Finds, to the minute, when the clock jumps between two instants; it jumps once. */
function jumpIn(from: number, to: number, aheadAt: (at: number) => number): number {
  const old = aheadAt(from);
  let [low, high] = [from, to];
  while (high - low > minute) {
    const middle = low + Math.floor((high - low) / 2 / minute) * minute;
    if (aheadAt(middle) === old) low = middle;
    else high = middle;
  }
  return high;
}

/** @param days may be negative */
export const dayPlus = (on: string, days: number): string =>
  dateOf(startOf(on) + days * day)
    .toISOString()
    .slice(0, 10);

/** Returns the same day of a later month, or its last day where it has no such day. */
export function monthPlus(on: string, months: number): string {
  const date = new Date(startOf(on));
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const later = Date.UTC(year, month, Math.min(date.getUTCDate(), last));
  return dateOf(later).toISOString().slice(0, 10);
}

/** Returns the day of the week; Sunday is 0. */
export const weekdayOf = (on: string): number => new Date(startOf(on)).getUTCDay();
