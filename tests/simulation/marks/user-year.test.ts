/**
 * This file weighs one person's marks: sizes, so they hold on any machine. `npm run bench -- marks`
 * lives the whole year.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { createRandom } from '#shared/base/random.ts';
import { minute } from '#shared/base/time.ts';
import { writeExcess } from '#shared/marks/doc.ts';
import { emptyLane, writeLane, type Lane } from '#shared/marks/lane.ts';
import { emptyMarks } from '#shared/marks/marks.ts';
import { documentBytes } from '#shared/marks/limits.ts';
import type { SqliteDatabase } from '../../../sync-server/storage/sql/sqlite-database.ts';
import { openMarksDatabase } from './marks-rows.ts';
import { liveYear, usualHabits } from './user-year.ts';

let database: SqliteDatabase;
beforeAll(async () => {
  database = await openMarksDatabase();
});
afterAll(() => database.close());

const device = '01934f6e-0000-7000-8000-000000000000';
const sizeOf = (doc: Y.Doc) => Y.encodeStateAsUpdate(doc).length;
/** A lane a device has said so far, again and again, as acts come. */
function say(doc: Y.Doc, read: Lane): void {
  writeExcess(doc, device, { ...emptyMarks, read });
}

test('MK16 the end of a year of use is at most 64 KB, and so is every moment of it', async () => {
  const habits = { ...usualHabits, daysOffline: 351, days: 14 };
  const { told, acts, most, renewals } = await liveYear(habits, 7, database);
  expect(told).toBe(365 * 40);
  expect(acts).toBeGreaterThan(10_000);
  expect(renewals).toBeGreaterThan(0);
  expect(most.bytes).toBeLessThanOrEqual(64 * 1_024);
  expect(most.vectorBytes).toBeLessThanOrEqual(4 * 1_024);
});

test('MK12 2,000 read one by one in a week weigh 16 KB until all are marked, then 2 KB', () => {
  const random = createRandom(7);
  const doc = new Y.Doc();
  let read = emptyLane;
  for (let index = 0; index < 2_000; index += 1) {
    const ordinal = 1 + random.int(100_000);
    read = writeLane(read, [[ordinal, ordinal]], 2 * (60_000_000_000 + 5 * minute * index));
    if (index % 20 === 0) say(doc, read);
  }
  say(doc, read);
  expect(sizeOf(doc)).toBeLessThan(16 * 1_024);
  say(doc, writeLane(read, [[1, 100_000]], 2 * 61_000_000_000));
  expect(sizeOf(doc)).toBeLessThan(2 * 1_024);
});

test('MK12 every other of 100,000, the worst there is, is a fifth of what a document may be', () => {
  const doc = new Y.Doc();
  const odd = Array.from({ length: 50_000 }, (_, index) => [2 * index + 1, 2 * index + 1] as const);
  say(doc, writeLane(emptyLane, odd, 2 * 60_000_000_000));
  expect(sizeOf(doc)).toBeLessThan(documentBytes / 5);
});
