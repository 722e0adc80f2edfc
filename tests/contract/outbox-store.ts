/** Every outbox store must do this; it runs on memory here and on IndexedDB in a browser. */
import { expect, test } from 'vitest';
import type { OutboxRow } from '#lib/storage/acts-database.ts';
import { startPosition } from '#lib/storage/feed-database.ts';
import type { OutboxStore } from '#lib/storage/outbox-store.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { commandsPerRequest } from '#shared/workspace/limits.ts';
import type { Command } from '#shared/workspace/commands.ts';

export interface OutboxUnderTest {
  readonly store: OutboxStore;
  add(row: Omit<OutboxRow, 'order' | 'n'>): PromiseLike<void>;
  rows(): Promise<readonly OutboxRow[]>;
}

const trackId = uuid7(1);
const create: Command = { name: 'track.create.v1', args: { trackId, title: 'Low Tide' } };
const comment = (text: string): Command => ({
  name: 'comment.add.v1',
  args: { commentId: uuid7(2), trackId, text },
});
const elsewhere: Command = {
  name: 'track.create.v1',
  args: { trackId: uuid7(3), title: 'Neon Fern' },
};

export function outboxContract(name: string, open: () => Promise<OutboxUnderTest>): void {
  const filled = async (...commands: readonly Command[]) => {
    const outbox = await open();
    const ids = commands.map(() => uuid7(4));
    for (const [index, command] of commands.entries()) {
      await outbox.add({ id: ids[index] ?? '', command, at: 1, state: 'waiting' });
    }
    return { ...outbox, ids };
  };
  const done = (id: string, epoch: string, seq: number) =>
    ({ id, status: 'done', epoch, seq }) as const;
  const at = (epoch: string, cursor: number) => ({ ...startPosition, epoch, cursor });

  test(`${name}: CM48 each has its number from the first, in the order of acting`, async () => {
    const { store, ids, rows } = await filled(create, comment('One'), comment('Two'));
    expect((await rows()).map(({ n }) => n)).toEqual([1, 2, 3]);
    const first = await store.takeBatch();
    expect(first.map(({ id, n }) => [id, n])).toEqual(ids.map((id, index) => [id, index + 1]));
    expect(await store.takeBatch()).toEqual(first);
  });

  test(`${name}: SY28 a request holds as many bytes as it may, and one command always`, async () => {
    const { store, ids } = await filled(create, comment('One'), comment('Two'), comment('Three'));
    const all = await store.takeBatch();
    const bytes = new TextEncoder().encode(JSON.stringify({ commands: all })).length;
    const some = await store.takeBatch(bytes - 1);
    expect(some.length).toBeLessThan(ids.length);
    expect(all.slice(0, some.length)).toEqual(some);
    expect(await store.takeBatch(1)).toEqual(all.slice(0, 1));
  });

  test(`${name}: CM47 only what never ran is numbered anew, above all numbers there are`, async () => {
    const { store, ids, add } = await filled(create, comment('One'), comment('Two'));
    const numbers = async () => (await store.takeBatch()).map(({ n }) => n);
    const [first = '', , third = ''] = ids;
    await store.renumber(40, [third, first, uuid7(9)]);
    expect(await numbers()).toEqual([41, 2, 42]);
    await store.renumber(7, [first]);
    expect(await numbers()).toEqual([43, 2, 42]);
    await add({ id: uuid7(8), command: elsewhere, at: 1, state: 'waiting' });
    expect(await numbers()).toEqual([43, 2, 42, 44]);
  });

  test(`${name}: CM48 who is told of a higher number counts on from there`, async () => {
    const { store, add } = await filled(create, comment('One'));
    await store.renumber(60, []);
    await add({ id: uuid7(8), command: elsewhere, at: 1, state: 'waiting' });
    expect((await store.takeBatch()).map(({ n }) => n)).toEqual([1, 2, 61]);
  });

  test(`${name}: an outcome is kept once, and a done row leaves when it has arrived`, async () => {
    const { store, ids, rows } = await filled(create, comment('One'));
    const [first = '', second = ''] = ids;
    const refused = {
      id: second,
      status: 'refused',
      code: 'not-found',
      epoch: 'a',
      seq: 4,
    } as const;
    expect(await store.keepOutcomes([done(first, 'a', 5), refused, done(uuid7(9), 'a', 5)])).toBe(
      2,
    );
    expect(await store.keepOutcomes([done(first, 'a', 9), done(second, 'a', 9)])).toBe(0);
    await store.tidy(at('a', 4));
    expect((await rows()).map(({ state }) => state)).toEqual(['done', 'refused']);
    await store.tidy(at('a', 5));
    expect(await rows()).toMatchObject([{ state: 'refused', code: 'not-found' }]);
    expect(await store.takeBatch()).toEqual([]);
  });

  test(`${name}: in another epoch a done row waits again under its number`, async () => {
    const { store, ids } = await filled(create);
    await store.takeBatch();
    await store.keepOutcomes([done(ids[0] ?? '', 'a', 5)]);
    await store.tidy(at('b', 99));
    expect((await store.takeBatch()).map(({ id, n }) => [id, n])).toEqual([[ids[0], 1]]);
  });

  test(`${name}: the fifth fault sets aside it and what needs it; the rest goes on`, async () => {
    const { store, ids, rows } = await filled(create, comment('One'), elsewhere);
    expect(await store.takeBatch()).toHaveLength(3);
    for (let fault = 1; fault <= 5; fault += 1) {
      await store.countFault(ids[0] ?? '');
      if (fault < 5) expect(await store.takeBatch()).toHaveLength(1);
    }
    expect((await store.takeBatch()).map(({ id }) => id)).toEqual([ids[2]]);
    expect((await rows()).map(({ state }) => state)).toEqual(['aside', 'aside', 'waiting']);
  });

  test(`${name}: CM30 a later text falls with the one it stands on, and is not lost`, async () => {
    const { store, add, rows } = await open();
    const notes = (id: string, text: string, ifVersion: number) =>
      add({
        id,
        command: { name: 'track.setNotes.v1', args: { trackId, notes: text } },
        at: 1,
        state: 'waiting',
        ifVersion,
      });
    const [first, second] = [uuid7(5), uuid7(6)];
    await notes(first, 'Capo 2', 3);
    await notes(second, 'Capo 2, then 4', 4);
    expect((await store.takeBatch()).map(({ id }) => id)).toEqual([first]);
    const refused = { status: 'refused', code: 'version-mismatch', epoch: 'a', seq: 4 } as const;
    expect(await store.keepOutcomes([{ id: first, ...refused }])).toBe(1);
    expect(await store.takeBatch()).toEqual([]);
    expect(await rows()).toMatchObject([
      { id: second, state: 'refused', code: 'version-mismatch', n: 2 },
    ]);
  });

  test(`${name}: any number that need what is set aside hold up nothing behind them`, async () => {
    const many = Array.from({ length: 3 * commandsPerRequest }, (_, index) => comment(`${index}`));
    const { store, ids, rows } = await filled(create, ...many, elsewhere);
    for (let fault = 1; fault <= 5; fault += 1) await store.countFault(ids[0] ?? '');
    expect((await store.takeBatch()).map(({ id }) => id)).toEqual([ids.at(-1)]);
    const aside = (await rows()).filter(({ state }) => state === 'aside');
    expect(aside).toHaveLength(many.length + 1);
  });
}
