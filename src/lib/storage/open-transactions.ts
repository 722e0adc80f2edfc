/**
 * The transactions that are going on in this page. WebKit keeps a page for going back as it stands, with
 * its transactions open, and whoever comes after it waits for them without end. So they are called off
 * when the page is left: nothing of them was committed, and the page begins anew if somebody comes back.
 */
import type { DBCore, Dexie } from 'dexie';

const open = new Set<IDBTransaction>();
let isLeft = false;

/** @param db not opened yet */
export function calledOffWhenLeft<T extends Dexie>(db: T): T {
  return db.use({
    stack: 'dbcore',
    create: (core): DBCore => ({
      ...core,
      transaction(...request) {
        const transaction = core.transaction(...request);
        if (transaction instanceof IDBTransaction) {
          open.add(transaction);
          for (const end of ['complete', 'abort']) {
            transaction.addEventListener(end, () => open.delete(transaction));
          }
        }
        if (isLeft) transaction.abort();
        return transaction;
      },
    }),
  });
}

/** The page is left: what is going on is called off, and so is what would begin before it stands still. */
export function callOff(): void {
  isLeft = true;
  for (const transaction of open) {
    try {
      transaction.abort();
    } catch {
      // It has just ended, and nobody was told yet.
    }
  }
}
