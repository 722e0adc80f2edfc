import { expect, it } from 'vitest';
import type { Upload } from '#lib/ports/uploads.ts';
import { batchesOf, canOf, isMuch } from './upload-batches.ts';

let count = 0;
const uploadOf = (state: Upload['state'], more: Partial<Upload> = {}): Upload => ({
  id: `u${(count += 1)}`,
  batchId: 'b',
  name: 'Kick.wav',
  size: 1_000,
  sent: 0,
  state,
  why: null,
  where: 'device',
  ...more,
});
const nothing = new Set<string>();
const only = (uploads: readonly Upload[], held: ReadonlySet<string> = nothing) => {
  const batches = batchesOf(uploads, held);
  expect(batches).toHaveLength(1);
  const [batch] = batches;
  if (!batch) throw new Error('unreachable');
  return batch;
};

it('FI35 48 stems are one row, which says how many are there and how many failed', () => {
  const stems = [
    ...Array.from({ length: 44 }, () => uploadOf('done', { sent: 1_000 })),
    uploadOf('failed', { why: 'limit-reached', sent: 400 }),
    uploadOf('failed', { why: 'unreadable', sent: 400 }),
    uploadOf('sending', { sent: 300 }),
    uploadOf('waiting'),
  ];
  const batch = only(stems);
  expect(batch).toMatchObject({ done: 44, failed: 2, state: 'sending', where: 'device' });
  // Of what is to be chosen again nothing is on the way.
  expect([batch.sent, batch.size]).toEqual([44_700, 47_000]);
  expect(batch.uploads.slice(0, 5).map(({ state }) => state)).toEqual([
    'failed',
    'failed',
    'sending',
    'waiting',
    'done',
  ]);
  expect(batch.can.retry).toEqual([stems[44]?.id]);
  expect(batch.can.pause).toEqual([stems[46]?.id, stems[47]?.id]);
  expect(batch.can.cancel).toHaveLength(48);
});

it.each([
  [['offline', 'waiting', 'done'], 'offline'],
  [['signed-out', 'offline'], 'signed-out'],
  [['unavailable', 'waiting', 'paused'], 'unavailable'],
  [['waiting', 'paused', 'failed'], 'waiting'],
  [['paused', 'failed', 'done'], 'paused'],
  [['failed', 'done'], 'failed'],
  [['offline', 'checking'], 'checking'],
] as const)('FI33 of %j a batch is %s', (states, state) => {
  expect(only(states.map((each) => uploadOf(each))).state).toBe(state);
});

it('FI35 what is checked, done or failed is not paused, and what is paused goes on', () => {
  const uploads = (['checking', 'done', 'failed', 'paused'] as const).map((each) => uploadOf(each));
  expect(only(uploads).can).toMatchObject({ pause: [], resume: [uploads[3]?.id] });
  for (const state of ['done', 'checking'] as const) {
    expect(canOf([uploadOf(state)])).toEqual({ pause: [], resume: [], retry: [], cancel: [] });
  }
});

it('FI35 what the list of files has is there, and a batch of nothing else is gone', () => {
  const uploads = [uploadOf('sending', { sent: 10 }), uploadOf('paused')];
  const [first = '', second = ''] = uploads.map(({ id }) => id);
  expect(only(uploads, new Set([first]))).toMatchObject({ done: 1, sent: 1_000, state: 'paused' });
  expect(batchesOf(uploads, new Set([first, second]))).toEqual([]);
});

it('FI35 those that were chosen together stay together, each batch in its order', () => {
  const uploads = ['a', 'b', 'a'].map((batchId) => uploadOf('waiting', { batchId }));
  expect(batchesOf(uploads, nothing).map(({ id, uploads: all }) => [id, all.length])).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
});

it('FI35 a batch is called by its folder where all of it came in one', () => {
  const folder = (...names: readonly string[]) =>
    only(names.map((name) => uploadOf('waiting', { name }))).folder;
  expect(folder('Stems/Kick.wav', 'Stems/Drums/Kick.wav')).toBe('Stems');
  expect(folder('Stems/Kick.wav', 'Mix.wav')).toBeNull();
  expect(folder('Mix.wav')).toBeNull();
});

it('FI31 a batch says which page has to stay open, as long as it has anything to send', () => {
  expect(only([uploadOf('waiting', { where: 'this-page' }), uploadOf('waiting')]).where).toBe(
    'this-page',
  );
  expect(only([uploadOf('failed', { where: 'other-page' }), uploadOf('waiting')]).where).toBe(
    'device',
  );
});

it('FI35 asks before much is given up', () => {
  expect(isMuch({ sent: 900_000 })).toBe(false);
  expect(isMuch({ sent: 20_000_000 })).toBe(true);
});
