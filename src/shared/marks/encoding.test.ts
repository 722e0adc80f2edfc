import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom } from '#shared/base/random.ts';
import { decodeLane, decodeRunSet, encodeLane, encodeRunSet } from './encoding.ts';
import { emptyLane, writeLane, type Lane } from './lane.ts';
import { runSetOf } from './run-set.ts';
import { nextStamp, toValue } from './stamp.ts';

const lanes = fc
  .array(
    fc.tuple(
      fc.nat({ max: 2 ** 40 }),
      fc.nat({ max: 1_000 }),
      fc.integer({ min: 1, max: 2 ** 50 }),
    ),
  )
  .map((writes) =>
    writes.reduce<Lane>(
      (lane, [from, length, value]) => writeLane(lane, [[from + 1, from + 1 + length]], value),
      emptyLane,
    ),
  );

test('MK8 a lane survives encoding', () => {
  fc.assert(
    fc.property(lanes, (lane) => {
      expect(decodeLane(encodeLane(lane))).toEqual({ ok: true, value: lane });
    }),
  );
});

test('MK8 a run set survives encoding', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), (ordinals) => {
      const set = runSetOf(ordinals);
      expect(decodeRunSet(encodeRunSet(set))).toEqual({ ok: true, value: set });
    }),
  );
});

test('MK8 no bytes make the decoder throw, and what it takes is written the same way', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      for (const input of [bytes, new Uint8Array([1, ...bytes])]) {
        const lane = decodeLane(input);
        if (lane.ok) expect(decodeLane(encodeLane(lane.value))).toEqual(lane);
        const set = decodeRunSet(input);
        if (set.ok) expect(decodeRunSet(encodeRunSet(set.value))).toEqual(set);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('MK8 damage is malformed, a later version is told apart', () => {
  const bytes = encodeLane([
    [1, 5, 8],
    [9, 9, 11],
  ]);
  expect(decodeLane(bytes.slice(0, -1))).toEqual({ ok: false, error: 'malformed' });
  expect(decodeLane(new Uint8Array([...bytes, 0]))).toEqual({ ok: false, error: 'malformed' });
  expect(decodeLane(new Uint8Array([2, ...bytes.slice(1)]))).toEqual({
    ok: false,
    error: 'unknown-version',
  });
  expect(decodeLane(new Uint8Array())).toEqual({ ok: false, error: 'malformed' });
});

test('MK8 mark-all of 100,000 is a dozen bytes; 2,000 single reads over a week some 13 KB', () => {
  const now = Date.UTC(2026, 10, 24);
  const all = writeLane(emptyLane, [[1, 100_000]], toValue(nextStamp(now, 0, 0), 0));
  expect(encodeLane(all).length).toBeLessThanOrEqual(14);
  const random = createRandom(7);
  let lane: Lane = emptyLane;
  for (let read = 0; read < 2_000; read += 1) {
    const ordinal = 1 + random.int(10_000);
    const stamp = nextStamp(now + Math.floor((read / 2_000) * 604_800_000), 0, 0);
    lane = writeLane(lane, [[ordinal, ordinal]], toValue(stamp, 0));
  }
  expect(encodeLane(lane).length).toBeLessThanOrEqual(15 * 1_024);
});
