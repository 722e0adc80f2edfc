/**
 * This file tests the built app as the server hands it out: caching, what a page may do, what is
 * old.
 */
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestServer, type TestServer } from '../support/server.ts';

const build = resolve(import.meta.dirname, '../../build');
const chunks = '_app/immutable/chunks';
let workingDir: string;
let server: TestServer;
let chunk: string;

beforeAll(async () => {
  workingDir = await mkdtemp(join(tmpdir(), 'feed-working-'));
  await symlink(build, join(workingDir, 'build'));
  await mkdir(join(workingDir, 'build-before', chunks), { recursive: true });
  await writeFile(join(workingDir, 'build-before', chunks, 'of-old.js'), 'export {};\n');
  await writeFile(join(workingDir, 'build-before', 'secret.txt'), 'not an app');
  const name = (await readdir(join(build, chunks))).find((file) => file.endsWith('.js'));
  chunk = `/${chunks}/${name}`;
  server = await createTestServer({ workingDir });
  await server.start();
});
afterAll(async () => {
  await server.dispose();
  await rm(workingDir, { recursive: true });
});

const get = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${server.url}${path}`, { headers });

describe('what may be kept', () => {
  it('IN1 keeps hashed files for ever', async () => {
    const response = await get(chunk);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
  });

  it.each([
    ['/', 'text/html'],
    ['/activity', 'text/html'],
    ['/200.html', 'text/html'],
    ['/service-worker.js', 'text/javascript'],
    ['/manifest.webmanifest', 'application/manifest+json'],
    ['/_app/version.json', 'application/json'],
  ])('IN1 has %s asked for again, and sends it only where it has changed', async (path, type) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('content-type')).toContain(type);
    const known = response.headers.get('etag') ?? '';
    const again = await get(path, { 'if-none-match': known });
    expect(again.status).toBe(304);
    expect(again.headers.get('cache-control')).toBe('no-cache');
  });

  it('IN2 has the parts of the build before, and nothing else of it', async () => {
    const old = await get(`/${chunks}/of-old.js`);
    expect(old.status).toBe(200);
    expect(old.headers.get('cache-control')).toContain('immutable');
    expect((await get('/secret.txt')).status).toBe(404);
  });

  it('IN1 answers a part of no build with 404, never with the page, and nobody keeps that', async () => {
    const response = await get(`/${chunks}/of-nobody.js`, { accept: 'text/html,*/*' });
    expect(response.status).toBe(404);
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });
});

describe('how it is sent', () => {
  it.each(['/', '/service-worker.js', '/_app/version.json', 'a chunk'])(
    'has %s compressed already, as the browser likes it',
    async (path) => {
      const from = path === 'a chunk' ? chunk : path;
      for (const [accepted, encoding] of [
        ['gzip, deflate, br', 'br'],
        ['gzip', 'gzip'],
        ['identity', null],
      ] as const) {
        const response = await get(from, { 'accept-encoding': accepted });
        expect(response.headers.get('content-encoding')).toBe(encoding);
        if (encoding) expect(response.headers.get('vary')).toMatch(/accept-encoding/i);
        expect(await response.text()).toBe(await (await get(from)).text());
      }
    },
  );
});

describe('what a page may do', () => {
  it.each(['/', '/service-worker.js', 'a chunk', '/nothing.png'])(
    'IN3 sends the same rules with %s',
    async (path) => {
      const { headers } = await get(path === 'a chunk' ? chunk : path);
      expect(headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('permissions-policy')).toContain('camera=()');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    },
  );

  it('IN3 has a policy in the page that lets no script in but its own', async () => {
    const page = await (await get('/')).text();
    const policy = /http-equiv="content-security-policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
    const rules = new Map(
      policy.split('; ').map((rule) => {
        const [name = '', ...sources] = rule.split(' ');
        return [name, sources] as const;
      }),
    );
    expect(rules.get('default-src')).toEqual(["'self'"]);
    expect(rules.get('script-src')).toEqual(["'self'", expect.stringMatching(/^'sha256-.+'$/)]);
    expect(rules.get('style-src')).toEqual(["'self'"]);
    expect(rules.get('connect-src')).toEqual(["'self'"]);
    for (const name of ['object-src', 'base-uri']) expect(rules.get(name)).toEqual(["'none'"]);
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|https?:/);
  });
});
