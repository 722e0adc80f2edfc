/** What stands over the list of tracks and on the board, in English. */
import { isolated } from '#shared/words/isolated.ts';

export type TrackOrder = 'latest' | 'due' | 'title' | 'stage';

export const tracksWords = {
  arrange: 'Arrange tracks',
  order: 'Sort by',
  orders: {
    latest: 'Latest change',
    due: 'Due date',
    title: 'Title',
    stage: 'Stage',
  } satisfies Record<TrackOrder, string>,
  stage: 'Stage',
  allStages: 'All stages',
  mine: 'Only mine',
  list: 'List',
  board: 'Board',
  none: 'No track fits. Show all again:',
  all: 'Show all',
  column: (stage: string, tracks: number) => `${stage}, ${tracks}`,
  grip: (title: string) => `Move ${isolated(title)}`,
  gripHint: 'Space picks up, arrows choose a stage, Space drops, Esc cancels.',
  picked: (title: string, stage: string) => `${isolated(title)} picked up from ${stage}.`,
  over: (stage: string) => `${stage}.`,
  dropped: (title: string, stage: string) => `${isolated(title)} moved to ${stage}.`,
  cancelled: (title: string) => `${isolated(title)} stays where it was.`,
};
