import { describe, expect, it } from 'vitest';
import type { FeedActs, FeedReader } from '#lib/ports/feed.ts';
import type { Ticks } from '#lib/ports/device.ts';
import type { RunSet } from '#shared/marks/run-set.ts';
import { FeedModel } from './feed-model.svelte.ts';

/** A feed whose acts are named after what they did, and a clock that is told when time is up. */
function feedOf() {
  const undone: string[] = [];
  let expire = (): void => undefined;
  const act = (name: string) => (on?: RunSet) => {
    const ordinal = on?.[0]?.[0];
    return Promise.resolve(ordinal === 0 ? null : `${name} ${ordinal ?? 'all'}`);
  };
  const acts: FeedActs = {
    markRead: act('read'),
    markUnread: act('unread'),
    dismiss: act('dismiss'),
    restore: act('restore'),
    markAllRead: act('read'),
    async undo(id) {
      undone.push(id);
    },
  };
  const reader: FeedReader = {
    state: () => ({ subscribe: () => () => undefined }),
    rows: () => ({ subscribe: () => () => undefined }),
    ordinalOf: () => ({ subscribe: () => () => undefined }),
  };
  const ticks: Ticks = {
    now: () => 0,
    timeZone: 'UTC',
    isZoneSaid: true,
    minutes: () => ({ subscribe: () => () => undefined }),
    after: (_, then) => {
      expire = then;
      return () => undefined;
    },
  };
  return { model: new FeedModel(reader, acts, ticks), undone, expire: () => expire() };
}

describe('what can be taken back', () => {
  it('CM29 is all that was dismissed while it was offered', async () => {
    const { model, undone } = feedOf();
    await model.dismiss(3);
    expect(model.undoable?.text).toBe('Dismissed');
    await Promise.all([model.dismiss(2), model.dismiss(1)]);
    expect(model.undoable?.text).toBe('3 dismissed');
    await model.undo();
    expect(undone).toEqual(['dismiss 3', 'dismiss 2', 'dismiss 1']);
    expect(model.undoable).toBeNull();
  });

  it('CM29 is counted without what changed nothing', async () => {
    const { model } = feedOf();
    await model.restore(2);
    await model.restore(0);
    expect(model.undoable?.text).toBe('Restored');
    await model.restore(1);
    expect(model.undoable?.text).toBe('2 restored');
  });

  it('CM29 ends with the offer, and with another kind of act', async () => {
    const { model, undone, expire } = feedOf();
    await model.dismiss(3);
    expire();
    expect(model.undoable).toBeNull();
    await model.dismiss(2);
    await model.markAllRead();
    expect(model.undoable?.text).toBe('All marked as read');
    await model.undo();
    await model.dismiss(1);
    await model.undo();
    expect(undone).toEqual(['read all', 'dismiss 1']);
  });
});
