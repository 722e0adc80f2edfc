/** An observable is a value that comes soon and may change; the adapter decides how to watch it. */
export type Unsubscribe = () => void;

export interface Observable<T> {
  /** Calls `next` with the present value once it is read, then after each change. */
  subscribe(next: (value: T) => void): Unsubscribe;
}

/** An observable value that its owner sets. */
export interface ObservableValue<T> extends Observable<T> {
  get(): T;
  /** Told to everybody who watches, also where it is what it was. */
  set(next: T): void;
}

export function createValue<T>(first: T): ObservableValue<T> {
  let value = first;
  const watchers = new Set<{ readonly next: (value: T) => void }>();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const watcher of watchers) watcher.next(next);
    },
    subscribe(next) {
      const watcher = { next };
      watchers.add(watcher);
      next(value);
      return () => watchers.delete(watcher);
    },
  };
}
