/**
 * This is a real sync server for a test: the program itself in a process of its own, on a free
 * port, with a data folder that goes with the test. It can be killed without a word and started
 * again on the same folder and port.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { promisify } from 'node:util';
import { join, resolve } from 'node:path';
import { freePort } from '../../scripts/processes.mjs';
import { isOnPostgres, newEmptyDatabase } from './postgres.ts';
import { programEnvironment } from './program-environment.ts';
import { uuid7 } from '#shared/base/ids.ts';

export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** Returns what it wrote to standard error: its log. */
  readonly log: () => string;
  readonly pid: () => number | undefined;
  /** Resolves when it says that it listens; rejects with its words when it ends before. */
  start(environment?: Readonly<Record<string, string>>): Promise<void>;
  /** Resolves with the exit code (null by signal) once the process is gone. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
  /** The operator's command line, beside the running server. Rejects where it fails. */
  admin(words: readonly string[], environment?: Readonly<Record<string, string>>): Promise<void>;
  dispose(): Promise<void>;
}

export interface TestPerson {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly cookie: string;
}

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
/** Ends, with its log, what waits for a server that never listens; a slow machine is only slow. */
const startMs = 120_000;

export interface TestServerOptions {
  /** The folder in which it looks for `build` and `build-before`. */
  readonly workingDir?: string;
  /** Below the repository's root; another one than the server itself is a server for a test. */
  readonly program?: string;
  /** Hears of each process that is started, which then can be sent messages. */
  readonly onStart?: (child: ChildProcess) => void;
}

export async function createTestServer({
  workingDir = root,
  program = 'sync-server/main.ts',
  onStart,
}: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'feed-server-'));
  const port = await freePort();
  const database = isOnPostgres ? { DATABASE_URL: await newEmptyDatabase() } : {};
  let child: ChildProcess | undefined;
  let log = '';

  const kill = async (signal: NodeJS.Signals) => {
    const running = child;
    if (!running || running.exitCode !== null || running.signalCode !== null) return null;
    const gone = new Promise<number | null>((done) => running.once('exit', (code) => done(code)));
    running.kill(signal);
    return gone;
  };

  return {
    url: `http://localhost:${port}`,
    port,
    dataDir,
    log: () => log,
    pid: () => child?.pid,
    async start(environment = {}) {
      const started = spawn(process.execPath, [join(root, program)], {
        cwd: workingDir,
        env: {
          ...programEnvironment,
          PORT: String(port),
          DATA_DIR: dataDir,
          DEMO: '0',
          ...database,
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'pipe', ...(onStart ? ['ipc' as const] : [])],
      });
      child = started;
      onStart?.(started);
      started.stderr?.on('data', (data) => (log += String(data)));
      await new Promise<void>((done, fail) => {
        const timer = setTimeout(() => fail(new Error(`did not listen in time\n${log}`)), startMs);
        started.stdout?.on('data', (data) => {
          if (String(data).includes('listening')) done();
        });
        started.once('exit', (code) => fail(new Error(`ended with ${code}\n${log}`)));
        started.once('close', () => clearTimeout(timer));
      });
    },
    kill,
    async admin(words, environment = {}) {
      const args = ['sync-server/ops/admin.ts', ...words];
      await run(process.execPath, args, {
        cwd: root,
        env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), ...database, ...environment },
      });
    },
    async dispose() {
      await kill('SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The cookies an answer sets, as the next request sends them. */
export const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

export async function signUpPerson(url: string, name: string): Promise<TestPerson> {
  const email = `${name.toLowerCase().replaceAll(/\W+/g, '.')}@studio.example`;
  const response = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ name, email, password: 'correct horse battery' }),
  });
  if (!response.ok) throw new Error(`sign-up answered ${response.status}`);
  const { user }: { user: { id: string } } = await response.json();
  return { userId: user.id, name, email, cookie: cookieOf(response) };
}

/** As a device of its own would send them; each is a name and its arguments. */
export async function sendCommands(
  url: string,
  { cookie }: Pick<TestPerson, 'cookie'>,
  ...commands: readonly (readonly [name: string, args: object])[]
): Promise<void> {
  const device = uuid7(Date.now());
  const body = commands.map(([name, args], at) => {
    return { id: uuid7(Date.now()), device, n: at + 1, name, args, at: Date.now() };
  });
  const response = await fetch(`${url}/api/commands`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ commands: body }),
  });
  if (!response.ok) throw new Error(`commands were answered ${response.status}`);
}
