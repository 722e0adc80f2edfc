/** The time now, told again each minute, so that "4 min" grows older by itself. */
import type { Observable } from '#shared/base/observable.ts';

export interface Ticks {
  /** Milliseconds since 1970. */
  minutes(): Observable<number>;
  /** Calls back once after so many milliseconds. @returns how to call it off */
  after(ms: number, then: () => void): () => void;
  now(): number;
  /** The zone of this device. */
  readonly timeZone: string;
}
