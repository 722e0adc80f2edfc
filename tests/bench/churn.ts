/**
 * This bench lets ten thousand people come, mark something and leave, over ten minutes, each on a
 * document of their own: what the server holds must not grow. Garbage is collected before each
 * look.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Device } from './device.ts';
import type { Section } from './report.ts';
import { ours, startServer, type Gauge } from './servers.ts';
import type { Seat } from './wires.ts';

const people = 10_000;
const lastsMs = 10 * 60_000;
const looksEveryMs = 30_000;
const marksEach = 3;
/** The first looks see caches, pools and compiled code fill. */
const settledAfter = 4;
/** Memory may grow by this share between the middle of what is left and its end. */
const growthMost = 0.1;
const growthBytesMost = 8 * 1_024 * 1_024;

interface Look extends Gauge {
  readonly minute: number;
  readonly gone: number;
}

export async function churn(): Promise<Section> {
  const server = await startServer(ours);
  try {
    const seats = server.seats(people, 1);
    const from = performance.now();
    const looks: Look[] = [];
    let gone = 0;
    const faults: string[] = [];
    const look = async () => {
      const minute = (performance.now() - from) / 60_000;
      looks.push({ minute, gone, ...(await server.gauge(true)) });
    };
    const visits = seats.map(async (seat, index) => {
      await sleep((index / people) * lastsMs);
      await visit(index + 1, seat).catch((error: unknown) => faults.push(String(error)));
      gone += 1;
    });
    while (performance.now() - from < lastsMs) {
      await sleep(looksEveryMs);
      await look();
    }
    await Promise.all(visits);
    await look();
    return section(looks, faults);
  } finally {
    await server.dispose();
  }
}

async function visit(client: number, seat: Seat): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const device = new Device(client, seat, {
    received: () => undefined,
    promised: (_device, clock) => {
      if (clock === marksEach) resolve();
    },
    closed: () => reject(new Error('closed')),
  });
  promise.catch(() => undefined);
  await device.ready;
  for (let index = 0; index < marksEach; index += 1) device.write();
  await promise;
  device.close();
}

const mebibytes = (bytes: number) => (bytes / 1_024 ** 2).toFixed(1);
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function section(looks: readonly Look[], faults: readonly string[]): Section {
  const settled = looks.slice(settledAfter);
  const half = Math.floor(settled.length / 2);
  const grown = (of: (look: Look) => number) => {
    const [before, after] = [settled.slice(0, half), settled.slice(half)].map((some) =>
      mean(some.map(of)),
    );
    return { before: before ?? 0, after: after ?? 0 };
  };
  const bound = (name: string, { before, after }: ReturnType<typeof grown>) => ({
    words: `${name}: ${mebibytes(before)} MiB, later ${mebibytes(after)} MiB (within ${growthMost * 100} % or ${mebibytes(growthBytesMost)} MiB)`,
    isKept: after - before <= Math.max(before * growthMost, growthBytesMost),
  });
  return {
    title: 'Ten minutes of coming and going',
    about: `${people} people connect, mark and leave, one after the other.`,
    table: {
      head: ['minute', 'have left', 'heap, MiB', 'process, MiB'],
      rows: looks.map(({ minute, gone, heapBytes, rssBytes }) => [
        minute.toFixed(1),
        String(gone),
        mebibytes(heapBytes),
        mebibytes(rssBytes),
      ]),
    },
    bounds: [
      bound(
        'the heap stays as it is',
        grown(({ heapBytes }) => heapBytes),
      ),
      bound(
        'the process stays as it is',
        grown(({ rssBytes }) => rssBytes),
      ),
      {
        words: `${faults.length} visits failed (none) ${faults[0] ?? ''}`.trim(),
        isKept: faults.length === 0,
      },
    ],
    plot: null,
  };
}
