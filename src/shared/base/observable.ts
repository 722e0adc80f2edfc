/** An observable is a value that comes soon and may change; the adapter decides how to watch it. */
export type Unsubscribe = () => void;

export interface Observable<T> {
  /** Calls `next` with the present value once it is read, then after each change. */
  subscribe(next: (value: T) => void): Unsubscribe;
}
