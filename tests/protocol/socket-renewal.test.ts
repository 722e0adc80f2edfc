/** A document begins anew while devices are connected to it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { marksMap, readDocMarks, writeExcess } from '#shared/marks/doc.ts';
import { emptyMarks, type Marks } from '#shared/marks/marks.ts';
import { startMarksHost, type MarksHost } from './support/marks-host.ts';
import { connectRaw, emptyVector, joinRaw, type RawClient } from './support/raw-client.ts';

let host: MarksHost;
beforeEach(async () => {
  host = await startMarksHost({ renewal: { bytes: 2_000, vectorBytes: 4_096, shareMost: 0.5 } });
});
afterEach(() => host.dispose());

const reads = (ordinal: number): Marks => ({
  ...emptyMarks,
  read: [[ordinal, ordinal, 4 * ordinal]],
});

/** One session after the other says a word, as a year of opening the app does. */
async function useFor(client: RawClient, sessions: number): Promise<Y.Doc> {
  let doc = new Y.Doc();
  for (let session = 1; session <= sessions; session += 1) {
    const next = new Y.Doc();
    Y.applyUpdate(next, Y.encodeStateAsUpdate(doc));
    next.on('update', (update: Uint8Array) => client.sendUpdate(update));
    writeExcess(next, 'd', reads(3 * session));
    doc = next;
  }
  return doc;
}

test('SY23 a document full of ended sessions begins anew, and nothing said in it is lost', async () => {
  const cookie = host.signIn('ana');
  const phone = await joinRaw(host.url, cookie);
  const laptop = await joinRaw(host.url, cookie);
  const before = await host.store.load('ana');
  const doc = await useFor(phone, 70);
  await expect
    .poll(async () => (await host.store.load('ana')).generation)
    .not.toBe(before.generation);
  expect(await Promise.all([phone.closed, laptop.closed])).toEqual([4409, 4409]);

  const stale = `${host.url}?generation=${before.generation}`;
  await expect(connectRaw(stale, cookie)).rejects.toThrow('4409');
  const again = await connectRaw(host.url, cookie);
  again.sendStep1(emptyVector);
  const renewed = new Y.Doc();
  Y.applyUpdate(renewed, (await again.next('step2')).bytes);
  expect(readDocMarks(renewed)).toEqual(readDocMarks(doc));
  expect(marksMap(renewed).size).toBe(1);
  const stored = await host.store.load('ana');
  expect(stored.clocks.size).toBe(1);
  expect(stored.snapshot?.length).toBeLessThan(1_000);

  // Not twice a day, however much is said.
  const noisy = await joinRaw(host.url, cookie);
  await useFor(noisy, 140);
  await expect
    .poll(async () => (await host.store.load('ana')).snapshotSeq)
    .toBeGreaterThan(stored.snapshotSeq);
  expect((await host.store.load('ana')).generation).toBe(stored.generation);
  expect(host.errors).toEqual([]);
});
