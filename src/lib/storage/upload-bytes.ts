/**
 * The bytes of files on their way: copied onto this device one after the other, as far as it has room,
 * and held by the page until then.
 */
import { createLoop } from '#shared/base/loop.ts';
import { readStorage, type BrowserStorage } from './persistence.ts';
import { reopening } from './reopen.ts';
import type { UploadsDatabase } from './uploads-database.ts';

export interface UploadBytes {
  hold(id: string, file: File): void;
  /**
   * Copies what is held and fits, these and those that did not fit before.
   * @param ids the list has them: others stay with the page
   */
  keep(ids: readonly string[]): void;
  drop(ids: readonly string[]): void;
  /** Null where they are not here. */
  of(id: string): Promise<Blob | null>;
  dispose(): Promise<void>;
}

/** For what people do meanwhile, which must not fail because of a file; never more than a part of all. */
const reserve = { bytes: 256 * 1_024 * 1_024, share: 1 / 4 } as const;

export function createUploadBytes(
  db: UploadsDatabase,
  browser: BrowserStorage,
  report: (error: unknown) => void,
): UploadBytes {
  const held = new Map<string, File>();
  /** Of those, what is to be copied. */
  const wanted = new Set<string>();
  const drop = (id: string) => {
    held.delete(id);
    wanted.delete(id);
  };
  const keeping = createLoop({
    report,
    async work() {
      for (const id of wanted) {
        const file = held.get(id);
        if (file && (await hasRoom(file.size, browser)) && (await copy(db, id, file))) drop(id);
      }
      return 'done';
    },
  });
  return {
    hold: (id, file) => void held.set(id, file),
    keep(ids) {
      for (const id of ids) wanted.add(id);
      if (wanted.size > 0) keeping.poke();
    },
    drop(ids) {
      for (const id of ids) drop(id);
    },
    async of(id) {
      const file = held.get(id);
      if (file) return file;
      return (await reopening(db, () => db.bytes.get(id)))?.bytes ?? null;
    },
    dispose: () => keeping.dispose(),
  };
}

/**
 * Copied by itself, as that takes its time and nothing else of the list may wait for it.
 * @returns whether nothing of it needs this page any more
 */
async function copy(db: UploadsDatabase, id: string, file: File): Promise<boolean> {
  try {
    await reopening(db, () => db.bytes.put({ id, bytes: file }));
    await reopening(db, () =>
      db.transaction('rw', db.uploads, db.bytes, async () => {
        const upload = await db.uploads.get({ id });
        if (!upload || upload.state === 'done') await db.bytes.delete(id);
        else await db.uploads.where('id').equals(id).modify({ page: null });
      }),
    );
    return true;
  } catch {
    // There was less room than the browser had said, which its row says; or it cannot be read, which
    // sending it says.
    return false;
  }
}

async function hasRoom(size: number, browser: BrowserStorage): Promise<boolean> {
  const { usedBytes, mostBytes } = await readStorage(browser);
  // What is not said is found out by trying.
  if (usedBytes === null || mostBytes === null) return true;
  return usedBytes + size + Math.min(reserve.bytes, mostBytes * reserve.share) <= mostBytes;
}
