/**
 * These are the servers under measurement, each a process of its own on a free port with a folder
 * that goes with it: ours as the program is shipped, the references as they come. All run on the
 * same Node and answer the same gauge.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../../scripts/processes.mjs';
import { addPeople, benchSecret } from './people.ts';
import type { Seat, WireName } from './wires.ts';

export interface Gauge {
  /** The time of the whole process, threads included. */
  readonly cpuMs: number;
  /** The time of the main thread that was not waiting. */
  readonly activeMs: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
}

export interface Contestant {
  readonly name: string;
  readonly wire: WireName;
  /** The program that is run, from the root of the project. */
  readonly program: string;
  environment?(folder: string): Readonly<Record<string, string>>;
}

const references = 'tests/bench/references';
const stock = `${references}/node_modules/y-websocket/bin/server.cjs`;

export const ours: Contestant = {
  name: 'ours, durable',
  wire: 'ours',
  program: 'sync-server/main.ts',
  environment: (folder) => ({
    DATA_DIR: folder,
    AUTH_SECRET: benchSecret,
    DEMO: '0',
    LOG_LEVEL: 'error',
    TRUST_PROXY: '1',
  }),
};
export const floor: Contestant = {
  name: 'relay only',
  wire: 'floor',
  program: 'tests/bench/floor.mjs',
};
export const stockInMemory: Contestant = {
  name: 'y-websocket 2, in memory',
  wire: 'stock',
  program: stock,
};

export const contestants: readonly Contestant[] = [
  ours,
  stockInMemory,
  {
    name: 'y-websocket 2, LevelDB',
    wire: 'stock',
    program: stock,
    environment: (folder) => ({ YPERSISTENCE: join(folder, 'documents') }),
  },
  {
    name: 'Hocuspocus 4, in memory',
    wire: 'hocuspocus',
    program: `${references}/hocuspocus.mjs`,
  },
  floor,
];

export interface RunningServer {
  readonly contestant: Contestant;
  readonly folder: string;
  readonly port: number;
  readonly pid: () => number | undefined;
  /** @param isExact after collecting garbage */
  gauge(isExact?: boolean): Promise<Gauge>;
  /** Places for devices, `each` at every document; ours needs people for them. */
  seats(documents: number, each: number, name?: string): readonly Seat[];
  /** Kills it without a word; what is on disk stays. */
  kill(): Promise<void>;
  /** Again on the same folder and port. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

const root = resolve(import.meta.dirname, '../..');
const gaugePath = join(import.meta.dirname, 'gauge.mjs');
const startMs = 20_000;

export async function startServer(contestant: Contestant): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'feed-bench-'));
  const port = await freePort();
  let child = await launch(contestant, folder, port);

  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };

  return {
    contestant,
    folder,
    port,
    pid: () => child.pid,
    async gauge(isExact = false) {
      const answer = once(child, 'message');
      child.send(isExact ? 'memory' : 'cost');
      const [gauge] = (await answer) as [Gauge];
      return gauge;
    },
    seats(documents, each, name = 'person') {
      const people =
        contestant.wire === 'ours' ? addPeople({ folder, port }, name, documents) : null;
      return Array.from({ length: documents * each }, (_, index) => {
        const at = index % documents;
        const cookie = people?.[at]?.cookie ?? '';
        return { port, wire: contestant.wire, document: `${name}-${at}`, cookie };
      });
    },
    kill,
    async restart() {
      child = await launch(contestant, folder, port);
    },
    async dispose() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function launch(
  { program, environment }: Contestant,
  folder: string,
  port: number,
): Promise<ChildProcess> {
  const child = fork(join(root, program), {
    cwd: root,
    execArgv: ['--expose-gc', '--import', gaugePath],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      PORT: String(port),
      HOST: '127.0.0.1',
      ...environment?.(folder),
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let words = '';
  await new Promise<void>((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`${program} says nothing\n${words}`)), startMs);
    const hear = (data: unknown) => {
      words += String(data);
      if (/listening|running at/.test(words)) done();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => fail(new Error(`${program} ended with ${code}\n${words}`)));
    child.once('close', () => clearTimeout(timer));
  });
  // What it goes on to say is nobody's business, and must not fill a pipe.
  child.stdout?.removeAllListeners('data').resume();
  child.stderr?.removeAllListeners('data').resume();
  return child;
}
