/**
 * This bench sets two thousand hostile clients beside two hundred honest ones: what the honest wait
 * for, without and with them, on the same server.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLoad } from './load.ts';
import type { Section } from './report.ts';
import { ours, startServer } from './servers.ts';

export interface CrowdRequest {
  readonly port: number;
  readonly clients: number;
  readonly cookies: readonly string[];
}

const honest = 200;
const hostile = 2_000;
const processes = 2;
const hostilePeople = 100;
const perSecond = 200;
const [gatherMs, forMs] = [5_000, 15_000];
const slowerMost = 2;

export async function crowd(): Promise<Section> {
  const server = await startServer(ours);
  const load = startLoad();
  const crowds = Array.from({ length: processes }, () =>
    fork(join(import.meta.dirname, 'crowd-process.ts')),
  );
  try {
    await load.connect(server.seats(honest / 2, 2));
    const cookies = server.seats(hostilePeople, 1, 'hostile').map(({ cookie }) => cookie);
    await load.open(perSecond, gatherMs);
    const start = await server.gauge();
    const alone = await load.open(perSecond, forMs);
    const middle = await server.gauge();
    for (const child of crowds) {
      const request: CrowdRequest = { port: server.port, clients: hostile / processes, cookies };
      child.send(request);
    }
    await sleep(gatherMs);
    const met = await server.gauge();
    const beset = await load.open(perSecond, forMs);
    const end = await server.gauge();
    const [without, beside] = [alone, beset].map(({ deliveryMs }) => deliveryMs.p99);
    const times = (beside ?? 0) / (without ?? 1);
    const isWhole = [alone, beset].every(({ sent, delivered }) => sent === delivered);
    return {
      title: 'A hostile crowd',
      about: `${hostile} hostile clients beside ${honest} honest ones, all kinds at once: nobody signed in, bad updates, poisoned clocks, orphans, awareness, deaf readers, silence, a byte now and then.`,
      table: {
        head: [
          'honest clients',
          'delivery p50, ms',
          'delivery p99, ms',
          'thrown out',
          'server, % of a core',
        ],
        rows: (
          [
            ['alone', alone, middle.cpuMs - start.cpuMs],
            ['beside the crowd', beset, end.cpuMs - met.cpuMs],
          ] as const
        ).map(([name, figures, cpuMs]) => [
          name,
          figures.deliveryMs.p50.toFixed(1),
          figures.deliveryMs.p99.toFixed(1),
          String(figures.closings),
          Math.round((cpuMs / forMs) * 100).toString(),
        ]),
      },
      bounds: [
        {
          words: `the honest wait ${times.toFixed(2)} times as long (99th; at most ${slowerMost})`,
          isKept: times <= slowerMost,
        },
        {
          words: 'nobody honest is thrown out, and nothing of theirs is lost',
          isKept: isWhole && alone.closings + beset.closings === 0,
        },
      ],
      plot: null,
    };
  } finally {
    for (const child of crowds) {
      child.send('end');
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    }
    await load.end();
    await server.dispose();
  }
}
