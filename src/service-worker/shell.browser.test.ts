/** This file tests the shell on a real cache; data addresses and this page are the network. */
import { afterEach, expect, test, vi } from 'vitest';
import { createShell, type ShellFile } from './shell.ts';

const base = 'https://feed.example/service-worker.js';
const files: readonly ShellFile[] = [
  { url: '200.html', revision: 'r1' },
  { url: '_app/immutable/start.abc.js', revision: null },
];
const shellOf = (list: readonly ShellFile[]) =>
  createShell({ files: list, base, page: '/200.html' });

const pathOf = (asked: RequestInfo | URL): string =>
  new URL(asked instanceof Request ? asked.url : asked).pathname;

/** Lays down what the server has; what is asked for and is not there answers 404. */
function serve(pages: Readonly<Record<string, string>>) {
  return vi.spyOn(globalThis, 'fetch').mockImplementation((asked) => {
    const page = pages[pathOf(asked)];
    return Promise.resolve(
      new Response(page ?? 'none', { status: page === undefined ? 404 : 200 }),
    );
  });
}
const all = { '/200.html': 'page 1', '/_app/immutable/start.abc.js': 'start' };

/** A browser makes a request for a navigation itself; nobody else may. */
const ask = (path: string, mode: 'navigate' | 'cors' = 'cors', method = 'GET') =>
  Object.defineProperty(new Request(new URL(path, base), { method }), 'mode', { value: mode });
const textOf = async (answer: Promise<Response> | null) => (await answer)?.text();

afterEach(async () => {
  vi.restoreAllMocks();
  await caches.delete('shell');
});

test('WK6 everything is here before it is needed, and every path is the page', async () => {
  const network = serve(all);
  const shell = shellOf(files);
  await shell.fill();
  network.mockRejectedValue(new TypeError('no network'));
  expect(await textOf(shell.answer(ask('/track/7?from=push#comments', 'navigate')))).toBe('page 1');
  expect(await textOf(shell.answer(ask('/_app/immutable/start.abc.js')))).toBe('start');
});

test('WK6 nothing but the files of the build is answered', () => {
  const shell = shellOf(files);
  expect(shell.answer(ask('/api/health'))).toBeNull();
  expect(shell.answer(ask('/api/health', 'navigate'))).toBeNull();
  expect(shell.answer(ask('/missing.js', 'navigate'))).toBeNull();
  expect(shell.answer(ask('/_app/version.json'))).toBeNull();
  expect(shell.answer(ask('/200.html', 'cors', 'POST'))).toBeNull();
  expect(shell.answer(ask('https://other.example/200.html'))).toBeNull();
});

test('WK6 a build that cannot be had whole is not taken, and goes on where it stopped', async () => {
  const network = serve({ '/_app/immutable/start.abc.js': 'start' });
  await expect(shellOf(files).fill()).rejects.toThrow('404');
  network.mockClear();
  serve(all);
  await shellOf(files).fill();
  const asked = network.mock.calls.map(([address]) => pathOf(address));
  expect(asked).toEqual(['/200.html']);
});

test('WK6 the build before keeps its files until the next one takes over', async () => {
  serve(all);
  const before = shellOf(files);
  await before.fill();
  serve({ ...all, '/200.html': 'page 2' });
  const next = shellOf([{ url: '200.html', revision: 'r2' }]);
  await next.fill();
  expect(await textOf(before.answer(ask('/', 'navigate')))).toBe('page 1');
  expect(await textOf(next.answer(ask('/', 'navigate')))).toBe('page 2');
  await next.tidy();
  const kept = await (await caches.open('shell')).keys();
  expect(kept.map(({ url }) => url)).toEqual(['https://feed.example/200.html?revision=r2']);
});

test('a file the browser has dropped comes from the network', async () => {
  serve(all);
  expect(await textOf(shellOf(files).answer(ask('/_app/immutable/start.abc.js')))).toBe('start');
});
