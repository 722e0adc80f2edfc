/**
 * News: "something of this user's changed", told to whoever serves that user right now (sockets, long
 * polls). A lossy hint within one process: it carries no data, is published after the commit, and
 * whoever misses it finds the same by comparing heads. Knows users' ids, never what changed.
 */
export interface News {
  /** Calls each listener of these users once, at once. Never inside a transaction. */
  publish(userIds: Iterable<string>): void;
  /** @returns the end of the subscription; calling it twice is harmless */
  subscribe(userId: string, listener: () => void): () => void;
}

/** @param report told of a listener that throws; the others are called all the same */
export function createNews(report: (error: unknown) => void = () => undefined): News {
  const listenersByUser = new Map<string, Set<() => void>>();

  return {
    publish(userIds) {
      for (const userId of new Set(userIds)) {
        for (const listener of [...(listenersByUser.get(userId) ?? [])]) {
          try {
            listener();
          } catch (error) {
            report(error);
          }
        }
      }
    },
    subscribe(userId, listener) {
      const own = () => {
        listener();
      };
      const listeners = listenersByUser.get(userId) ?? new Set();
      listenersByUser.set(userId, listeners.add(own));
      return () => {
        listeners.delete(own);
        if (listeners.size === 0 && listenersByUser.get(userId) === listeners) {
          listenersByUser.delete(userId);
        }
      };
    },
  };
}
