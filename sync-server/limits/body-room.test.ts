import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBodyRoom } from './body-room.ts';

const bounds = { total: 100, perOwner: 40 };

test('OP50 one person holds so much of what they send, however many bodies it is in', () => {
  const room = createBodyRoom(bounds);
  const [first, second] = [room.enter('mal'), room.enter('mal')];
  expect([first.add(30), second.add(10), second.add(1)]).toEqual([null, null, 'own']);
  expect(room.enter('ana').add(1)).toBeNull();
  first.end();
  expect(second.add(30)).toBeNull();
});

test('OP50 where all room is taken, the largest of whoever holds most gives way to something smaller', () => {
  const room = createBodyRoom(bounds);
  const [small, large, ben] = [room.enter('mal'), room.enter('mal'), room.enter('ben')];
  const cleo = room.enter('cleo');
  expect([small.add(5), large.add(35), ben.add(38), cleo.add(22)]).toEqual([
    null,
    null,
    null,
    null,
  ]);
  const ana = room.enter('ana');
  expect(ana.add(3)).toBeNull();
  expect([small, large, ben, cleo, ana].map(({ lost }) => lost.aborted)).toEqual([
    false,
    true,
    false,
    false,
    false,
  ]);
  expect(large.add(1)).toBe('all');
});

test('OP50 nobody makes others give way who would hold as much, and what is whole stays', () => {
  const room = createBodyRoom(bounds);
  const held = ['ben', 'cleo', 'mal'].map((owner) => room.enter(owner));
  expect(held.map((hold) => hold.add(33))).toEqual([null, null, null]);
  expect(room.enter('dan').add(33)).toBe('all');
  for (const hold of held) hold.whole();
  expect(room.enter('ana').add(2)).toBe('all');
  held[0]?.end();
  expect(room.enter('ana').add(2)).toBeNull();
});

test('OP50 whatever is sent, both bounds hold, and what has ended holds nothing', () => {
  const steps = fc.array(
    fc.record({
      owner: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      bytes: fc.integer({ min: 1, max: 50 }),
      isEnd: fc.boolean(),
    }),
    { maxLength: 200 },
  );
  fc.assert(
    fc.property(steps, (all) => {
      const room = createBodyRoom(bounds);
      const open = new Map<
        ReturnType<typeof room.enter>,
        { readonly owner: string; bytes: number }
      >();
      for (const { owner, bytes, isEnd } of all) {
        const hold = room.enter(owner);
        if (hold.add(bytes) === null) open.set(hold, { owner, bytes });
        const [oldest] = open.keys();
        if (isEnd && oldest) {
          oldest.end();
          open.delete(oldest);
        }
        for (const held of open.keys()) if (held.lost.aborted) open.delete(held);
        const sum = (of: string | null) =>
          [...open.values()].reduce(
            (total, held) => total + (of === null || of === held.owner ? held.bytes : 0),
            0,
          );
        expect(sum(null)).toBeLessThanOrEqual(bounds.total);
        expect(sum(owner)).toBeLessThanOrEqual(bounds.perOwner);
      }
      for (const hold of open.keys()) hold.end();
      for (const owner of ['x', 'y']) expect(room.enter(owner).add(40)).toBeNull();
    }),
  );
});
