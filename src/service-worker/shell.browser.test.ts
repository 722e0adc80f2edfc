/** This file tests the shell on a real cache; data addresses and this page are the network. */
import { afterEach, expect, test, vi } from 'vitest';
import { createShell, type ShellFile } from './shell.ts';

const base = 'https://feed.example/service-worker.js';
const all: Readonly<Record<string, string>> = {
  '/200.html': 'page 1',
  '/_app/immutable/start.abc.js': 'start',
};
const digestOf = async (content: string) => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(content));
  return new Uint8Array(digest).toBase64({ alphabet: 'base64url' }).slice(0, 16);
};
/** What a build says of these. */
const listOf = (pages: Readonly<Record<string, string>>): Promise<readonly ShellFile[]> =>
  Promise.all(
    Object.entries(pages).map(async ([path, content]) => ({
      url: path.slice(1),
      bytes: content.length,
      digest: await digestOf(content),
    })),
  );
const files = await listOf(all);
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
  await expect(shellOf(files).fill()).rejects.toThrow('is not what the build says');
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
  const [page] = await listOf({ '/200.html': 'page 2' });
  const next = shellOf(page ? [page] : []);
  await next.fill();
  expect(await textOf(before.answer(ask('/', 'navigate')))).toBe('page 1');
  expect(await textOf(next.answer(ask('/', 'navigate')))).toBe('page 2');
  await next.tidy();
  const kept = await (await caches.open('shell')).keys();
  expect(kept.map(({ url }) => url)).toEqual([`https://feed.example/200.html?is=${page?.digest}`]);
});

test('a file the browser has dropped comes from the network, and is kept again', async () => {
  const network = serve(all);
  const shell = shellOf(files);
  expect(await textOf(shell.answer(ask('/_app/immutable/start.abc.js')))).toBe('start');
  network.mockRejectedValue(new TypeError('no network'));
  expect(await textOf(shell.answer(ask('/_app/immutable/start.abc.js')))).toBe('start');
});

const hotel = '<h1>Welcome to the hotel</h1>';

test('WK8 what a network answers in place of a file is neither kept nor answered with', async () => {
  for (const other of [hotel, 'pagE 1', 'page', '']) {
    serve({ ...all, '/200.html': other });
    const shell = shellOf(files);
    await expect(shell.fill()).rejects.toThrow('is not what the build says');
    const kept = await (await caches.open('shell')).keys();
    expect(kept.map(({ url }) => new URL(url).pathname)).toEqual(['/_app/immutable/start.abc.js']);
  }
  serve({ '/_app/immutable/start.abc.js': hotel });
  await caches.delete('shell');
  await expect(shellOf(files).answer(ask('/_app/immutable/start.abc.js'))).rejects.toThrow(
    'is not what the build says',
  );
});

test('WK8 an answer that never ends is not read to its end', async () => {
  let given = 0;
  const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    given += 1;
    controller.enqueue(new Uint8Array(1_000));
  };
  vi.spyOn(globalThis, 'fetch').mockImplementation(() =>
    Promise.resolve(new Response(new ReadableStream({ pull }))),
  );
  await expect(shellOf(files).fill()).rejects.toThrow('is not what the build says');
  expect(given).toBeLessThan(20);
});

test('WK8 what came by way of another address is kept as if it had not', async () => {
  const network = serve(all);
  network.mockImplementation((asked) => {
    const answer = new Response(all[pathOf(asked)]);
    Object.defineProperties(answer, { redirected: { value: true }, url: { value: 'https://x/' } });
    return Promise.resolve(answer);
  });
  await shellOf(files).fill();
  const kept = await shellOf(files).answer(ask('/', 'navigate'));
  expect([kept?.redirected, await kept?.text()]).toEqual([false, 'page 1']);
});

test('WK8 what the browser itself remembers wrongly is asked for past it', async () => {
  serve(all).mockImplementation((asked, init) =>
    Promise.resolve(new Response(init?.cache === 'reload' ? all[pathOf(asked)] : hotel)),
  );
  const shell = shellOf(files);
  await shell.fill();
  expect(await textOf(shell.answer(ask('/', 'navigate')))).toBe('page 1');
});

test('WK8 what is held and is wrong is brought anew when it is looked at', async () => {
  const network = serve(all);
  const shell = shellOf(files);
  await shell.fill();
  const cache = await caches.open('shell');
  const [key] = await cache.keys();
  if (!key) throw new Error('nothing is held');
  await cache.put(key, new Response(hotel));
  network.mockClear();
  await shell.fill();
  expect(network.mock.calls.map(([asked]) => pathOf(asked))).toEqual([new URL(key.url).pathname]);
  expect(await textOf(shell.answer(ask('/', 'navigate')))).toBe('page 1');
});

test('WK8 a navigation shows what the network has to say where the page is lost', async () => {
  serve({ '/': hotel, '/200.html': hotel });
  expect(await textOf(shellOf(files).answer(ask('/', 'navigate')))).toBe(hotel);
});
