/**
 * Stamps order acts across devices: milliseconds since 2025-01-01 UTC by the server's clock as well
 * as this device knows it, and always later than every stamp it has seen. So "the last thing they
 * did wins" holds for one person using one device at a time, even when a clock is wrong: a wild
 * clock hurts only its owner, only until the devices meet. A value is `2 × stamp + keep`.
 *
 * Acts take even stamps; the odd one above belongs to the undo of that act. So whatever acted
 * later, on any device, seen or not, stands above the undo, also within the same millisecond.
 */
const epochMs = Date.UTC(2025, 0, 1);

/** A request this slow says too little about when its answer was made. */
const roundTripMostMs = 2_000;

/**
 * @param now this device's clock, ms since 1970
 * @param offset what to add to get the server's clock, ms
 * @param seen the largest stamp this device has made or met
 */
export const nextStamp = (now: number, offset: number, seen: number): number =>
  2 * Math.ceil(Math.max(Math.floor(now + offset) - epochMs, seen + 1, 1) / 2);

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
 * is never taken from a pushed message, whose delay is unknown.
 * @returns ms, or null where the round trip was too slow to tell
 */
export function offsetOf(sentAt: number, receivedAt: number, serverTime: number): number | null {
  const roundTrip = receivedAt - sentAt;
  if (roundTrip < 0 || roundTrip >= roundTripMostMs) return null;
  return Math.round(serverTime - (sentAt + receivedAt) / 2);
}
