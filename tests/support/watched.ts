/**
 * Everybody else waits while a transaction waits, so it may wait for nothing but SQL, which is answered
 * within the same turn of the event loop.
 * @returns the work of a transaction, which fails where it waits for anything else
 */
export const watched =
  <Tx, T>(work: (tx: Tx) => Promise<T>) =>
  async (tx: Tx): Promise<T> => {
    const turn = { isOver: false };
    const nextTurn = setImmediate(() => (turn.isOver = true));
    const value = await work(tx);
    clearImmediate(nextTurn);
    if (turn.isOver) throw new Error('A transaction has waited for something else than SQL.');
    return value;
  };
