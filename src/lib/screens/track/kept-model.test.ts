import { expect, it } from 'vitest';
import type { KeptSounds, KeptState } from '#lib/ports/kept.ts';
import { createValue } from '#shared/base/observable.ts';
import { fileOf, versionOf } from '../../../../tests/support/kept-files.ts';
import { KeptModel } from './kept-model.svelte.ts';

const take = fileOf('take', [versionOf('v1'), versionOf('v2', { number: 2 })]);
const stem = fileOf('stem', [versionOf('w1')]);
const { sound: _, ...plain } = versionOf('x1');
const lyrics = fileOf('lyrics', [plain]);

function modelOf(states: Readonly<Record<string, KeptState>>, isOffered = true) {
  const asked: unknown[] = [];
  const kept: KeptSounds = {
    isOffered,
    states: () => createValue(new Map(Object.entries(states))),
    keep: (sounds) => void asked.push(['keep', ...sounds]),
    drop: (fileIds) => void asked.push(['drop', ...fileIds]),
  };
  const model = new KeptModel(kept, 'chromium');
  const labels = () => model.itemsOf(take).map(({ label }) => label);
  return { model, asked, labels };
}

it.each([
  [{}, ['Keep on this device']],
  [{ take: { kind: 'here', bytes: 1 } }, ['Remove from this device']],
  [
    { take: { kind: 'coming', bytes: 0, held: 0, size: 9, isWaiting: true } },
    ['Remove from this device'],
  ],
  [{ take: { kind: 'removed', bytes: 0 } }, ['Keep on this device', 'Do not keep it here']],
  [{ take: { kind: 'no-room', bytes: 0 } }, ['Keep on this device', 'Do not keep it here']],
] as const)('FI54 a menu offers what its state allows: %j', (states, labels) => {
  expect(modelOf(states).labels()).toEqual(labels);
});

it('FI50 the current version is asked for, and what plays nothing is not', () => {
  const { model, asked } = modelOf({ stem: { kind: 'here', bytes: 1 } });
  for (const { onselect } of model.itemsOf(take)) onselect();
  model.keepAll([take, stem, lyrics]);
  const wish = ['keep', { fileId: 'take', versionId: 'v2' }];
  expect(asked).toEqual([wish, wish]);
  expect(model.itemsOf(lyrics)).toEqual([]);
  expect(model.playable([take, stem, lyrics])).toEqual([take, stem]);
  expect(model.count([take, stem, lyrics], 'here')).toBe(1);
});

it('FI50 a browser that keeps nothing offers nothing', () => {
  const { model, labels } = modelOf({}, false);
  expect(labels()).toEqual([]);
  expect(model.playable([take])).toEqual([]);
});
