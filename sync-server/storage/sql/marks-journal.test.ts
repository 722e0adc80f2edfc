import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeGroup, encodeGroup, Journal, type JournalShare } from './marks-journal.ts';

const shares: fc.Arbitrary<JournalShare[]> = fc.array(
  fc.record({
    userId: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    generation: fc.string({ minLength: 1, maxLength: 16 }),
    firstSeq: fc.maxSafeNat(),
    updates: fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 }),
    clocks: fc
      .array(fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()), { maxLength: 4 })
      .map((entries) => new Map(entries)),
  }),
  { maxLength: 8 },
);

test('SY20 a row of the journal says what was written into it', () => {
  fc.assert(
    fc.property(shares, (group) => {
      const read = decodeGroup(encodeGroup(group));
      expect(
        read.map((share) => ({ ...share, updates: share.updates.map((it) => new Uint8Array(it)) })),
      ).toEqual(group);
    }),
  );
});

test('SY20 a format of a later version is not guessed at', () => {
  expect(() => decodeGroup(new Uint8Array([2, 0]))).toThrow('format 2');
});

test('a journal knows what it holds, and leaves no holes', () => {
  const journal = new Journal();
  const share = (firstSeq: number, ...updates: Uint8Array[]): JournalShare => ({
    userId: 'ana',
    generation: 'g',
    firstSeq,
    updates,
    clocks: new Map([[7, firstSeq]]),
  });
  journal.add(share(4, new Uint8Array([1, 2])));
  expect(journal.of('ana')?.row).toEqual({ bytes: new Uint8Array([1, 2]), count: 1 });
  journal.add(share(5, new Uint8Array([3]), new Uint8Array([4, 5])));
  expect(journal.of('ana')).toMatchObject({ generation: 'g', seq: 6, clocks: new Map([[7, 5]]) });
  expect(journal.bytes).toBe(5);
  expect(() => {
    journal.add(share(8, new Uint8Array([6])));
  }).toThrow('no holes');
  journal.drop('ana');
  expect([journal.bytes, [...journal.userIds]]).toEqual([0, []]);
});
