/**
 * A result is an expected failure as a value, for a reason that the caller must handle. Throwing is
 * kept for broken invariants (see assert.ts) and for faults of the platform.
 */
export type Result<T, E> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({
  ok: false,
  error,
});
