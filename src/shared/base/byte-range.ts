/** Which bytes a request asks for (RFC 9110 §14): one range, or all where it asks for what we do not do. */

/** Bytes from `start` to `end`, both included, as HTTP counts them. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const one = /^bytes=(\d{0,15})-(\d{0,15})$/u;

/** @returns null for the whole file, `none` where there is nothing at such a place */
export function parseRange(
  header: string | null | undefined,
  size: number,
): ByteRange | 'none' | null {
  const [, from = '', to = ''] = one.exec(header ?? '') ?? [];
  if (from === '' && to === '') return null;
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'none' : { start: size - length, end: size - 1 };
  }
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < start) return null;
  return start >= size ? 'none' : { start, end };
}
