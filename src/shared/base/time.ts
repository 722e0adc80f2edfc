/** This file holds the units of time in milliseconds, and the clock as an argument. */
export interface Clock {
  /** Returns milliseconds since 1970, as this machine believes. */
  now(): number;
}

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A timer that is set for longer goes off at once, in browsers and in Node. */
export const longestTimerMs = 2 ** 31 - 1;
