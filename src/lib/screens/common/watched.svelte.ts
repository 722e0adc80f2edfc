/** Watched is the present value of an observable, as state; its maker has to dispose it. */
import type { Observable, Unsubscribe } from '#shared/base/observable.ts';

export class Watched<T> {
  #value = $state.raw<T>();
  readonly #unsubscribe: Unsubscribe;

  constructor(observable: Observable<T>) {
    this.#unsubscribe = observable.subscribe((value) => {
      this.#value = value;
    });
  }

  /** Undefined until it is read for the first time. */
  get value(): T | undefined {
    return this.#value;
  }

  dispose(): void {
    this.#unsubscribe();
  }
}
