/**
 * A disk takes nothing more here: writing to one database fails as browsers tell it, in the middle
 * of whatever transaction it was.
 */

const { add, put, delete: remove } = IDBObjectStore.prototype;
let isMended = true;

/**
 * @param full name of the database that takes no more
 * @param roomIn name of one in which deleting makes room, if any does
 */
export function fillDisk(full: string, roomIn?: string): void {
  isMended = false;
  const on = <Arguments extends unknown[], T>(
    write: (this: IDBObjectStore, ...args: Arguments) => T,
    makesRoom: boolean,
  ) =>
    function (this: IDBObjectStore, ...args: Arguments): T {
      const { name } = this.transaction.db;
      if (makesRoom && name === roomIn) isMended = true;
      if (name === full && !isMended) throw new DOMException('no room', 'QuotaExceededError');
      return write.apply(this, args);
    };
  Object.assign(IDBObjectStore.prototype, {
    add: on(add, false),
    put: on(put, false),
    delete: on(remove, true),
  });
}

export function emptyDisk(): void {
  Object.assign(IDBObjectStore.prototype, { add, put, delete: remove });
}
