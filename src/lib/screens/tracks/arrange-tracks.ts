/** An arrangement is which tracks are listed, in which order; the address holds what was chosen. */
import type { TrackSummary } from '#lib/ports/workspace.ts';
import type { TrackOrder } from '#lib/words/en-tracks.ts';
import { stages, type Stage } from '#shared/workspace/vocabulary.ts';

export const trackOrders: readonly TrackOrder[] = ['latest', 'due', 'title', 'stage'];

export interface Arrangement {
  readonly order: TrackOrder;
  /** Null shows all. */
  readonly stage: Stage | null;
  /** Only tracks this person owns. */
  readonly mine: boolean;
  readonly isBoard: boolean;
}

export const arrangementIn = (query: URLSearchParams): Arrangement => ({
  order: trackOrders.find((order) => order === query.get('order')) ?? 'latest',
  stage: stages.find((stage) => stage === query.get('stage')) ?? null,
  mine: query.get('mine') === '1',
  isBoard: query.get('view') === 'board',
});

/** Writes what differs from the plain list. */
export function queryOf({ order, stage, mine, isBoard }: Arrangement): string {
  const query = new URLSearchParams({
    ...(isBoard && { view: 'board' }),
    ...(order !== 'latest' && { order }),
    ...(stage !== null && { stage }),
    ...(mine && { mine: '1' }),
  });
  return query.size > 0 ? `?${query}` : '';
}

/** @param tracks latest change first */
export function arrangeTracks(
  tracks: readonly TrackSummary[],
  { order, stage, mine, isBoard }: Arrangement,
  userId: string,
): readonly TrackSummary[] {
  const shown = tracks.filter(
    ({ track }) =>
      (!mine || track.ownerId === userId) && (isBoard || stage === null || track.stage === stage),
  );
  // Sorting is stable: what is equal stays in the order of its latest change.
  switch (order) {
    case 'latest':
      return shown;
    case 'title':
      return shown.toSorted((a, b) => a.track.title.localeCompare(b.track.title));
    case 'stage':
      return shown.toSorted(
        (a, b) => stages.indexOf(a.track.stage) - stages.indexOf(b.track.stage),
      );
    case 'due':
      return shown.toSorted((a, b) => dueKey(a).localeCompare(dueKey(b)));
  }
}

/** Sorts by due date; tracks without one come last. */
const dueKey = ({ track: { dueOn, dueTime } }: TrackSummary): string =>
  dueOn === null ? '9999' : `${dueOn} ${dueTime ?? '24:00'}`;
