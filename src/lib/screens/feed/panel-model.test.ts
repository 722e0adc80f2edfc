import { describe, expect, it } from 'vitest';
import type { FeedReader, FeedRow, FeedState } from '#lib/ports/feed.ts';
import type { Ticks } from '#lib/ports/device.ts';
import { dismiss, undoAct, type ActRecord } from '#shared/marks/acts.ts';
import { emptyMarks } from '#shared/marks/marks.ts';
import { runSetOf } from '#shared/marks/run-set.ts';
import { Awaiting } from '#lib/screens/common/awaiting.svelte.ts';
import { FeedModel } from '#lib/screens/common/feed-model.svelte.ts';
import { PanelModel } from './panel-model.svelte.ts';

const never = () => Promise.reject(new Error('not asked for here'));
const ticks: Ticks = {
  now: () => 0,
  timeZone: 'UTC',
  isZoneSaid: true,
  minutes: () => ({ subscribe: () => () => undefined }),
  after: () => () => undefined,
};

/** A device with these rows: id by ordinal, and where each was before. */
function device() {
  let rows = new Map<number, { id: string; was: readonly number[] }>();
  let marks = emptyMarks;
  let told: (state: FeedState) => void = () => undefined;
  const state = (): FeedState => ({
    live: runSetOf([...rows.keys()].sort((a, b) => a - b)),
    complete: 100,
    ...marks,
  });
  const reader: FeedReader = {
    state: () => ({
      subscribe(next) {
        told = next;
        next(state());
        return () => undefined;
      },
    }),
    rows: (ordinals) => ({
      subscribe(next) {
        const found = ordinals.flatMap((ordinal) => {
          const row = rows.get(ordinal);
          return row
            ? [[ordinal, { was: row.was, record: { id: row.id } } as FeedRow] as const]
            : [];
        });
        next(new Map(found));
        return () => undefined;
      },
    }),
    ordinalOf: () => ({ subscribe: () => () => undefined }),
  };
  const acts = { markRead: never } as never;
  const feed = new FeedModel(reader, acts, ticks);
  const panel = new PanelModel(feed, new Awaiting(never as never, ticks), reader);
  return {
    panel,
    hold(next: readonly (readonly [number, string, ...number[]])[]) {
      rows = new Map(next.map(([ordinal, id, ...was]) => [ordinal, { id, was }]));
      told(state());
      panel.follow();
    },
    dismiss(ordinal: number, now: number): ActRecord | undefined {
      const context = { id: `act ${now}`, device: 'phone', now, offset: 0, seen: 0 };
      const acted = dismiss(marks, runSetOf([ordinal]), context);
      marks = acted?.marks ?? marks;
      told(state());
      panel.follow();
      return acted?.record;
    },
    undo(act: ActRecord | undefined) {
      if (act) marks = undoAct(marks, act);
      told(state());
      panel.follow();
    },
  };
}
const shown = (panel: PanelModel) =>
  panel.rows.map(({ ordinal, row }) => `${row.record.id}@${ordinal}`);

describe('the panel under somebody’s hands', () => {
  it('NT7 keeps a row that changes where it stands, and new ones behind the pill', () => {
    const { panel, hold } = device();
    hold([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
    panel.open();
    panel.follow();
    panel.setBusy(true);
    expect(shown(panel)).toEqual(['c@3', 'b@2', 'a@1']);
    hold([
      [1, 'a'],
      [3, 'c'],
      [4, 'b', 2],
      [5, 'd'],
    ]);
    expect(shown(panel)).toEqual(['c@3', 'b@4', 'a@1']);
    expect(panel.fresh).toBe(1);
    hold([
      [1, 'a'],
      [3, 'c'],
      [5, 'd'],
      [6, 'b', 4, 2],
    ]);
    expect(shown(panel)).toEqual(['c@3', 'b@6', 'a@1']);
    panel.showFresh();
    panel.follow();
    expect(shown(panel)).toEqual(['b@6', 'd@5', 'c@3', 'a@1']);
    expect(panel.fresh).toBe(0);
  });

  it('lets the first rows into an empty list, and holds back those after them', () => {
    const { panel, hold } = device();
    hold([]);
    panel.open();
    panel.follow();
    panel.setBusy(true);
    hold([[1, 'a']]);
    panel.follow();
    expect(shown(panel)).toEqual(['a@1']);
    expect(panel.fresh).toBe(0);
    hold([
      [1, 'a'],
      [2, 'b'],
    ]);
    expect(shown(panel)).toEqual(['a@1']);
    expect(panel.fresh).toBe(1);
  });

  it('CM29 shows at once what is taken back, as that is nothing new', () => {
    const { panel, hold, dismiss, undo } = device();
    hold([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
    panel.open();
    panel.setBusy(true);
    const act = dismiss(3, 10);
    // The focus goes from the row that left to the next one.
    panel.setBusy(false);
    panel.setBusy(true);
    expect(shown(panel)).toEqual(['b@2', 'a@1']);
    undo(act);
    expect(shown(panel)).toEqual(['c@3', 'b@2', 'a@1']);
    expect(panel.fresh).toBe(0);
  });

  it('lets rows in where all that was shown has been dismissed', () => {
    const { panel, hold } = device();
    hold([[1, 'a']]);
    panel.open();
    panel.follow();
    panel.setBusy(true);
    hold([]);
    hold([[3, 'c']]);
    panel.follow();
    expect(shown(panel)).toEqual(['c@3']);
    expect(panel.fresh).toBe(0);
  });
});
