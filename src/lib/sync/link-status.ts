/**
 * What the leader knows of the way to the server, told to the other tabs with every beat. Derived from
 * what really went over the socket and came of requests; `navigator.onLine` is never asked.
 */
import type { Hindrance } from '#lib/ports/session.ts';

export type Link =
  /** Trying, and not long enough to call it offline. */
  | 'connecting'
  /** The socket is open, has synced, and was heard lately. */
  | 'connected'
  | 'offline'
  | 'sign-in'
  /** This browser belongs to somebody else now; nothing is sent. */
  | 'stopped';

export interface Beat {
  readonly link: Link;
  /** What answered in place of the server last; absent where it was the server, or nobody. */
  readonly hindrance?: Hindrance;
  /** The change log was pulled to its head on this connection. */
  readonly isCurrent: boolean;
  /** Changes that are still to come, as far as that is known; a tab of an older build does not say. */
  readonly left?: number;
}

export const beatMs = 2_000;
/** A visible tab that hears nothing for so long takes the lead. */
export const silenceMs = 4_000;
