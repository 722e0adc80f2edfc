/** A value that is there soon and changes later; how it is watched is the adapter's business. */
export type Unsubscribe = () => void;

export interface Observable<T> {
  /** Calls `next` with the present value once it is read, then after each change. */
  subscribe(next: (value: T) => void): Unsubscribe;
}
