/** SQLite's primary result codes (sqlite.org/rescode.html), as far as anything here hangs on them. */
export const results = {
  busy: 5,
  readOnly: 8,
  io: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  foreign: 26,
} as const;

export const resultOf = (error: unknown): number =>
  error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0;

/** Somebody else has the database open, or holds it. */
export const isBusy = (error: unknown): boolean => resultOf(error) === results.busy;
