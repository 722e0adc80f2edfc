/**
 * Stamps order acts across devices: milliseconds since 2025-01-01 UTC by the server's clock as well
 * as this device knows it, and always later than every stamp it has seen. So "the last thing they
 * did wins" holds for one person using one device at a time, even when a clock is wrong: what is
 * stamped later than it is, the server does not take (restamp.ts). A value is `2 × stamp + keep`.
 *
 * Acts take even stamps; the odd one above belongs to the undo of that act. So whatever acted
 * later, on any device, seen or not, stands above the undo, also within the same millisecond.
 */
import { clockLeadMs } from './limits.ts';

const epochMs = Date.UTC(2025, 0, 1);

/** A request this slow says too little about when its answer was made. */
const roundTripMostMs = 2_000;

/** Returns the stamp of this moment, which nothing has to be above. @param at ms since 1970 */
export const stampAt = (at: number): number => Math.floor(at) - epochMs;

/**
 * @param now this device's clock, ms since 1970
 * @param offset what to add to get the server's clock, ms
 * @param seen the largest stamp this device has made or met
 */
export const nextStamp = (now: number, offset: number, seen: number): number =>
  2 * Math.ceil(Math.max(stampAt(now + offset), seen + 1, 1) / 2);

/**
 * Returns the largest stamp that is taken now. Where the document is ahead already (a server of before took
 * such stamps, or a clock was set back), what is said above it has to be taken as well.
 * @param latest in the document
 */
export function stampMost(now: number, latest: number): number {
  const most = stampAt(now) + clockLeadMs;
  return latest > most ? latest + clockLeadMs : most;
}

/** Returns the stamp of the undo of an act. */
export const undoStamp = (stamp: number): number => stamp + 1;

/** Returns when an act with this stamp happened, ms since 1970, as far as clocks can be trusted. */
export const stampToInstant = (stamp: number): number => stamp + epochMs;

/** Takes 1 as `keep` for an act that shows (unread, restore), 0 for one that hides. */
export const toValue = (stamp: number, keep: 0 | 1): number => 2 * stamp + keep;

export const stampOf = (value: number): number => Math.floor(value / 2);

/** Tells whether a value shows; 0, "nothing was said", does. */
export const isShown = (value: number): boolean => value === 0 || value % 2 === 1;

/**
 * Measures the offset by one request: the server's clock minus the midpoint of the round trip. It
 * is never measured by a pushed message, whose delay is unknown.
 * @returns ms, or null where the round trip was too slow to tell
 */
export function offsetOf(sentAt: number, receivedAt: number, serverTime: number): number | null {
  const roundTrip = receivedAt - sentAt;
  if (roundTrip < 0 || roundTrip >= roundTripMostMs) return null;
  return Math.round(serverTime - (sentAt + receivedAt) / 2);
}

/**
 * Any answer bounds the offset: the server looked at its clock after it was asked, and before this device
 * heard of it.
 * @param sentAt -Infinity for what was pushed
 * @returns the one that is held where it may be right, else the nearest that may be
 */
export function boundOffset(
  held: number,
  sentAt: number,
  receivedAt: number,
  serverTime: number,
): number {
  const least = serverTime - receivedAt;
  return Math.max(least, Math.min(held, Math.max(least, serverTime - sentAt)));
}
