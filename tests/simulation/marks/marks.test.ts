/**
 * This file tests marks under faults: the sessions, acts, rooms, compaction and storage of the
 * product, on devices and lines that a seed decides about. Kept seeds run first, then fresh
 * schedules; SEED replays them, RUNS makes more (`npm run simulate`). A folder of broken rules
 * proves that the invariants would notice.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SqliteDatabase } from '../../../sync-server/storage/sql/sqlite-database.ts';
import { openMarksDatabase } from './marks-rows.ts';
import { freshCounts, MarksSchedule } from './marks-schedule.ts';
import { shrunk } from './shrink.ts';
import { brokenMarksRules } from './broken.ts';
import { firstNoticed } from '../notice.ts';
import { keptSeeds } from './kept-seeds.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const runs = Number(process.env['RUNS'] ?? 300);

let database: SqliteDatabase;
beforeAll(async () => {
  database = await openMarksDatabase();
});
afterAll(() => database.close());

const fails = (error: unknown, run: number): Promise<never> =>
  shrunk({ seed: run }, error, (attempt) => MarksSchedule.run(attempt, database));

describe('marks of two people, one with three devices', () => {
  it.each(keptSeeds.marks)('hold in a schedule that once failed: $name', async ({ seed: kept }) => {
    await MarksSchedule.run({ seed: kept }, database).catch((error: unknown) => fails(error, kept));
  });

  it(
    `MK2 MK5 MK6 MK7 MK10 MK11 MK14 MK15 SY20 SY23 SY24 hold whatever fails (SEED=${seed} RUNS=${runs})`,
    async () => {
      const faults = freshCounts();
      for (let run = 0; run < runs; run += 1) {
        await MarksSchedule.run({ seed: seed + run, faults }, database).catch((error: unknown) =>
          fails(error, seed + run),
        );
      }
      const lines = [...faults].map(([fault, times]) => `  ${fault}: ${times}`);
      process.stdout.write(`marks simulation SEED=${seed} RUNS=${runs}\n${lines.join('\n')}\n`);
      // A few schedules, run again to look at them, need not meet every fault.
      if (runs < 300) return;
      for (const [fault, times] of faults) expect(times, fault).toBeGreaterThan(0);
    },
    15 * 60_000 + 1_000 * runs,
  );

  it('MK17 MK18 hold where a server of before took what was said of any time', async () => {
    for (let run = 0; run < runs / 5; run += 1) {
      const asked = { seed: seed + run, newServerAt: 100 };
      await MarksSchedule.run(asked, database).catch((error: unknown) => {
        throw new Error(`SEED=${seed + run}`, { cause: error });
      });
    }
  });

  it.each(brokenMarksRules)('notice where this rule is broken: $rule', async ({ breaks }) => {
    const noticed = await firstNoticed((run) =>
      MarksSchedule.run({ seed: seed + run, breaks }, database),
    );
    expect(noticed, `no invariant notices, SEED=${seed}`).not.toBeNull();
  });
});
