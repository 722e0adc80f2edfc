/** What of a kind a decision has made, changed or removed. */

/** New or other than before; reducers share what they did not touch. */
export const changed = <T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): T[] =>
  [...after].filter(([id, entry]) => before.get(id) !== entry).map(([, entry]) => entry);

export const removed = <T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, unknown>,
): T[] => [...before].filter(([id]) => !after.has(id)).map(([, entry]) => entry);
