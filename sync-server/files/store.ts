/**
 * Files are kept under the hash of their bytes, each once: `files/ab/abcdef…`. Nothing here is ever
 * changed, so what has a name is whole, a copy of the folder can be made at any time, and the same bytes
 * sent again take the place of themselves. What nothing refers to any more goes, after a grace in which
 * whoever has just begun to refer to it, or copies the folder, is done.
 */
import { open, rm, stat, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { join } from 'node:path';
import type { ByteSource } from '#shared/audio/read-sound.ts';
import { assert } from '#shared/base/assert.ts';
import type { ByteRange } from '#shared/base/byte-range.ts';
import { day } from '#shared/base/time.ts';
import { codeOf, renameLargeDurably } from '../storage/durable-files.ts';
import { namesIn } from '../storage/names-in.ts';
import type { FileRules } from './ports.ts';

export interface FileStore {
  /** Takes what lies in a file of this disk; once this resolves it is kept, and that file is gone. */
  put(path: string, sha256: string): Promise<void>;
  has(sha256: string): Promise<boolean>;
  /** Where it lies, or would; for a thread of its own to read it there. */
  pathOf(sha256: string): string;
  /** @returns null where it is not there. What is returned has to be read or destroyed. */
  open(sha256: string, range: ByteRange): Promise<Readable | null>;
  /** Hands over its bytes to be read here and there. @returns null where it is not there */
  read<T>(sha256: string, reader: (source: ByteSource) => Promise<T>): Promise<T | null>;
  delete(sha256: string): Promise<void>;
  /** Deletes what nothing has referred to for the length of the grace. @returns how many files */
  sweep(referred: FileRules['referred'], now: number): Promise<number>;
}

/** In the data folder. */
export const filesFolder = 'files';
const hash = /^[0-9a-f]{64}$/u;
/** A backup of all files over a slow line ends within this. */
const graceMs = day;
const pageSize = 500;
/** Few enough reads for a quick disk, and little for each listener at once. */
const chunkBytes = 128 * 1_024;

export const createDiskStore = (dataDir: string): FileStore =>
  new DiskStore(join(dataDir, filesFolder));

class DiskStore implements FileStore {
  readonly #folder: string;
  /** Since when this process has known of a file that nothing refers to it. */
  readonly #unreferredSince = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(path: string, sha256: string): Promise<void> {
    this.#unreferredSince.delete(sha256);
    await renameLargeDurably(path, this.pathOf(sha256));
  }

  async has(sha256: string): Promise<boolean> {
    try {
      return (await stat(this.pathOf(sha256))).isFile();
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
  }

  async open(sha256: string, { start, end }: ByteRange): Promise<Readable | null> {
    const file = await openIfThere(this.pathOf(sha256));
    return file?.createReadStream({ start, end, highWaterMark: chunkBytes }) ?? null;
  }

  async read<T>(sha256: string, reader: (source: ByteSource) => Promise<T>): Promise<T | null> {
    const file = await openIfThere(this.pathOf(sha256));
    if (file === null) return null;
    try {
      const { size } = await file.stat();
      return await reader({
        size,
        async read({ from, to }) {
          const { buffer, bytesRead } = await file.read(
            new Uint8Array(to - from),
            0,
            to - from,
            from,
          );
          return buffer.subarray(0, bytesRead);
        },
      });
    } finally {
      await file.close();
    }
  }

  async delete(sha256: string): Promise<void> {
    this.#unreferredSince.delete(sha256);
    await rm(this.pathOf(sha256), { force: true });
  }

  async sweep(referred: FileRules['referred'], now: number): Promise<number> {
    let deleted = 0;
    for (const prefix of await namesIn(this.#folder)) {
      const unreferred = new Set((await namesIn(join(this.#folder, prefix))).filter(isHash));
      let after = prefix;
      while (unreferred.size > 0) {
        const page = await referred(after, pageSize);
        for (const sha256 of page) {
          unreferred.delete(sha256);
          this.#unreferredSince.delete(sha256);
        }
        after = page.at(-1) ?? '';
        if (!after.startsWith(prefix)) break;
      }
      for (const sha256 of unreferred) {
        const since = this.#unreferredSince.get(sha256);
        if (since === undefined) this.#unreferredSince.set(sha256, now);
        else if (now - since >= graceMs) {
          await this.delete(sha256);
          deleted += 1;
        }
      }
    }
    return deleted;
  }

  pathOf(sha256: string): string {
    assert(isHash(sha256), 'a file is kept under a hash in lower-case hex');
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

export const isHash = (name: string): boolean => hash.test(name);
