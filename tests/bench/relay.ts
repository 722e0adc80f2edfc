/**
 * This bench compares, on the same load, what it costs each server to pass on an update, how many
 * it can, and how long they take. Several rounds in turn, of which the median counts, as the
 * machine is never alone.
 */
import { startLoad, type LoadFigures } from './load.ts';
import { startServer, type Contestant } from './servers.ts';

export interface RelayFigures {
  /** CPU of the server's process, threads included, for each update delivered. */
  readonly cpuMicroseconds: number;
  /** Measured at a steady pace. */
  readonly deliveryP50Ms: number;
  readonly deliveryP99Ms: number;
  /** Null where nothing is promised. */
  readonly promiseP50Ms: number | null;
  readonly promiseP99Ms: number | null;
  /** Measured as fast as it goes. */
  readonly perSecond: number;
}

/** Two devices each: one writes, the other one listens. */
const documents = 200;
const perSecond = 4_000;
const inFlight = 2;
/**
 * The first round is twice as long, so that code is compiled; then each is long enough that what a
 * server does now and then, such as compacting every document, happens while it is counted.
 */
const times = { warmUpMs: 8_000, paceMs: 15_000, rushMs: 3_000 } as const;
const rounds = 3;

export async function relay(
  contestants: readonly Contestant[],
): Promise<ReadonlyMap<Contestant, RelayFigures>> {
  const measured = new Map<Contestant, RelayFigures[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const contestant of contestants) {
      const figures = measured.get(contestant) ?? [];
      measured.set(contestant, [...figures, await measure(contestant)]);
    }
  }
  return new Map([...measured].map(([contestant, figures]) => [contestant, medians(figures)]));
}

async function measure(contestant: Contestant): Promise<RelayFigures> {
  const server = await startServer(contestant);
  const load = startLoad();
  try {
    await load.connect(server.seats(documents, 2));
    await load.open(2 * perSecond, times.warmUpMs);
    const before = await server.gauge();
    const paced = whole(await load.open(perSecond, times.paceMs));
    const after = await server.gauge();
    const rushed = whole(await load.closed(inFlight, times.rushMs));
    return {
      cpuMicroseconds: ((after.cpuMs - before.cpuMs) * 1_000) / paced.delivered,
      deliveryP50Ms: paced.deliveryMs.p50,
      deliveryP99Ms: paced.deliveryMs.p99,
      promiseP50Ms: paced.promiseMs?.p50 ?? null,
      promiseP99Ms: paced.promiseMs?.p99 ?? null,
      perSecond: rushed.perSecond,
    };
  } finally {
    await load.end();
    await server.dispose();
  }
}

function whole(figures: LoadFigures): LoadFigures {
  const { sent, delivered, closings } = figures;
  if (delivered < sent || closings > 0) {
    throw new Error(`${delivered} of ${sent} updates delivered, ${closings} connections closed`);
  }
  return figures;
}

function medians(figures: readonly RelayFigures[]): RelayFigures {
  const median = (of: (one: RelayFigures) => number) =>
    figures.map(of).toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
  const promises = figures.every(({ promiseP50Ms }) => promiseP50Ms !== null);
  return {
    cpuMicroseconds: median((one) => one.cpuMicroseconds),
    deliveryP50Ms: median((one) => one.deliveryP50Ms),
    deliveryP99Ms: median((one) => one.deliveryP99Ms),
    promiseP50Ms: promises ? median((one) => one.promiseP50Ms ?? 0) : null,
    promiseP99Ms: promises ? median((one) => one.promiseP99Ms ?? 0) : null,
    perSecond: median((one) => one.perSecond),
  };
}
