/** What the connection remembers, and how a step of it is put together from smaller ones. */
import type { ConnectionCommand, TimerName } from './connection-events.ts';
import type { Link } from './link-status.ts';

export interface OverHttp {
  /** The marks get through. */
  readonly isReached: boolean;
  /** The server may hold the question for news until there are some; else it shall answer at once. */
  readonly isHeld: boolean;
}

export interface Connection {
  /**
   * `resting` goes on only when asked: nothing it could do by itself would help. `greeted`: the server has
   * spoken on the socket, and what is missing is on its way.
   */
  readonly phase: 'resting' | 'connecting' | 'greeted' | 'open' | 'waiting' | 'changing';
  /** Losses since a socket lasted, or a hint: the next attempt waits the longer. */
  readonly attempts: number;
  /** Sockets in a row that did not open or did not last. No hint clears them. */
  readonly unproven: number;
  /** It is open for a while by now: the next word of the server proves that it lasts. */
  readonly isOld: boolean;
  readonly isProbing: boolean;
  /** What the socket by itself amounts to. */
  readonly link: Link;
  /** Null while the socket will do. */
  readonly http: OverHttp | null;
  /** Since when requests go without an answer; null where the last had one. */
  readonly silentSince: number | null;
}

export type Step = readonly [Connection, readonly ConnectionCommand[]];

/** A step of which a longer one is made. */
export type Part = (state: Connection) => Step;

export function sequence(state: Connection, ...parts: readonly Part[]): Step {
  let step: Step = [state, []];
  for (const part of parts) {
    const [next, more] = part(step[0]);
    step = [next, [...step[1], ...more]];
  }
  return step;
}

export const run =
  (...commands: readonly ConnectionCommand[]): Part =>
  (state) => [state, commands];

export const timer = (name: TimerName, ms: number): ConnectionCommand => ({
  do: 'timer',
  timer: name,
  ms,
});
export const stop = (...names: readonly TimerName[]): readonly ConnectionCommand[] =>
  names.map((name) => ({ do: 'timer', timer: name, ms: null }));
