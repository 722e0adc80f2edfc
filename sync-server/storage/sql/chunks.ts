/** Long lists in statements: cut where an engine would refuse them, filled up so that few texts exist. */

/** SQLite takes some 32,000 parameters a statement; rows here have at most thirteen columns. */
const rowsPerStatement = 500;

export function* chunks<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += rowsPerStatement) {
    yield items.slice(from, from + rowsPerStatement);
  }
}

/** For IN lists: repeats the last item up to a power of two, as prepared statements are kept by text. */
export function padded<T>(items: readonly T[]): readonly T[] {
  const last = items.slice(-1);
  const length = 2 ** Math.ceil(Math.log2(Math.max(1, items.length)));
  return [...items, ...Array.from({ length: length - items.length }, () => last).flat()];
}
