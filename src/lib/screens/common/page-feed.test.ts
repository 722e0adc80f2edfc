import { expect, test } from 'vitest';
import type { FeedLookups, FeedReader, PlacedRow } from '#lib/ports/feed.ts';
import type { Ticks } from '#lib/ports/device.ts';
import { runSetOf, type RunSet } from '#shared/marks/run-set.ts';
import { FeedModel } from './feed-model.svelte.ts';
import { PageFeed } from './page-feed.svelte.ts';

const never = () => Promise.reject(new Error('not asked for here'));

const placed = (ordinal: number, place: string | null, subject: string | null = null) => ({
  ordinal,
  place,
  subject,
});

/** Makes a page about these rows, all unread, and a second that passes when told to. */
function pageOf(...rows: readonly PlacedRow[]) {
  const read: RunSet[] = [];
  let passSecond: () => void = () => undefined;
  const ticks: Ticks = {
    now: () => 0,
    timeZone: 'UTC',
    isZoneSaid: true,
    minutes: () => ({ subscribe: () => () => undefined }),
    after(_ms, then) {
      passSecond = then;
      return () => {
        passSecond = () => undefined;
      };
    },
  };
  const live = runSetOf(rows.map(({ ordinal }) => ordinal).sort((a, b) => a - b));
  const reader: FeedReader = {
    state: () => ({
      subscribe(next) {
        next({ live, complete: 100, read: [], dismissed: [] });
        return () => undefined;
      },
    }),
    rows: never as never,
    ordinalOf: never as never,
  };
  const acts = {
    markRead(ordinals: RunSet) {
      read.push(ordinals);
      return Promise.resolve(null);
    },
  } as never;
  const lookups = {
    ofTicket: () => ({
      subscribe(next: (found: readonly PlacedRow[]) => void) {
        next(rows);
        return () => undefined;
      },
    }),
  } as unknown as FeedLookups;
  const feed = new FeedModel(reader, acts, ticks);
  const page = new PageFeed((found) => found.ofTicket('t'), feed, ticks, lookups);
  return { page, read, passSecond: () => passSecond() };
}

test('what was on screen for a second is read, and nothing else', async () => {
  const { page, read, passSecond } = pageOf(
    placed(1, 'reminders'),
    placed(2, 'comments'),
    placed(3, null),
  );
  expect(page.ordinals).toEqual([1, 2, 3]);
  page.show(new Set(['reminders', 'stage']));
  page.readWhatIsShown(() => false);
  expect(read).toEqual([]);
  passSecond();
  expect(read).toEqual([[[1, 1]]]);
});

test('what leaves the screen, or is covered, is not read', async () => {
  const { page, read, passSecond } = pageOf(placed(1, 'ticket'));
  page.show(new Set(['ticket']));
  let isCovered = true;
  const callOff = page.readWhatIsShown(() => isCovered);
  passSecond();
  expect(read).toEqual([]);
  isCovered = false;
  callOff?.();
  passSecond();
  expect(read).toEqual([]);
});

test('an answer given on the page reads the rows that asked for it', async () => {
  const { page, read } = pageOf(placed(4, 'due', 'r'), placed(7, 'due', 'other'));
  page.readAbout('r');
  expect(read).toEqual([[[4, 4]]]);
});
