import fc from 'fast-check';
import { expect, test } from 'vitest';
import { day, hour, minute } from './time.ts';
import { waitAsked } from './wait-asked.ts';

const now = Date.UTC(2026, 10, 29, 12);
const asked = (text: string | null) => waitAsked(text, { now, mostMs: hour });

test.each([
  ['seconds', '120', 2 * minute],
  ['none', '0', 0],
  ['spaces around', ' 3 ', 3_000],
  ['a date', 'Sun, 29 Nov 2026 12:05:00 GMT', 5 * minute],
  ['a date of RFC 850', 'Sunday, 29-Nov-26 12:05:00 GMT', 5 * minute],
  ['a date of asctime', 'Sun Nov 29 12:05:00 2026', 5 * minute],
  ['a date that has passed', 'Sun, 29 Nov 2026 11:00:00 GMT', 0],
])('SY27 takes %s', (_, text, ms) => {
  expect(asked(text)).toBe(ms);
});

test.each([
  ['a month', '2592000'],
  ['more than any number', '9'.repeat(400)],
  ['a date in a month', new Date(now + 30 * day).toUTCString()],
  ['a date in a hundred years', 'Fri, 29 Nov 2126 12:00:00 GMT'],
])('SY27 waits for %s no longer than is said here', (_, text) => {
  expect(asked(text)).toBe(hour);
});

test.each([
  null,
  '',
  'soon',
  '-5',
  '1.5',
  '1e9',
  '0x10',
  '5.5.2027',
  '2027-01-01',
  'Sunday',
  'NaN',
])('SY27 %j asks for nothing', (text) => {
  expect(asked(text)).toBeNull();
});

test('SY27 whatever is said, the wait is none or within its bounds', () => {
  const text = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.bigInt().map(String),
    fc.date().map((date) => date.toUTCString()),
  );
  fc.assert(
    fc.property(text, fc.nat(), (said, mostMs) => {
      const ms = waitAsked(said, { now, mostMs });
      expect(ms === null || (ms >= 0 && ms <= mostMs)).toBe(true);
    }),
  );
});
