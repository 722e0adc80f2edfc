import { expect, test } from 'vitest';
import type { TrackSummary } from '#lib/ports/workspace.ts';
import type { Track } from '#shared/workspace/entities.ts';
import { arrangementIn, arrangeTracks, queryOf, type Arrangement } from './arrange-tracks.ts';

const plain: Arrangement = { order: 'latest', stage: null, mine: false, isBoard: false };

const summaryOf = (track: Partial<Track>): TrackSummary => ({
  track: {
    id: track.title ?? '',
    title: '',
    stage: 'idea',
    dueOn: null,
    dueTime: null,
    dueTimeZone: null,
    notes: '',
    ownerId: 'ana',
    createdAt: 1,
    updatedAt: 1,
    version: 1,
    ...track,
  },
  members: [],
  waiting: false,
});
const tracks = [
  summaryOf({ title: 'Neon Fern', stage: 'mixing', dueOn: '2026-12-01' }),
  summaryOf({ title: 'Ärger', ownerId: 'ben', dueOn: '2026-11-27', dueTime: '18:00' }),
  summaryOf({ title: 'Low Tide', stage: 'released' }),
  summaryOf({ title: 'glass', dueOn: '2026-11-27' }),
];
const titles = (arrangement: Partial<Arrangement>) =>
  arrangeTracks(tracks, { ...plain, ...arrangement }, 'ana').map(({ track }) => track.title);

test('tracks are ordered as asked, equal ones by their latest change', () => {
  expect(titles({})).toEqual(['Neon Fern', 'Ärger', 'Low Tide', 'glass']);
  expect(titles({ order: 'title' })).toEqual(['Ärger', 'glass', 'Low Tide', 'Neon Fern']);
  expect(titles({ order: 'due' })).toEqual(['Ärger', 'glass', 'Neon Fern', 'Low Tide']);
  expect(titles({ order: 'stage' })).toEqual(['Ärger', 'glass', 'Neon Fern', 'Low Tide']);
});

test('a stage and "mine" leave the others out; a board shows every stage', () => {
  expect(titles({ stage: 'mixing' })).toEqual(['Neon Fern']);
  expect(titles({ mine: true })).toEqual(['Neon Fern', 'Low Tide', 'glass']);
  expect(titles({ stage: 'mixing', isBoard: true })).toHaveLength(4);
});

test('what was chosen stands in the address, and nonsense there is the plain list', () => {
  const chosen: Arrangement = { order: 'due', stage: 'mixing', mine: true, isBoard: true };
  expect(arrangementIn(new URLSearchParams(queryOf(chosen)))).toEqual(chosen);
  expect(queryOf(plain)).toBe('');
  expect(arrangementIn(new URLSearchParams('?order=x&stage=y&mine=2&view=z'))).toEqual(plain);
});
