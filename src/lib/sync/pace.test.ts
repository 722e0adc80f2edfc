import fc from 'fast-check';
import { expect, test } from 'vitest';
import { err, ok } from '#shared/base/result.ts';
import { minute, second } from '#shared/base/time.ts';
import { createMeter, firstPace, isLeast, paceAfter, patienceFor, type Pace } from './pace.ts';

const kib = 1_024;
const through = (pace: Pace, ms: number, bytes = pace.bytes) =>
  paceAfter(pace, { isThrough: true, ms, bytes });
const lost = (pace: Pace, ms: number) => paceAfter(pace, { isThrough: false, ms });

/**
 * Sends all of it over a line, as the loops do.
 * @returns how long it took, and how long what went through took at most, in ms; null where it never
 *   arrives
 */
function sendOver(
  line: { readonly bytesPerSecond: number; readonly firstByteMs: number; readonly cutMs: number },
  bytes: number,
  pieceBytes: number,
) {
  let pace: Pace = { ...firstPace, bytes: kib * kib };
  let [left, ms, longest] = [bytes, 0, 0];
  while (left > 0) {
    const most = Math.max(pieceBytes, Math.floor(pace.bytes / pieceBytes) * pieceBytes);
    const going = Math.min(left, most);
    const takes = line.firstByteMs + (going / line.bytesPerSecond) * second;
    const end = Math.min(patienceFor(pace, going), line.cutMs);
    if (takes < end) {
      left -= going;
      longest = Math.max(longest, takes);
      pace = through(pace, takes, going);
    } else pace = lost(pace, end);
    ms += Math.min(takes, end) + second;
    if (ms > 60 * minute) return null;
  }
  return { ms, longest };
}

test('SY28 what is lost after a time-out is made smaller and waited for longer, what is quick larger', () => {
  const slow = lost(firstPace, firstPace.patienceMs);
  expect(slow).toEqual({ ...firstPace, bytes: 8 * kib, patienceMs: 20 * second });
  expect(through(slow, second)).toEqual({ ...firstPace, bytes: 16 * kib });
  expect(through(firstPace, 4 * second)).toEqual(firstPace);
  expect(through({ ...firstPace, bytes: 64 * kib }, 7 * second).bytes).toBe(32 * kib);
});

test('SY28 a line that is not there, or carries little, teaches nothing of how much it carries', () => {
  expect(lost(firstPace, 20)).toBe(firstPace);
  expect(through(firstPace, 20, 200)).toEqual(firstPace);
});

test('SY28 a line that begins late gets no less at once than at first', () => {
  let pace: Pace = { ...firstPace, bytes: 64 * kib };
  for (let times = 0; times < 5; times += 1) pace = through(pace, 15 * second);
  expect(pace).toEqual({ ...firstPace, patienceMs: 30 * second });
});

test('SY28 what time-outs have made small grows back on a line that only begins late', () => {
  let pace = lost(lost(firstPace, firstPace.patienceMs), 20 * second);
  expect(pace.bytes).toBe(4 * kib);
  const late = { isThrough: true, ms: 12 * second, comingMs: 100 } as const;
  // What was not full says nothing of more.
  expect(paceAfter(pace, { ...late, bytes: kib }).bytes).toBe(4 * kib);
  for (const bytes of [8, 16, 16]) {
    pace = paceAfter(pace, { ...late, bytes: pace.bytes });
    expect(pace.bytes).toBe(bytes * kib);
  }
  // One that carries little all the time is left as it is.
  const slow = lost(firstPace, firstPace.patienceMs);
  expect(through(slow, 7 * second).bytes).toBe(8 * kib);
  // Something in between has not taken more.
  expect(paceAfter({ ...slow, bytesMost: 8 * kib }, { ...late, bytes: 8 * kib }).bytes).toBe(
    8 * kib,
  );
});

test('SY28 BT4 what something in between does not take is halved, down to one command, and stays so', () => {
  let pace = firstPace;
  const sizes: number[] = [];
  while (!isLeast(pace)) {
    pace = paceAfter(pace, { isThrough: false, ms: 20, isTooMuch: true });
    sizes.push(pace.bytes / kib);
    expect(through(pace, 20)).toEqual(pace);
  }
  expect(sizes).toEqual([8, 4, 2, 1, 0.5]);
});

test.each([
  ['8 KB/s', { bytesPerSecond: 8_000 }],
  ['2 KB/s', { bytesPerSecond: 2_000 }],
  ['10 KB/s, cut after 5 s', { bytesPerSecond: 10_000, cutMs: 5 * second }],
  ['2 KB/s, cut after 4 s', { bytesPerSecond: 2_000, cutMs: 4 * second }],
  ['first bytes after 15 s', { firstByteMs: 15 * second }],
])('SY28 40 comments go over a line of %s', (_, line) => {
  const usual = { bytesPerSecond: 1_000_000, firstByteMs: 100, cutMs: Infinity };
  expect(sendOver({ ...usual, ...line }, 40 * 4_200, 4_200)).not.toBeNull();
});

test('SY28 whatever the line, all of it arrives, and in pieces that take some seconds', () => {
  const line = fc.record({
    bytesPerSecond: fc.integer({ min: 1_500, max: 10_000_000 }),
    firstByteMs: fc.integer({ min: 0, max: 30 * second }),
    cutMs: fc.constant(Infinity),
  });
  fc.assert(
    fc.property(line, fc.integer({ min: 200, max: 60_000 }), (how, pieceBytes) => {
      const sent = sendOver(how, 600_000, pieceBytes);
      expect(sent).not.toBeNull();
      // The first that goes through may be one of a time when the line was better.
      const piece = (Math.max(pieceBytes, firstPace.bytes) / how.bytesPerSecond) * second;
      expect(sent?.longest).toBeLessThanOrEqual(
        Math.max(firstPace.patienceMs * 4, how.firstByteMs + 2 * piece),
      );
    }),
  );
});

test('SY28 what cannot be made smaller is waited for the longer, with a bound', () => {
  expect(patienceFor(firstPace, 100)).toBe(firstPace.patienceMs);
  expect(patienceFor(firstPace, 64 * kib)).toBe(40 * second);
  expect(patienceFor(firstPace, kib * kib)).toBe(10 * minute);
});

test('SY28 a meter learns from each request', async () => {
  let ms = 0;
  const meter = createMeter(() => ms);
  const ask = (takes: number, answer: 'comes' | 'fails') =>
    meter.carry(
      () => {
        ms += takes;
        return Promise.resolve(answer === 'comes' ? ok(20 * kib) : err('unreachable'));
      },
      (bytes) => bytes,
    );
  await ask(100, 'comes');
  expect(meter.pace().bytes).toBe(32 * kib);
  await ask(10 * second, 'fails');
  expect(meter.pace()).toEqual({ ...firstPace, patienceMs: 20 * second });
  await ask(10 * second, 'fails');
  expect(meter.pace().bytes).toBe(8 * kib);
  await meter.carry(
    (begun) => {
      ms += 12 * second;
      begun();
      ms += 100;
      return Promise.resolve(ok(8 * kib));
    },
    (bytes) => bytes,
  );
  expect(meter.pace().bytes).toBe(16 * kib);
});
