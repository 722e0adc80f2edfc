/**
 * This file reads wall clocks: from a day and a time in a zone to an instant and back, and what
 * comes so many days or months later there. It uses the runtime's own time zone database.
 */
import { day, hour, minute } from './time.ts';

export interface WallTime {
  /** `YYYY-MM-DD` */
  readonly on: string;
  /** `HH:MM` */
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Keeps formatters, as making one is slow and people live in a handful of zones. */
function formatIn(timeZone: string): Intl.DateTimeFormat {
  const made =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA-u-nu-latn', {
      timeZone,
      calendar: 'iso8601',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(timeZone, made);
  return made;
}

/** Returns what a clock on the wall of that zone shows. */
export function wallTimeAt(at: number, timeZone: string): WallTime {
  const part = new Map(
    formatIn(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const [year, month, dayOfMonth] = [part.get('year'), part.get('month'), part.get('day')];
  return {
    on: `${year}-${month}-${dayOfMonth}`,
    time: `${part.get('hour')}:${part.get('minute')}`,
  };
}

const asUtc = ({ on, time }: WallTime): number => Date.parse(`${on}T${time}Z`);

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
  new Date(Date.parse(`${on}T00:00Z`) + days * day).toISOString().slice(0, 10);

/** Returns the same day of a later month, or its last day where it has no such day. */
export function monthPlus(on: string, months: number): string {
  const [year, month, dayOfMonth] = on.split('-').map(Number);
  const first = Date.UTC(year ?? 0, (month ?? 1) - 1 + months, 1);
  const last = new Date(Date.UTC(year ?? 0, (month ?? 1) + months, 1) - hour).getUTCDate();
  return dayPlus(new Date(first).toISOString().slice(0, 10), Math.min(dayOfMonth ?? 1, last) - 1);
}

/** Returns the day of the week; Sunday is 0. */
export const weekdayOf = (on: string): number => new Date(`${on}T00:00Z`).getUTCDay();
