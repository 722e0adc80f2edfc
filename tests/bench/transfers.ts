/**
 * This bench sends 200 MB of sound to the server and fetches it again, one file and three at once, while
 * two hundred devices write marks: what the server's memory grows by, and how much later marks are
 * promised than without.
 */
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { request } from 'node:http';
import { uuid7 } from '#shared/base/ids.ts';
import { soundRoute } from '#shared/protocol/routes.ts';
import {
  fileOf,
  tusClient,
  type SentFile,
  type TusClient,
} from '../protocol/support/tus-client.ts';
import { sendCommands } from '../support/server.ts';
import { wavOf } from '../support/audio-samples.ts';
import { startLoad, type Load } from './load.ts';
import { addPeople } from './people.ts';
import type { Bound, Section } from './report.ts';
import { ours, startServer, type RunningServer } from './servers.ts';

const megabyte = 1_000_000;
const bytesEach = 200 * megabyte;
const memoryMost = 80 * megabyte;
const promiseRatioMost = 2;
/** Below a few milliseconds a ratio tells of the clock, not of the server. */
const promiseFloorMs = 5;
const writesPerSecond = 400;
const quietSteps = 4;
const stepMs = 2_000;
const sampledEveryMs = 100;

interface Figures {
  readonly what: string;
  readonly seconds: number;
  readonly grownBytes: number;
  readonly p99: number;
}

export async function transfers(): Promise<Section> {
  const server = await startServer({
    ...ours,
    environment: (folder) => ({ ...ours.environment?.(folder), FILE_MB: '256' }),
  });
  const load = startLoad();
  try {
    const [sender] = addPeople(server, 'sender', 1);
    if (!sender) throw new Error('nobody sends');
    const url = `http://localhost:${server.port}`;
    const trackId = uuid7(Date.now());
    await sendCommands(url, sender, ['track.create.v1', { trackId, title: 'Night Bus' }]);
    await load.connect(server.seats(100, 2));
    const client = tusClient(url, sender);
    const sound = wavOf({ bits: 24, frames: Math.floor(bytesEach / 6) });
    const files = Array.from({ length: 4 }, (_, index) => {
      const other = Buffer.from(sound);
      other[other.length - 1] = index;
      return { bytes: other, file: fileOf(trackId, other, { name: `Take ${index}.wav` }) };
    });
    // Whoever sends and fetches is another machine: it must not take the cores of the server.
    setPriority(constants.priority.PRIORITY_LOW);
    const [first, ...three] = files;
    if (!first) throw new Error('there is nothing to send');
    const without = await worstOf(load, quietSteps);
    const fetchAll = (sent: readonly { readonly file: SentFile }[]) => () =>
      Promise.all(sent.map(({ file }) => fetched(url, sender.cookie, file)));
    const figures = [
      await during('one file, up', server, load, () => send(client, first)),
      await during('the same, down', server, load, fetchAll([first])),
      await during('three files at once, up', server, load, () =>
        Promise.all(three.map((each) => send(client, each))),
      ),
      await during('the same, down', server, load, fetchAll(three)),
    ];
    return sectionOf(without, figures);
  } finally {
    await load.end();
    await server.dispose();
  }
}

async function send(
  client: TusClient,
  { file, bytes }: { readonly file: SentFile; readonly bytes: Buffer },
): Promise<void> {
  await client.create(file);
  await client.patch(file.versionId, 0, bytes);
  for (;;) {
    const { said } = await client.state(file.versionId);
    if (said?.state === 'done') return;
    if (said?.state === 'failed') throw new Error(`${file.name}: ${said.reason}`);
    await new Promise((resolve) => setTimeout(resolve, sampledEveryMs));
  }
}

async function fetched(url: string, cookie: string, { versionId }: SentFile): Promise<void> {
  const sent = request(`${url}${soundRoute(versionId)}`, { headers: { cookie } }).end();
  const [response] = await once(sent, 'response');
  if (response.statusCode !== 200) throw new Error(`the sound was answered ${response.statusCode}`);
  response.resume();
  await once(response, 'end');
}

/** What goes on is compared with the worst of as many seconds in which nothing does. */
async function worstOf(load: Load, steps: number): Promise<number> {
  let p99 = 0;
  for (let step = 0; step < steps; step += 1) {
    const { promiseMs } = await load.open(writesPerSecond, stepMs);
    p99 = Math.max(p99, promiseMs?.p99 ?? 0);
  }
  return p99;
}

/** Writes marks until the work is done, and at least once. */
async function during(
  what: string,
  server: RunningServer,
  load: Load,
  work: () => Promise<unknown>,
): Promise<Figures> {
  const before = await server.gauge(true);
  const begun = performance.now();
  let mostBytes = before.rssBytes;
  const done = new AbortController();
  const watch = (async () => {
    while (!done.signal.aborted) {
      mostBytes = Math.max(mostBytes, (await server.gauge()).rssBytes);
      await new Promise((resolve) => setTimeout(resolve, sampledEveryMs));
    }
  })();
  let seconds = 0;
  const working = work().then(() => {
    seconds = (performance.now() - begun) / 1_000;
    done.abort();
  });
  let p99 = 0;
  do {
    const { promiseMs } = await load.open(writesPerSecond, stepMs);
    p99 = Math.max(p99, promiseMs?.p99 ?? 0);
  } while (!done.signal.aborted);
  await working;
  await watch;
  return { what, seconds, grownBytes: mostBytes - before.rssBytes, p99 };
}

function sectionOf(without: number, figures: readonly Figures[]): Section {
  const allowed = promiseRatioMost * Math.max(without, promiseFloorMs);
  const mb = (bytes: number) => `${Math.round(bytes / megabyte)} MB`;
  const bounds: readonly Bound[] = figures.flatMap(({ what, grownBytes, p99 }) => [
    {
      words: `${what}: the server grows by ${mb(grownBytes)} (at most ${mb(memoryMost)})`,
      isKept: grownBytes <= memoryMost,
    },
    {
      words:
        `${what}: marks are promised within ${p99.toFixed(1)} ms, ${without.toFixed(1)} ms else ` +
        `(99th; at most ${allowed.toFixed(1)})`,
      isKept: p99 <= allowed,
    },
  ]);
  return {
    title: 'Files of 200 MB',
    about:
      `Sent to the server and fetched again, while two hundred devices write ${writesPerSecond} marks a ` +
      'second. Marks are promised once they are on disk.',
    table: {
      head: ['what', 'seconds', 'memory', 'marks promised within, 99th'],
      rows: figures.map(({ what, seconds, grownBytes, p99 }) => [
        what,
        seconds.toFixed(1),
        `+${mb(grownBytes)}`,
        `${p99.toFixed(1)} ms`,
      ]),
    },
    bounds,
    plot: null,
  };
}
