/**
 * This file tests commands under faults: the real sender and overlay on simulated devices, the real
 * service on a real database. Fresh schedules each run; SEED replays them, RUNS makes more (`npm
 * run simulate`). A kept set of broken rules proves that the invariants would notice.
 */
import { describe, expect, it } from 'vitest';
import { commandFaults, type FaultCounts } from './command-faults.ts';
import { CommandSchedule } from './command-schedule.ts';
import { brokenCommandRules } from './broken.ts';
import { firstNoticed } from '../notice.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const runs = Number(process.env['RUNS'] ?? 300);
describe('commands of three people with two devices each', () => {
  it(
    `CM1 CM2 CM3 CM4 CM11 CM13 CM14 take effect at most once, in order, with a known fate (SEED=${seed} RUNS=${runs})`,
    async () => {
      const faults: FaultCounts = new Map(commandFaults.map((fault) => [fault, 0]));
      for (let run = 0; run < runs; run += 1) {
        await CommandSchedule.run(seed + run, faults, null).catch((error: unknown) => {
          throw new Error(`SEED=${seed + run} RUNS=1 fails`, { cause: error });
        });
      }
      const lines = [...faults].map(([fault, times]) => `  ${fault}: ${times}`);
      process.stdout.write(`command simulation SEED=${seed} RUNS=${runs}\n${lines.join('\n')}\n`);
      for (const [fault, times] of faults) expect(times, fault).toBeGreaterThan(0);
    },
    15 * 60_000 + 1_000 * runs,
  );

  it.each(brokenCommandRules)('notice where this rule is broken: %s', async (rule) => {
    const noticed = await firstNoticed((run) => CommandSchedule.run(seed + run, new Map(), rule));
    expect(noticed, `no invariant notices, SEED=${seed}`).not.toBeNull();
  });
});
