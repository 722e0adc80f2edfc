/** What every store of files must do. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day } from '#shared/base/time.ts';
import type { FileStore } from '../../sync-server/files/store.ts';

export interface FileStoreWorld {
  readonly store: FileStore;
  /** @returns the path of a finished part with these bytes */
  part(bytes: Uint8Array): Promise<string>;
  isThere(path: string): boolean;
  /** Another process on the same disk: what it finds is what a crash now would leave. */
  reopened(): FileStore;
  /** How many files lie there. */
  count(): number;
  dispose(): Promise<void>;
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function fileStoreContract(name: string, createWorld: () => Promise<FileStoreWorld>): void {
  describe(`a file store ${name}`, () => {
    let world: FileStoreWorld;
    beforeEach(async () => {
      world = await createWorld();
    });
    afterEach(() => world.dispose());

    const put = async (text: string) => {
      const bytes = new TextEncoder().encode(text);
      const path = await world.part(bytes);
      await world.store.put(path, hashOf(bytes));
      return { sha256: hashOf(bytes), path, size: bytes.length };
    };
    const read = async (sha256: string, start: number, end: number) => {
      const stream = await world.store.open(sha256, { start, end });
      return stream && (await buffer(stream)).toString();
    };
    const nobody = () => Promise.resolve([]);
    const refers =
      (...hashes: string[]) =>
      (after: string, limit: number) =>
        Promise.resolve(
          hashes
            .filter((one) => one > after)
            .sort()
            .slice(0, limit),
        );

    it('FI1 keeps what it is given under its hash, in whole and in part', async () => {
      const { sha256, path, size } = await put('kick and snare');
      expect(world.isThere(path)).toBe(false);
      expect(await world.store.has(sha256)).toBe(true);
      expect(await read(sha256, 0, size - 1)).toBe('kick and snare');
      expect(await read(sha256, 5, 7)).toBe('and');
      expect(await world.reopened().has(sha256)).toBe(true);
    });

    it('FI1 holds the same bytes once, however often they come', async () => {
      const first = await put('the same');
      const second = await put('the same');
      expect(world.isThere(second.path)).toBe(false);
      expect(world.count()).toBe(1);
      expect(await read(first.sha256, 0, 7)).toBe('the same');
    });

    it('FI1 knows nothing of what is not there, and deletes it all the same', async () => {
      const sha256 = hashOf(new Uint8Array([1]));
      expect(await world.store.has(sha256)).toBe(false);
      expect(await world.store.open(sha256, { start: 0, end: 0 })).toBe(null);
      await world.store.delete(sha256);
    });

    it('FI1 lets a reader finish what is deleted meanwhile', async () => {
      const { sha256 } = await put('still heard');
      const stream = await world.store.open(sha256, { start: 0, end: 10 });
      await world.store.delete(sha256);
      expect(stream && (await buffer(stream)).toString()).toBe('still heard');
      expect(await world.store.has(sha256)).toBe(false);
    });

    it('FI2 collects what nothing has referred to for a day, and nothing else', async () => {
      const [kept, left] = [await put('kept'), await put('left')];
      const sweep = (at: number) => world.store.sweep(refers(kept.sha256), at);
      expect(await sweep(0)).toBe(0);
      expect(await sweep(day - 1)).toBe(0);
      expect(await world.store.has(left.sha256)).toBe(true);
      expect(await sweep(day)).toBe(1);
      expect(await world.store.has(left.sha256)).toBe(false);
      expect(await world.store.has(kept.sha256)).toBe(true);
    });

    it('FI2 never collects what came again, or was referred to, in between', async () => {
      const [again, taken] = [await put('comes again'), await put('is taken')];
      await world.store.sweep(nobody, 0);
      await put('comes again');
      await world.store.sweep(refers(taken.sha256), day - 1);
      expect(await world.store.sweep(nobody, day)).toBe(0);
      expect(await world.store.has(again.sha256)).toBe(true);
      expect(await world.store.has(taken.sha256)).toBe(true);
    });

    it('FI2 asks in pages for what is referred to', async () => {
      const all: string[] = [];
      for (let index = 0; index < 12; index += 1) all.push((await put(`file ${index}`)).sha256);
      const two = (after: string) => refers(...all)(after, 2);
      await world.store.sweep(two, 0);
      expect(await world.store.sweep(two, day)).toBe(0);
      await world.store.sweep(nobody, day);
      expect(await world.store.sweep(nobody, 2 * day)).toBe(12);
    });
  });
}
