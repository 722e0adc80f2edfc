/**
 * The queue in front of the one writer connection: first come, first served. Everything that writes
 * (commands, marks, accounts) passes here and owns the connection until it lets go, so no statement
 * can land inside somebody else's transaction and vanish with its rollback.
 */
export interface Mutex {
  /** Waits for its turn; the function it resolves to must be called exactly once. */
  acquire(): Promise<() => void>;
}

export function createMutex(): Mutex {
  const waiting: (() => void)[] = [];
  let held = false;

  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else held = false;
  };

  return {
    async acquire() {
      if (held) await new Promise<void>((resolve) => waiting.push(resolve));
      held = true;
      let released = false;
      return () => {
        if (released) return;
        released = true;
        release();
      };
    },
  };
}
