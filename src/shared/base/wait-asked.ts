/**
 * How long somebody else asks us to wait, by their `Retry-After`: seconds or a date (RFC 9110 §10.2.3).
 * They may be mistaken, or no server of ours, so nobody is waited for longer than we say.
 */
import { second } from './time.ts';

export interface WaitBounds {
  /** Milliseconds since 1970, as this machine believes; a date counts from it. */
  readonly now: number;
  readonly mostMs: number;
}

/** @returns milliseconds; null where nothing is asked for that makes sense */
export function waitAsked(text: string | null, { now, mostMs }: WaitBounds): number | null {
  const asked = text?.trim() ?? '';
  const ms = /^\d+$/u.test(asked) ? Number(asked) * second : dateIn(asked) - now;
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), mostMs);
}

/** Engines take many a text for a date; each of the three that HTTP knows begins with the day of the week. */
function dateIn(text: string): number {
  if (!/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/u.test(text)) return Number.NaN;
  return Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
}
