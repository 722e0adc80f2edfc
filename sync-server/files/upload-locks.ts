/**
 * One request at a time writes to an upload. Whoever comes next asks the one before to end, which keeps
 * what it has received: mostly that one's line is dead, and only this server does not know it yet. The
 * library's own lock does the same, but asks again without a pause for as long as it waits.
 */
import { ERRORS, type Locker } from '@tus/server';

interface Held {
  readonly endEarly: () => void | Promise<void>;
  readonly freed: Promise<void>;
  readonly free: () => void;
}

export function createUploadLocks(): Locker {
  const heldById = new Map<string, Held>();
  return {
    newLock: (id) => ({
      async lock(signal, endEarly) {
        const aborted = new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        for (let held = heldById.get(id); held; held = heldById.get(id)) {
          await held.endEarly();
          await Promise.race([held.freed, aborted]);
          if (signal.aborted) throw Object.assign(new Error('ended early'), ERRORS.ABORTED);
        }
        const { promise: freed, resolve: free } = Promise.withResolvers<void>();
        heldById.set(id, { endEarly, freed, free });
      },
      unlock() {
        heldById.get(id)?.free();
        heldById.delete(id);
        return Promise.resolve();
      },
    }),
  };
}
