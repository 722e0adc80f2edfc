import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { appendFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearImmediate, setImmediate } from 'node:timers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashFile, lookAt } from './hash-file.ts';
import { UploadRefused } from './upload-faults.ts';

const { signal } = new AbortController();
const nobody = () => undefined;
const refused = new UploadRefused('unreadable');
const bytes = new Uint8Array(3_000_000).map((_, index) => (index * 31) % 251);

let path: string;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feed-hash-'));
  path = join(folder, 'Take.wav');
  await writeFile(path, bytes);
});
afterEach(() => rm(folder, { recursive: true }));

it('FI34 hashes a file of many pieces, and an empty one', async () => {
  const read: number[] = [];
  const hash = await hashFile(await openAsBlob(path), signal, (count) => read.push(count));
  expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(read).toEqual(read.toSorted((a, b) => a - b));
  expect(read.length).toBeGreaterThan(3);
  expect(await hashFile(new Blob([]), signal, nobody)).toBe(createHash('sha256').digest('hex'));
  await lookAt(new Blob([]), 0);
});

it('FI34 lets others have their turn between two pieces', async () => {
  let turns = 0;
  const file = await openAsBlob(path);
  const before: number[] = [];
  let others = setImmediate(function take() {
    turns += 1;
    others = setImmediate(take);
  });
  await hashFile(file, signal, () => before.push(turns));
  clearImmediate(others);
  expect(new Set(before).size).toBe(before.length);
});

it.each([
  ['shrank', () => truncate(path, 1_000_000)],
  ['grew', () => appendFile(path, 'more')],
  ['is gone', () => rm(path)],
])(
  'FI34 a file that %s since it was chosen is told, and nothing else is hashed',
  async (_, change) => {
    const file = await openAsBlob(path);
    await lookAt(file, 2_999_999);
    await change();
    await expect(hashFile(file, signal, nobody)).rejects.toEqual(refused);
    await expect(lookAt(file, 2_999_999)).rejects.toEqual(refused);
  },
);

it('FI34 one that changes while it is read is told, too', async () => {
  const file = await openAsBlob(path);
  let changed: Promise<void> | undefined;
  const hashing = hashFile(file, signal, () => void (changed ??= truncate(path, 10)));
  await expect(hashing).rejects.toEqual(refused);
  await changed;
});

it('FI34 stops when nobody wants it any more', async () => {
  const over = new AbortController();
  const hashing = hashFile(await openAsBlob(path), over.signal, () => over.abort());
  await expect(hashing).rejects.toMatchObject({ name: 'AbortError' });
});
