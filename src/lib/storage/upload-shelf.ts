/**
 * Where files wait until the server has them: on this device as far as it has room, and otherwise in the
 * page that they were chosen in, which says so. What is known of a file outlives its page in either case,
 * unless the device takes nothing at all.
 */
import type { ChosenFile } from '#lib/ports/uploads.ts';
import { both } from '#shared/base/both.ts';
import { createValue, type Observable } from '#shared/base/observable.ts';
import { live } from './live-query.ts';
import type { UploadBytes } from './upload-bytes.ts';
import type { UploadPages } from './upload-pages.ts';
import { reopening } from './reopen.ts';
import type { StoredUpload, UploadsDatabase } from './uploads-database.ts';

export type NewUpload = Pick<StoredUpload, 'id' | 'fileId' | 'trackId' | 'batchId' | 'note'> & {
  readonly chosen: ChosenFile;
};
type Change = Partial<Pick<StoredUpload, 'state' | 'why' | 'sent' | 'sha256'>>;

export interface UploadShelf {
  /** In the order of choosing, of every tab. */
  all(): Observable<readonly StoredUpload[]>;
  /** As they are now, in whichever tab they were changed last. */
  read(): Promise<readonly StoredUpload[]>;
  add(uploads: readonly NewUpload[]): Promise<void>;
  /** @param from only those that are in such a state, as another tab may have changed them */
  change(ids: readonly string[], to: Change, from: readonly StoredUpload['state'][]): Promise<void>;
  /** It needs no bytes any more; with the last of a batch all of that go. */
  finish(id: string): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  /** Sees to what pages left that are gone: a file that lay in one alone has failed. */
  settle(): Promise<void>;
}

export interface UploadShelfDependencies {
  readonly db: UploadsDatabase;
  /** False where the browser gives us no database: then all is in this page. */
  readonly isOpen: boolean;
  readonly bytes: UploadBytes;
  readonly pages: UploadPages;
  readonly report: (error: unknown) => void;
}

export function createUploadShelf(dependencies: UploadShelfDependencies): UploadShelf {
  const { db, isOpen, bytes, pages, report } = dependencies;
  /** What the database would not take. */
  const loose = createValue<readonly StoredUpload[]>([]);
  const changeLoose = (change: (upload: StoredUpload) => StoredUpload | null) =>
    loose.set(loose.get().flatMap((upload) => change(upload) ?? []));
  const stored = async (work: () => PromiseLike<unknown>) => {
    if (isOpen) await reopening(db, work);
  };
  const kept: Observable<readonly StoredUpload[]> = isOpen
    ? live(() => db.uploads.toArray(), report)
    : createValue([]);

  return {
    all: () => both(kept, loose, (rows, others) => [...rows, ...others]),
    async read() {
      const rows = isOpen ? await reopening(db, () => db.uploads.toArray()) : [];
      return [...rows, ...loose.get()];
    },
    async add(uploads) {
      const { page } = pages;
      const rows = uploads.map(({ chosen: { name, file }, ...upload }): StoredUpload => {
        bytes.hold(upload.id, file);
        return { ...upload, name, size: file.size, sent: 0, state: 'waiting', page };
      });
      await pages.whenKnown;
      try {
        if (!isOpen) throw new Error('There is no database.');
        await reopening(db, () => db.uploads.bulkAdd(rows));
        bytes.keep(rows.map(({ id }) => id));
      } catch {
        loose.set([...loose.get(), ...rows]);
      }
    },
    async change(ids, to, from) {
      const isMeant = ({ id, state }: StoredUpload) => ids.includes(id) && from.includes(state);
      changeLoose((upload) => (isMeant(upload) ? { ...upload, ...to } : upload));
      await stored(() =>
        db.uploads
          .where('id')
          .anyOf(ids)
          .and(isMeant)
          .modify({ ...to }),
      );
    },
    async finish(id) {
      bytes.drop([id]);
      changeLoose((upload) => (upload.id === id ? null : upload));
      await stored(() => finishStored(db, id));
      // There is room for more now.
      bytes.keep([]);
    },
    async remove(ids) {
      bytes.drop(ids);
      changeLoose((upload) => (ids.includes(upload.id) ? null : upload));
      await stored(() => removeStored(db, ids));
      bytes.keep([]);
    },
    settle: () => stored(() => settleStored(db, pages)),
  };
}

async function settleStored(db: UploadsDatabase, pages: UploadPages): Promise<void> {
  const named = (await db.uploads.toArray()).flatMap(({ page }) => page ?? []);
  const gone = await pages.areGone([...new Set(named)]);
  await db.transaction('rw', db.uploads, db.bytes, async () => {
    const copied = new Set(await db.bytes.toCollection().primaryKeys());
    const lost = { page: null, state: 'failed', why: 'page-closed' } as const;
    await db.uploads
      .filter(({ page, state }) => page !== null && gone.has(page) && state !== 'done')
      .modify((upload, ref) => {
        ref.value = { ...upload, ...(copied.has(upload.id) ? { page: null } : lost) };
      });
    const wanted = new Set((await db.uploads.toArray()).map(({ id }) => id));
    await db.bytes.bulkDelete([...copied].filter((id) => !wanted.has(id)));
  });
}

const finishStored = (db: UploadsDatabase, id: string): PromiseLike<void> =>
  db.transaction('rw', db.uploads, db.bytes, async () => {
    const upload = await db.uploads.get({ id });
    if (!upload) return;
    await db.bytes.delete(id);
    await db.uploads.where('id').equals(id).modify({ state: 'done', sent: upload.size });
    await dropArrived(db, [upload.batchId]);
  });

const removeStored = (db: UploadsDatabase, ids: readonly string[]): PromiseLike<void> =>
  db.transaction('rw', db.uploads, db.bytes, async () => {
    const uploads = await db.uploads.where('id').anyOf(ids).toArray();
    await db.uploads.where('id').anyOf(ids).delete();
    await db.bytes.bulkDelete([...ids]);
    await dropArrived(
      db,
      uploads.map(({ batchId }) => batchId),
    );
  });

/** Of a batch that is done throughout nobody has to know any more. */
async function dropArrived(db: UploadsDatabase, batchIds: readonly string[]): Promise<void> {
  for (const batchId of new Set(batchIds)) {
    const batch = () => db.uploads.where('batchId').equals(batchId);
    if (
      (await batch()
        .filter(({ state }) => state !== 'done')
        .count()) === 0
    ) {
      await batch().delete();
    }
  }
}
