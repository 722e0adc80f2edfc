/**
 * What this device knows of the server's clock while it leads. Whatever the server says of its time bounds
 * the offset of the two clocks; where the one that is held is minutes beyond that, this clock was wrong,
 * and what was stamped by it has to be stamped anew before it is sent.
 */
import type { ClockDisk } from '#lib/storage/clock-disk.ts';
import type { Clock } from '#shared/base/time.ts';
import { clockLeadMs } from '#shared/marks/limits.ts';
import { boundOffset } from '#shared/marks/stamp.ts';
import type { MarksSession } from './marks-session.ts';

export interface ServerClock {
  /**
   * The server said what time it was.
   * @param sentAt when it was asked, by this device's clock; -Infinity where it was not
   * @returns false where this device's clock was wrong, until all is repaired
   */
  hears(serverTime: number, sentAt: number): boolean;
  /** The offset was measured anew. @returns false likewise */
  measured(offset: number): boolean;
  /** The server took something for later than it is: the clock was wrong, by how much it says next. */
  doubt(): void;
  /** Drops the document; where the clock was wrong, stamps anew what the server has not taken. */
  repair(session: MarksSession): Promise<void>;
}

/** @param offset the one that is held */
export function createServerClock(disk: ClockDisk, clock: Clock, offset: number): ServerClock {
  let held = offset;
  let clockIs: 'right' | 'doubted' | 'wrong' = 'right';
  const isFar = (next: number) => Math.abs(next - held) > clockLeadMs;
  const measured = (next: number) => {
    if (clockIs === 'doubted' || isFar(next)) clockIs = 'wrong';
    held = next;
    return clockIs === 'right';
  };
  return {
    hears(serverTime, sentAt) {
      const bound = boundOffset(held, sentAt, clock.now(), serverTime);
      // What is within the bounds was measured, and more exactly.
      return (clockIs === 'right' && !isFar(bound)) || measured(bound);
    },
    measured,
    doubt() {
      clockIs = 'doubted';
    },
    async repair(session) {
      if (clockIs !== 'wrong') return await session.drop();
      // What is heard meanwhile is about the next document.
      clockIs = 'right';
      await session.dispose();
      const stored = await disk.stored();
      await session.drop();
      await disk.restamp(stored, clock.now(), held);
    },
  };
}
