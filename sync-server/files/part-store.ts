/**
 * Where tus writes what comes in: a part for each upload, its record beside it. What the library leaves
 * open is closed here: what has begun is never begun anew, what is removed is never half there, and a
 * fault of the disk says which.
 */
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { FileStore as TusFileStore } from '@tus/file-store';
import { ERRORS, Upload } from '@tus/server';
import { assert } from '#shared/base/assert.ts';
import type { Announced } from './ports.ts';
import type { UploadRecords } from './upload-records.ts';

const syncedEveryBytes = 4 * 1_024 * 1_024;

export class PartStore extends TusFileStore {
  readonly #records: UploadRecords;

  /** @param announced what is about to be created, by its id */
  constructor(
    records: UploadRecords,
    announced: ReadonlyMap<string, Announced>,
    now: () => number,
  ) {
    super({
      directory: records.folder,
      configstore: {
        get: (id) => Promise.resolve(uploadOf(records, id)),
        set(id) {
          const arrival = announced.get(id);
          assert(arrival, 'an upload is announced before it is created');
          records.set({ arrival, createdAt: now() });
          return Promise.resolve();
        },
        delete(id) {
          records.remove(id);
          return Promise.resolve();
        },
      },
    });
    this.#records = records;
    this.extensions = ['creation', 'termination'];
  }

  /** Two may ask for the same at once: what has begun is never begun anew. */
  override create(upload: Upload): Promise<Upload> {
    if (this.#records.get(upload.id)) {
      throw Object.assign(new Error('begun already'), ERRORS.INVALID_OFFSET);
    }
    return super.create(upload);
  }

  /** The record first: a part that is left alone is nothing. */
  override remove(id: string): Promise<void> {
    this.#records.remove(id);
    return Promise.resolve();
  }

  override async write(readable: Readable, id: string, offset: number): Promise<number> {
    const path = this.#records.partOf(id);
    const part = createWriteStream(path, { flags: 'r+', start: offset });
    await pipeline(
      readable,
      (pieces: AsyncIterable<Buffer>) => syncedAsItComes(pieces, path),
      part,
    );
    return offset + part.bytesWritten;
  }
}

/**
 * Hands on what comes, and has the disk hold it every few megabytes. What is left to the end is written by
 * the file system with the next thing anybody syncs, and marks then waited for two hundred megabytes of
 * somebody's sound (`npm run bench files`).
 */
async function* syncedAsItComes(
  pieces: AsyncIterable<Buffer>,
  path: string,
): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  let unsynced = 0;
  try {
    for await (const piece of pieces) {
      yield piece;
      unsynced += piece.length;
      if (unsynced < syncedEveryBytes) continue;
      unsynced = 0;
      await file.datasync();
    }
  } finally {
    await file.close();
  }
}

/** One that failed is not there for tus any more. */
function uploadOf(records: UploadRecords, id: string): Upload | undefined {
  const record = records.get(id);
  if (!record || record.failed) return undefined;
  return new Upload({ id, size: record.arrival.size, offset: 0 });
}
