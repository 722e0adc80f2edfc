/** This runs the operator's command line as a process of its own. */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { programEnvironment } from './program-environment.ts';

export interface AdminRun {
  /** Null where it was killed. */
  readonly code: number | null;
  readonly said: string;
  /** What of that is on standard error. */
  readonly errors: string;
}

interface AdminOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Killed before the nth thing it does to a disk. */
  readonly killAt?: number;
  /** No file may be longer than this: a disk that is full. */
  readonly fileBytesMost?: number;
}

const root = resolve(import.meta.dirname, '../..');
const killer = join(import.meta.dirname, 'kill-at.mjs');
/** The shell counts in these (POSIX). */
const blockBytes = 512;

export function runAdmin(
  dataDir: string,
  words: readonly string[],
  { environment = {}, killAt, fileBytesMost }: AdminOptions = {},
): Promise<AdminRun> {
  const program = [
    process.execPath,
    ...(killAt === undefined ? [] : ['--import', killer]),
    'sync-server/ops/admin.ts',
    ...words,
  ];
  const [command = '', ...args] =
    fileBytesMost === undefined
      ? program
      : ['sh', '-c', `ulimit -f ${fileBytesMost / blockBytes}; exec "$@"`, 'sh', ...program];
  const child = spawn(command, args, {
    cwd: root,
    env: {
      ...programEnvironment,
      DATA_DIR: dataDir,
      ...(killAt !== undefined && { KILL_AT: String(killAt) }),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [said, errors] = ['', ''];
  child.stdout.on('data', (data) => (said += String(data)));
  child.stderr.on('data', (data) => {
    said += String(data);
    errors += String(data);
  });
  return new Promise((done) => child.once('close', (code) => done({ code, said, errors })));
}
