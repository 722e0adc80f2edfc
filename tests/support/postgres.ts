/**
 * A real PostgreSQL for tests: the binaries that npm brought, a cluster in a folder of its own, on a free
 * port of this machine, ended with the process that started it. What it stores is synced as on any
 * server, so that what a test sees of speed and crashes is true.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import * as v from 'valibot';
import { freePort } from '../../scripts/processes.mjs';
import { findPostgres } from '../../scripts/postgres.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    readonly postgres: {
      /** Its address, with a database that is always there. */
      readonly server: string;
      /** The name of a database with all tables and no row. */
      readonly template: string;
    };
  }
}

export interface Postgres {
  /** Of a database that is always there. */
  readonly url: string;
  /** Ends it as a failing machine would. */
  crash(): Promise<void>;
  /** Starts it again on what it has stored, where it was. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

/** PostgreSQL runs for nobody who may do everything; this user is there on every Linux. */
const nobody = 65_534;
const asUser = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/** Whether this run of the tests is about PostgreSQL. */
export const isOnPostgres = process.env['TEST_ENGINE'] === 'postgres';

/** @param options settings of the server, such as `fsync=off` */
export async function startPostgres(options: readonly string[] = []): Promise<Postgres> {
  const native = findPostgres();
  if (native === null) throw new Error('npm has no PostgreSQL for this machine.');
  const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
  await chmod(folder, 0o755);
  const copy = join(folder, 'native');
  await copyWithLinks(native, copy);
  const data = join(folder, 'data');
  await mkdir(data, { mode: 0o700 });
  if (asUser.uid !== undefined) await chown(data, nobody, nobody);
  const init = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C'];
  await promisify(execFile)(join(copy, 'bin', 'initdb'), [...init, '--no-sync'], asUser);

  const program = join(copy, 'bin', 'postgres');
  let port = await freePort();
  const run = () =>
    serve(program, [
      ...['-D', data, '-p', String(port)],
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
      ...['-c', 'max_connections=200', '-c', 'log_min_messages=log', '-c', 'log_checkpoints=off'],
      ...options.flatMap((option) => ['-c', option]),
    ]);
  const runAnywhere = async () => {
    for (let tries = 3; ; tries -= 1) {
      try {
        return await run();
      } catch (error) {
        // Somebody else may have taken the port meanwhile.
        if (tries === 0) throw error;
        port = await freePort();
      }
    }
  };
  let server = await runAnywhere();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async crash() {
      await ended(server);
    },
    async restart() {
      server = await run();
    },
    async dispose() {
      await ended(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** npm packs no links: a list beside the files says which there were. */
async function copyWithLinks(native: string, copy: string): Promise<void> {
  await cp(native, copy, { recursive: true });
  const links: unknown = JSON.parse(await readFile(join(copy, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of v.parse(linksSchema, links)) {
    await symlink(relative(dirname(target), source), join(copy, '..', target));
  }
}
const linksSchema = v.array(v.object({ source: v.string(), target: v.string() }));

/** A shell that ends the server at once when nobody holds its input any more, however that came. */
const watched = '"$@" & server=$!; exec 2>&-; cat >/dev/null; kill -QUIT $server; wait $server';

async function serve(program: string, args: readonly string[]): Promise<ChildProcess> {
  const server = spawn('sh', ['-c', watched, 'sh', program, ...args], {
    ...asUser,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr.on('end', () => {
      server.stdin.end();
      reject(new Error(`PostgreSQL did not start: ${said}`));
    });
    server.stderr.on('data', (chunk: Buffer) => {
      said += String(chunk);
      if (said.includes('ready to accept connections')) resolve();
    });
  });
  return server;
}

async function ended(server: ChildProcess): Promise<void> {
  const exit = new Promise((resolve) => server.once('exit', resolve));
  server.stdin?.end();
  await exit;
}

/** @param template a database that nobody is connected to @returns the address of the new one */
export async function createDatabase(url: string, template = 'template1'): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name} template ${template}`);
  await client.end();
  const made = new URL(url);
  made.pathname = `/${name}`;
  return made.href;
}

/** In the PostgreSQL of this run of the tests. */
export async function newEmptyDatabase(): Promise<string> {
  // Tests of another runner start servers, too.
  const { inject } = await import('vitest');
  return await createDatabase(inject('postgres').server);
}
