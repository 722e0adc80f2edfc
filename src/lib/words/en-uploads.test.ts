import { expect, it } from 'vitest';
import type { Upload } from '#lib/ports/uploads.ts';
import { uploadWords } from './en-uploads.ts';

const uploadOf = (more: Partial<Upload>): Upload => ({
  id: 'u',
  batchId: 'b',
  name: 'Kick.wav',
  size: 86_000_000,
  sent: 0,
  state: 'waiting',
  why: null,
  where: 'device',
  ...more,
});

it.each([
  [{ state: 'waiting' }, 'Waiting for its turn'],
  [{ state: 'waiting', where: 'this-page' }, 'Waiting for its turn · keep this page open'],
  [{ state: 'offline', sent: 12_000_000 }, '12 MB of 86 MB · waiting for the network'],
  [{ state: 'sending', sent: 0 }, '0 bytes of 86 MB'],
  [{ state: 'sending', sent: 500, where: 'other-page' }, '500 bytes of 86 MB · keep its page open'],
  [{ state: 'checking', sent: 86_000_000 }, 'All of it is there · being checked'],
  [{ state: 'paused', sent: 1_000_000 }, '1 MB of 86 MB · paused'],
  [
    { state: 'failed', why: 'limit-reached', where: 'this-page' },
    'There is no room for another file.',
  ],
  [{ state: 'done' }, 'On the server'],
] as const)('FI33 a file says how it stands: %j', (more, words) => {
  expect(uploadWords.state(uploadOf(more))).toBe(words);
});

const batchOf = (more: object) => ({
  uploads: Array.from({ length: 48 }, () => uploadOf({})),
  folder: null,
  done: 0,
  failed: 0,
  size: 2_480_000_000,
  sent: 0,
  state: 'waiting' as const,
  where: 'device' as const,
  ...more,
});

it.each([
  [{}, '0 of 48 on the server · 0 bytes of 2.5 GB · waiting for its turn'],
  [
    { done: 46, failed: 2, sent: 2_400_000_000, state: 'failed' },
    '46 of 48 on the server · 2 failed',
  ],
  [
    { done: 12, failed: 2, sent: 620_000_000, state: 'sending' },
    '12 of 48 on the server · 2 failed · 620 MB of 2.5 GB',
  ],
  // Between two files nobody reads that it waits.
  [{ done: 12, sent: 620_000_000 }, '12 of 48 on the server · 620 MB of 2.5 GB'],
  [
    { done: 12, sent: 620_000_000, state: 'offline', where: 'this-page' },
    '12 of 48 on the server · 620 MB of 2.5 GB · waiting for the network · keep this page open',
  ],
])('FI35 a batch says how it stands: %j', (more, words) => {
  expect(uploadWords.batchState(batchOf(more))).toBe(words);
});

it('FI35 what is said aloud is the same from one file to the next', () => {
  const say = (...batches: readonly object[]) => uploadWords.status(batches.map(batchOf));
  const onTheWay = '48 files on the way';
  expect(say({})).toBe(onTheWay);
  for (const state of ['reading', 'sending', 'checking', 'waiting']) {
    for (const done of [1, 20, 47]) expect(say({ state, done, sent: done })).toBe(onTheWay);
  }
  expect(say({ state: 'sending', failed: 2 })).toBe('48 files on the way · 2 failed');
  expect(say({ state: 'offline', done: 3 })).toBe('48 files on the way · waiting for the network');
  expect(say({ state: 'paused', done: 3 }, { state: 'sending' })).toBe('96 files on the way');
});

it('FI35 a batch is called by its folder and number', () => {
  expect(uploadWords.batch(batchOf({ folder: 'Stems' }))).toBe('Stems · 48 files');
  expect(uploadWords.batch(batchOf({}))).toBe('48 files');
});
