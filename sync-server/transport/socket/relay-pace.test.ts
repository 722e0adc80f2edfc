import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRests, noRest, RelayPace, type Relayed, type Rest } from './relay-pace.ts';

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

function paced(rest: Rest) {
  const passedOn: (readonly number[])[] = [];
  const pace = new RelayPace((updates) => passedOn.push(updates.map(({ seq }) => seq)), rest);
  return { pace, passedOn };
}

test('SY27 the first update after a rest goes at once, those of a burst together and in order', () => {
  const { pace, passedOn } = paced(createRests(100));
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
  const { pace, passedOn } = paced(createRests(100));
  pace.add([relayed(1)]);
  pace.add([relayed(2)]);
  pace.flush();
  expect(passedOn).toEqual([[1], [2]]);
  const eager = paced(noRest);
  for (const seq of [1, 2]) eager.pace.add([relayed(seq)]);
  expect(eager.passedOn).toEqual([[1], [2]]);
});

test('SY27 rests that end near each other end together, each after its time, with one timer', () => {
  const rest = createRests(100);
  const ended: string[] = [];
  rest(() => ended.push('a'));
  vi.advanceTimersByTime(9);
  rest(() => ended.push('b'));
  vi.advanceTimersByTime(20);
  rest(() => ended.push('c'));
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(70);
  expect(ended).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(ended).toEqual(['a', 'b']);
  vi.advanceTimersByTime(29);
  expect(ended).toEqual(['a', 'b', 'c']);
  expect(vi.getTimerCount()).toBe(0);
});
