import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RelayPace, type Relayed } from './relay-pace.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const unused = () => undefined;
const relayed = (seq: number): Relayed => ({
  seq,
  frame: Buffer.from([seq]),
  sender: { acknowledge: unused, failed: unused },
});

function paced(everyMs: number) {
  const passedOn: (readonly number[])[] = [];
  const pace = new RelayPace((updates) => passedOn.push(updates.map(({ seq }) => seq)), everyMs);
  return { pace, passedOn };
}

test('SY27 the first update after a rest goes at once, those of a burst together and in order', () => {
  const { pace, passedOn } = paced(100);
  pace.add([relayed(1)]);
  expect(passedOn).toEqual([[1]]);
  pace.add([relayed(2)]);
  vi.advanceTimersByTime(99);
  pace.add([relayed(3), relayed(4)]);
  expect(passedOn).toEqual([[1]]);
  vi.advanceTimersByTime(1);
  expect(passedOn).toEqual([[1], [2, 3, 4]]);
  pace.add([relayed(5)]);
  vi.advanceTimersByTime(100);
  expect(passedOn.at(-1)).toEqual([5]);
  vi.advanceTimersByTime(100);
  expect(vi.getTimerCount()).toBe(0);
  pace.add([relayed(6)]);
  expect(passedOn.at(-1)).toEqual([6]);
});

test('SY27 what is held goes at once when the server stops, and nothing is held where nothing shall be', () => {
  const { pace, passedOn } = paced(100);
  pace.add([relayed(1)]);
  pace.add([relayed(2)]);
  pace.flush();
  expect(passedOn).toEqual([[1], [2]]);
  const eager = paced(0);
  for (const seq of [1, 2]) eager.pace.add([relayed(seq)]);
  expect(eager.passedOn).toEqual([[1], [2]]);
});
