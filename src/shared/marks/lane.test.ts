import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  emptyLane,
  hiddenOrdinals,
  joinLanes,
  laneDifference,
  laneExcess,
  lanesEqual,
  laneValueAt,
  maxStamp,
  restrictLane,
  writeLane,
  type Lane,
} from './lane.ts';
import { runSetHas, runSetOf, runSetSize } from './run-set.ts';

const most = 40;
/** The oracle holds a value for every single ordinal. */
type Values = readonly number[];
const ordinalValues = fc.array(fc.integer({ min: 0, max: 12 }), {
  minLength: most,
  maxLength: most,
});
const laneOf = (values: Values): Lane =>
  values.reduce<Lane>(
    (lane, value, ordinal) =>
      value === 0 ? lane : writeLane(lane, [[ordinal + 1, ordinal + 1]], value),
    emptyLane,
  );
const valuesOf = (lane: Lane): Values =>
  Array.from({ length: most }, (_, index) => laneValueAt(lane, index + 1));

function expectWellFormed(lane: Lane): void {
  let [end, before] = [0, 0];
  for (const [from, to, value] of lane) {
    expect(value).toBeGreaterThan(0);
    expect(from).toBeGreaterThan(end);
    expect(to).toBeGreaterThanOrEqual(from);
    if (from === end + 1) expect(value).not.toBe(before);
    [end, before] = [to, value];
  }
}

test('MK2 join is the maximum per ordinal', () => {
  fc.assert(
    fc.property(ordinalValues, ordinalValues, (a, b) => {
      const joined = joinLanes(laneOf(a), laneOf(b));
      expectWellFormed(joined);
      expect(valuesOf(joined)).toEqual(a.map((value, index) => Math.max(value, b[index] ?? 0)));
    }),
  );
});

test('MK2 join is commutative, associative and idempotent', () => {
  fc.assert(
    fc.property(ordinalValues, ordinalValues, ordinalValues, (x, y, z) => {
      const [a, b, c] = [laneOf(x), laneOf(y), laneOf(z)];
      expect(joinLanes(a, b)).toEqual(joinLanes(b, a));
      expect(joinLanes(joinLanes(a, b), c)).toEqual(joinLanes(a, joinLanes(b, c)));
      expect(joinLanes(a, a)).toEqual(a);
      expect(joinLanes(a, emptyLane)).toEqual(a);
    }),
  );
});

test('MK2 the excess of one over another is exactly what the other lacks', () => {
  fc.assert(
    fc.property(ordinalValues, ordinalValues, (x, y) => {
      const [a, b] = [laneOf(x), laneOf(y)];
      const excess = laneExcess(a, b);
      expectWellFormed(excess);
      expect(valuesOf(excess)).toEqual(x.map((value, i) => (value > (y[i] ?? 0) ? value : 0)));
      expect(joinLanes(b, excess)).toEqual(joinLanes(a, b));
      expect(runSetSize(laneDifference(a, b))).toBe(x.filter((value, i) => value !== y[i]).length);
      expect(lanesEqual(a, b)).toBe(x.every((value, i) => value === y[i]));
    }),
  );
});

test('MK3 value 0 shows; else the low bit says', () => {
  fc.assert(
    fc.property(ordinalValues, (values) => {
      const hidden = hiddenOrdinals(laneOf(values));
      for (const [index, value] of values.entries()) {
        expect(runSetHas(hidden, index + 1)).toBe(value > 0 && value % 2 === 0);
      }
      expect(maxStamp(laneOf(values))).toBe(Math.floor(Math.max(...values) / 2));
    }),
  );
});

test('MK2 a lane restricted to a set keeps its values there and says nothing elsewhere', () => {
  fc.assert(
    fc.property(ordinalValues, fc.array(fc.integer({ min: 1, max: most })), (values, on) => {
      const restricted = restrictLane(laneOf(values), runSetOf(on));
      expect(valuesOf(restricted)).toEqual(values.map((v, i) => (on.includes(i + 1) ? v : 0)));
    }),
  );
});
