/** Two observables as one, which speaks once both have spoken. */
import type { Observable } from './observable.ts';

export const both = <A, B, C>(
  one: Observable<A>,
  other: Observable<B>,
  join: (one: A, other: B) => C,
): Observable<C> => ({
  subscribe(next) {
    let first: { readonly value: A } | undefined;
    let second: { readonly value: B } | undefined;
    const tell = () => {
      if (first && second) next(join(first.value, second.value));
    };
    const stopFirst = one.subscribe((value) => {
      first = { value };
      tell();
    });
    const stopSecond = other.subscribe((value) => {
      second = { value };
      tell();
    });
    return () => {
      stopFirst();
      stopSecond();
    };
  },
});
