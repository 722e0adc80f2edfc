/** `npm run audit`, with npm's own client, against registries that tell, refuse and are not there. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { programEnvironment } from '../support/program-environment.ts';

const root = resolve(import.meta.dirname, '../..');
const { packages }: { packages: Record<string, { version: string }> } = JSON.parse(
  readFileSync(join(root, 'package-lock.json'), 'utf8'),
);

let registry: Server | undefined;
let cache: string;
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'feed-audit-'));
});
afterEach(async () => {
  await rm(cache, { recursive: true, force: true });
  registry?.closeAllConnections();
  registry?.close();
  registry = undefined;
});

/** @param holes by package, their severity; null where this registry tells nothing of the kind */
async function listen(holes: Readonly<Record<string, string>> | null): Promise<string> {
  registry = createServer((request, response) => {
    request.resume();
    const name = decodeURIComponent(request.url?.slice(1) ?? '');
    const version = packages[`node_modules/${name}`]?.version;
    response.setHeader('content-type', 'application/json');
    if (request.method === 'POST' && holes !== null) {
      response.end(JSON.stringify(Object.fromEntries(Object.entries(holes).map(advisory))));
    } else if (request.method === 'GET' && version !== undefined) {
      response.end(JSON.stringify({ name, versions: { [version]: { name, version } } }));
    } else response.writeHead(405, { allow: 'GET' }).end();
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  return `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
}

const advisory = ([name, severity]: readonly [string, string], index: number) => [
  name,
  [{ id: index + 1, url: '', title: `A hole in ${name}`, severity, vulnerable_versions: '*' }],
];

const audit = (address: string) =>
  new Promise<{ code: number; said: string }>((done) => {
    const env = { ...programEnvironment, npm_config_registry: address, npm_config_cache: cache };
    execFile(process.execPath, ['scripts/audit.mjs'], { cwd: root, env }, (error, out, err) => {
      done({ code: error ? 1 : 0, said: out + err });
    });
  });

test('a registry that does not tell, or is not there, is no fault, and that is said', async () => {
  const address = await listen(null);
  const unknown = { code: 0, said: expect.stringContaining('could not be had') };
  expect(await audit(address)).toEqual(unknown);
  registry?.closeAllConnections();
  await new Promise((done) => registry?.close(done));
  expect(await audit(address)).toEqual(unknown);
});

test('where nothing is known, that is said', async () => {
  const { code, said } = await audit(await listen({}));
  expect(code).toBe(0);
  expect(said).toContain('No hole of high or critical severity is known of');
});

test.each([
  ['on the server', 'ws'],
  ['in the app', 'svelte'],
])('a hole of high severity %s fails it', async (_, name) => {
  const { code, said } = await audit(await listen({ [name]: 'high' }));
  expect(code).toBe(1);
  expect(said).toContain(`${name} (high): A hole in ${name}`);
});

test('what is less than high, or only builds and tests, is told and does not fail it', async () => {
  const { code, said } = await audit(await listen({ ws: 'moderate', eslint: 'critical' }));
  expect(code).toBe(0);
  expect(said).toContain('ws (moderate): A hole in ws');
  expect(said).toContain('eslint (critical): A hole in eslint');
});
