import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HeldSound } from '#lib/storage/kept-parts.ts';
import { partBytes } from '#lib/storage/kept-parts.ts';
import type { WantedSound } from '#lib/storage/wanted-sounds.ts';
import { currentVersion } from '#shared/workspace/files.ts';
import type { File } from '#shared/workspace/entities.ts';
import { fileOf, versionOf } from '../../../tests/support/kept-files.ts';
import { planOf, type KeepFacts } from './keep-plan.ts';

const size = 3 * partBytes;
const whole: HeldSound = { size, parts: new Set([0, 1, 2]), isWhole: true };
const begun: HeldSound = { size, parts: new Set([0]), isWhole: false };
const wish = (fileId: string, versionId: string, isWhole = false): WantedSound => ({
  fileId,
  versionId,
  isWhole,
});

function plan(
  wanted: readonly WantedSound[],
  files: readonly File[],
  held: Readonly<Record<string, HeldSound>>,
  more: Partial<KeepFacts> = {},
) {
  return planOf({
    wanted,
    files: new Map(files.map((file) => [file.id, file])),
    held: new Map(Object.entries(held)),
    engine: 'chromium',
    noRoom: new Set(),
    isWaiting: false,
    ...more,
  });
}

const one = fileOf('f1', [versionOf('v1')]);
const two = fileOf('f1', [versionOf('v1'), versionOf('v2', { number: 2, size: 500 })]);
const gone = versionOf('v1', { removedAt: 1 });

it('FI50 what is wanted is fetched in the order of asking, from where it stands', () => {
  const other = fileOf('f2', [versionOf('w1')]);
  const found = plan([wish('f2', 'w1'), wish('f1', 'v1')], [one, other], { w1: begun });
  expect(found.next).toEqual({ fileId: 'f2', versionId: 'w1', size });
  expect([...found.states]).toEqual([
    ['f2', { kind: 'coming', bytes: partBytes, held: partBytes, size, isWaiting: false }],
    ['f1', { kind: 'coming', bytes: 0, held: 0, size: 100, isWaiting: false }],
  ]);
  expect(found).toMatchObject({ spent: [], unplayable: [], unknown: [] });
});

it('FI50 a newer version is fetched too, and the one before goes when it is whole', () => {
  const coming = plan([wish('f1', 'v1', true)], [two], { v1: whole, v2: begun });
  expect(coming.next).toEqual({ fileId: 'f1', versionId: 'v2', size });
  expect(coming.spent).toEqual([]);
  expect(coming.states.get('f1')).toMatchObject({ kind: 'coming', bytes: size + partBytes });
  const here = plan([wish('f1', 'v2', true)], [two], { v1: whole, v2: whole });
  expect(here.spent).toEqual(['v1']);
  expect(here.states.get('f1')).toEqual({ kind: 'here', bytes: size });
  // What of an older one is not whole is of no use.
  expect(plan([wish('f1', 'v1')], [two], { v1: begun }).spent).toEqual(['v1']);
});

it('FI53 a version that was removed goes at once, and so does a file', () => {
  const back = fileOf('f1', [versionOf('v0'), gone]);
  const found = plan([wish('f1', 'v1', true)], [back], { v1: whole });
  expect(found).toMatchObject({ spent: ['v1'], next: { versionId: 'v0' } });
  // The browser has no part in that.
  expect(plan([wish('f1', 'v1', true)], [back], {}).states.get('f1')?.kind).toBe('coming');
  const removed = plan([wish('f1', 'v1', true)], [{ ...one, removedAt: 1 }], { v1: whole });
  expect(removed).toMatchObject({ spent: ['v1'], next: null, unplayable: ['f1'] });
  expect(removed.states.size).toBe(0);
});

it('FI53 what this device does not know stays until the server was asked', () => {
  const found = plan([wish('f1', 'v1', true)], [], { v1: whole, v9: whole });
  expect(found).toMatchObject({ spent: ['v9'], next: null, unplayable: [] });
  expect(found.unknown).toEqual([wish('f1', 'v1', true)]);
});

