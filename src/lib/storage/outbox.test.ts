import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { commandRequestBytes } from '#shared/workspace/limits.ts';
import type { OutboxRow } from './acts-database.ts';
import { startPosition } from './feed-database.ts';
import { isArrived } from './outbox-row.ts';
import { decidedRow, fallenWith, nextBatch, rowAt } from './outbox.ts';

const device = uuid7(1);
const trackId = uuid7(2);

const rowOf = (row: Partial<OutboxRow> = {}): OutboxRow => ({
  order: 1,
  id: uuid7(3),
  command: { name: 'track.setStage.v1', args: { trackId, stage: 'mixing' } },
  at: 1_000,
  n: 1,
  state: 'waiting',
  ...row,
});
const notes = (text: string): OutboxRow =>
  rowOf({ id: uuid7(4), command: { name: 'track.setNotes.v1', args: { trackId, notes: text } } });
const at = (epoch: string, cursor: number) => ({ ...startPosition, epoch, cursor });

test('CM48 a row of an app that numbered what it sent has its place as its number', () => {
  const rows = [rowOf({ order: 1, n: 5 }), rowOf({ order: 8, n: null })];
  expect(nextBatch(rows, device).commands.map(({ n }) => n)).toEqual([5, 8]);
});

test('the version a person saw goes along, where it matters', () => {
  const { commands } = nextBatch([rowOf({ ifVersion: 3 }), rowOf({ id: uuid7(9) })], device);
  expect(commands.map((command) => command.ifVersion)).toEqual([3, undefined]);
});

test('a request is bounded in commands and in bytes, and never empty while something waits', () => {
  expect(
    nextBatch(
      Array.from({ length: 300 }, () => rowOf()),
      device,
    ).commands,
  ).toHaveLength(100);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20_000 }), { minLength: 1, maxLength: 100 }), (lengths) => {
      const rows = lengths.map((length) => notes('ß'.repeat(length)));
      const { commands } = nextBatch(rows, device);
      const bytes = new TextEncoder().encode(JSON.stringify({ commands })).length;
      expect(bytes).toBeLessThanOrEqual(commandRequestBytes);
      expect(commands.length).toBeGreaterThan(0);
    }),
    { numRuns: 20 },
  );
});

test('a done command leaves once the cursor has passed what it did', () => {
  const outcome = { id: rowOf().id, status: 'done', epoch: 'a', seq: 7 } as const;
  const done = decidedRow(rowOf({ n: 1 }), outcome);
  expect(isArrived(done, at('a', 6))).toBe(false);
  expect(rowAt(done, at('a', 6))).toBe(done);
  expect(rowAt(done, at('a', 7))).toBeNull();
});

test('after a change of epoch it waits again, whatever the cursor', () => {
  const done = rowOf({ n: 1, state: 'done', epoch: 'a', seq: 7 });
  expect(rowAt(done, at('b', 9))).toEqual({ ...done, state: 'waiting' });
});

test('a refused one stays with what was written', () => {
  const outcome = { id: rowOf().id, status: 'refused', epoch: 'a', seq: 7 } as const;
  const refused = decidedRow(rowOf({ n: 1 }), { ...outcome, code: 'not-found' });
  expect(refused).toMatchObject({ state: 'refused', code: 'not-found', command: rowOf().command });
  expect(rowAt(refused, at('a', 99))).toBe(refused);
  expect(rowAt(refused, at('b', 99))).toBe(refused);
});

test('what needs a link that is set aside is set aside with it', () => {
  const inviteId = uuid7(5);
  const link = { inviteId, trackId, secretHash: 'a'.repeat(64) };
  const rows = [
    rowOf({ order: 1, state: 'aside', command: { name: 'invite.link.v1', args: link } }),
    rowOf({ order: 2, command: { name: 'invite.revoke.v1', args: { inviteId } } }),
    rowOf({ order: 3 }),
  ];
  const { commands, changed } = nextBatch(rows, device);
  expect(commands.map(({ name }) => name)).toEqual(['track.setStage.v1']);
  expect(changed.map(({ order, state }) => [order, state])).toEqual([[2, 'aside']]);
});

test('CM30 a text that stands on another one which is not decided yet is not sent beside it', () => {
  const first = { ...notes('One'), order: 1, ifVersion: 3 };
  const second = { ...notes('Two'), order: 2, ifVersion: 4 };
  const elsewhere: OutboxRow = {
    ...rowOf({ order: 3, ifVersion: 1 }),
    command: { name: 'track.setNotes.v1', args: { trackId: uuid7(8), notes: 'Three' } },
  };
  const sent = (rows: readonly OutboxRow[]) =>
    nextBatch(rows, device).commands.map(({ ifVersion }) => ifVersion);
  expect(sent([first, elsewhere, second])).toEqual([3, 1]);
  expect(sent([first, rowOf({ order: 2 })])).toEqual([3, undefined]);
  expect(sent([second])).toEqual([4]);
  expect(sent([{ ...first, state: 'aside' }, elsewhere, second])).toEqual([1]);
});

test('CM30 what stands on a refused text falls with it, and the last words are what is left', () => {
  const sent = { ...notes('One'), order: 1, n: 1, ifVersion: 3 };
  const outcome = { id: sent.id, status: 'refused', epoch: 'a', seq: 7 } as const;
  const refused = decidedRow(sent, { ...outcome, code: 'version-mismatch' });
  const second = { ...notes('Two'), order: 2, ifVersion: 4 };
  const third = { ...notes('Three'), order: 3, ifVersion: 5 };
  const unseen = { ...notes('Whatever stands there'), order: 4 };
  const earlier = { ...notes('Before'), order: 0, ifVersion: 2 };
  const fallen = fallenWith(refused, [earlier, third, second, unseen, rowOf({ order: 5 })]);
  expect(fallen.gone.map(({ order }) => order)).toEqual([1, 2]);
  expect(fallen.refused).toEqual({ ...third, state: 'refused', code: 'version-mismatch' });
  expect(fallenWith(refused, [unseen])).toEqual({ gone: [], refused });
  const other = decidedRow(sent, { ...outcome, code: 'not-found' });
  expect(fallenWith(other, [second])).toEqual({ gone: [], refused: other });
});
