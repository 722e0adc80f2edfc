/**
 * For how long a connection has given no sign of life. Every byte is one, as a large frame takes its
 * time to come in; and what is on its way to the client has to arrive before an answer can come.
 */
import type { Duplex } from 'node:stream';
import { minute, second } from '#shared/base/time.ts';

export interface LifeSigns {
  silentMs(now: number): number;
  /** The client was not listened to until now. */
  forgive(): void;
  /** So many bytes of marks were written: of what goes out, only they may be many. */
  wrote(bytes: number): void;
}

/** The slowest line that somebody works over. */
const bytesPerSecondLeast = 2 * 1_024;
const onItsWayMostMs = 5 * minute;

/** @param now ms of a clock that never jumps */
export function watchLife(connection: Duplex, now: () => number): LifeSigns {
  let seenAt = now();
  /** When a slow line will have carried what was written so far. */
  let arrivesAt = 0;
  const seen = () => {
    seenAt = now();
  };
  connection.on('data', seen);
  return {
    silentMs: (at) => at - Math.max(seenAt, arrivesAt),
    forgive: seen,
    wrote(bytes) {
      const takesMs = (bytes / bytesPerSecondLeast) * second;
      arrivesAt = Math.min(Math.max(now(), arrivesAt) + takesMs, now() + onItsWayMostMs);
    },
  };
}