it('FI50 what nothing here plays any more is wanted no more', () => {
  const newer = versionOf('v2', { number: 2 });
  const { sound, ...unread } = newer;
  const noise = {
    ...newer,
    ...(sound && { sound: { ...sound, obstacles: { chromium: 'codec' } } }),
  };
  for (const version of [unread, noise]) {
    const file = fileOf('f1', [versionOf('v1'), version]);
    expect(plan([wish('f1', 'v1', true)], [file], { v1: whole })).toMatchObject({
      unplayable: ['f1'],
      spent: ['v1'],
      next: null,
    });
  }
});

it('FI54 a copy that was here and is not is missed, and fetched again only when it is asked for', () => {
  const missed = plan([wish('f1', 'v1', true)], [one], {});
  expect(missed.states.get('f1')).toEqual({ kind: 'removed', bytes: 0 });
  expect(missed.next).toBeNull();
  expect(plan([wish('f1', 'v1')], [one], {}).next?.versionId).toBe('v1');
  // A newer version has nothing to do with it.
  expect(plan([wish('f1', 'v1', true)], [two], {}).states.get('f1')?.kind).toBe('removed');
});

it('FI55 what there is no room for holds up nothing else', () => {
  const other = fileOf('f2', [versionOf('w1')]);
  const wanted = [wish('f1', 'v1'), wish('f2', 'w1')];
  const found = plan(wanted, [one, other], {}, { noRoom: new Set(['f1']) });
  expect(found.states.get('f1')).toEqual({ kind: 'no-room', bytes: 0 });
  expect(found.next?.fileId).toBe('f2');
});

const versions = fc
  .array(fc.record({ isRemoved: fc.boolean(), isPlayed: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((list) => list.map(({ isRemoved, isPlayed }) => ({ isRemoved, isPlayed })));
const world = fc.record({
  files: fc.array(fc.record({ versions, isKnown: fc.boolean() }), { maxLength: 4 }),
  seed: fc.infiniteStream(fc.nat(3)),
  room: fc.boolean(),
});

it('FI50 whatever was before, nothing that plays is let go of, and following the plan ends with all of it here', () => {
  fc.assert(
    fc.property(world, ({ files: drawn, seed, room }) => {
      const draw = () => seed.next().value ?? 0;
      const files = drawn.map(({ versions: list }, at) =>
        fileOf(
          `f${at}`,
          list.map(({ isRemoved, isPlayed }, number) => ({
            ...versionOf(`f${at}v${number}`, { removedAt: isRemoved ? 1 : null }),
            sound: {
              ...versionOf('').sound,
              obstacles: isPlayed ? {} : { chromium: 'codec' },
            } as NonNullable<File['versions'][number]['sound']>,
          })),
        ),
      );
      const known = files.filter((_, at) => drawn[at]?.isKnown);
      const held: Record<string, HeldSound> = {};
      for (const { versions: list } of files) {
        for (const { id } of list) {
          const fate = draw();
          if (fate > 1) held[id] = fate === 2 ? begun : whole;
        }
      }
      let wanted = files.map(({ id }) => wish(id, `${id}v0`, draw() > 2));
      const noRoom = new Set(room ? [] : files.slice(0, 1).map(({ id }) => id));
      for (let steps = 0; ; steps += 1) {
        expect(steps).toBeLessThan(20);
        const { next, spent, unplayable, states } = plan(wanted, known, held, { noRoom });
        for (const file of known) {
          const current = currentVersion(file);
          const state = states.get(file.id);
          if (current && state) expect(spent).not.toContain(current.id);
          expect(state === undefined).toBe(
            unplayable.includes(file.id) || !wanted.some(({ fileId }) => fileId === file.id),
          );
        }
        for (const id of spent) delete held[id];
        wanted = wanted.filter(({ fileId }) => !unplayable.includes(fileId));
        if (next === null) break;
        expect(held[next.versionId]?.isWhole ?? false).toBe(false);
        held[next.versionId] = whole;
        wanted = wanted.map((each) =>
          each.fileId === next.fileId ? wish(each.fileId, next.versionId, true) : each,
        );
      }
      const last = plan(wanted, known, held, { noRoom });
      expect([...last.states.values()].some(({ kind }) => kind === 'coming')).toBe(false);
      expect(last.spent).toEqual([]);
    }),
  );
});
