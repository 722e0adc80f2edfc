import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ofServer } from '../../../tests/support/of-server.ts';
import { createLoop } from '#shared/base/loop.ts';
import { day, minute } from '#shared/base/time.ts';
import { createApi, resultOf } from './api.ts';
import { createHttp, done, isObject, readBytes, readJson, type HttpDependencies } from './http.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const json = (body: unknown, init?: ResponseInit) => ofServer(JSON.stringify(body), init);

/** A client whose server answers like that; what it was asked is kept. */
function withServer(
  answer: (signal: AbortSignal) => Promise<Response>,
  dependencies: HttpDependencies = {},
) {
  const asked: { readonly url: string; readonly init: RequestInit }[] = [];
  const http = createHttp({
    ...dependencies,
    fetch: (url, init = {}) => {
      asked.push({ url: typeof url === 'string' ? url : '', init });
      return answer(init.signal ?? new AbortController().signal);
    },
  });
  return { http, asked };
}

/** As fetch does with a request that is given up. */
const whenGivenUp = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('given up', 'AbortError')));
  });

test('a request names the account it is for, and nobody keeps the answer', async () => {
  const { http, asked } = withServer(() => Promise.resolve(json({ a: 1 })), {
    account: () => 'ana',
  });
  const answer = await http.ask({ path: '/api', query: { b: '2' }, read: readJson(isObject) });
  expect(answer).toEqual({ ok: true, value: { a: 1 } });
  expect(asked[0]).toMatchObject({
    url: '/api?account=ana&b=2',
    init: { method: 'GET', cache: 'no-store' },
  });
});

test('what is sent is JSON, and an account that nobody has yet is not named', async () => {
  const { http, asked } = withServer(() => Promise.resolve(json({})));
  await http.ask({ path: '/api', json: { c: 3 }, keepalive: true, read: done });
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: '{"c":3}', keepalive: true };
  expect(asked[0]).toMatchObject({ url: '/api', init });
  expect(asked[0]?.init).not.toHaveProperty('cache');
});

test('BT1 what does not say that it is of the server is not, whatever it says', async () => {
  const heard: string[] = [];
  const answers: readonly (readonly [number, string, Record<string, string>])[] = [
    [200, '<html>', { 'content-type': 'text/html' }],
    [200, '{"a":1}', { 'content-type': 'application/json' }],
    [403, '{"code":"forbidden"}', { 'content-type': 'application/problem+json' }],
    [413, '', {}],
    [429, '', { 'retry-after': '2592000' }],
    [502, 'busy', {}],
  ];
  for (const [status, body, headers] of answers) {
    const { http } = withServer(() => Promise.resolve(new Response(body, { status, headers })), {
      onHeard: (who) => heard.push(who),
    });
    expect(await http.ask({ path: '/api', read: done })).toEqual({
      ok: false,
      error: { kind: 'foreign', status, wantsSignIn: false },
    });
  }
  expect(heard).toEqual(answers.map(() => 'foreign'));
});

test('BT1 a network that wants a sign-in is told from one that answers anything else', async () => {
  const heard: string[] = [];
  const redirected = new Response(null);
  Object.defineProperties(redirected, { type: { value: 'opaqueredirect' }, status: { value: 0 } });
  const answers = [redirected, ...[401, 407, 511].map((status) => new Response('', { status }))];
  for (const answer of answers) {
    const { http, asked } = withServer(() => Promise.resolve(answer), {
      onHeard: (who) => heard.push(who),
    });
    expect(await http.ask({ path: '/api', read: done })).toMatchObject({
      error: { kind: 'foreign', wantsSignIn: true },
    });
    expect(asked[0]?.init.redirect).toBe('manual');
  }
  expect(heard).toEqual(answers.map(() => 'network-sign-in'));
});

test('BT1 an answer of the server that was changed on its way is none of it', async () => {
  const { http } = withServer(() => Promise.resolve(json('welcome')));
  expect(await http.ask({ path: '/api', read: readJson(isObject) })).toMatchObject({
    error: { kind: 'foreign' },
  });
});

test('BT1 a media type is the same one with parameters', async () => {
  for (const type of ['application/octet-stream', 'Application/Octet-Stream; charset=binary']) {
    const headers = { 'content-type': type };
    const { http } = withServer(() => Promise.resolve(ofServer('ab', { headers })));
    const answer = await http.ask({ path: '/api', read: readBytes });
    expect(answer).toEqual({ ok: true, value: new Uint8Array([97, 98]) });
  }
});

test('no answer is none', async () => {
  const { http } = withServer(() => Promise.reject(new TypeError('no network')));
  const asked = await http.ask({ path: '/api', read: done });
  expect(asked).toEqual({ ok: false, error: { kind: 'unreachable' } });
});

test('a refusal says why, and when to ask again', async () => {
  const body = { code: 'too-many-requests', last: 7 };
  const { http } = withServer(() =>
    Promise.resolve(json(body, { status: 429, headers: { 'retry-after': '3' } })),
  );
  expect(await http.ask({ path: '/api', read: done })).toEqual({
    ok: false,
    error: {
      kind: 'refused',
      status: 429,
      code: 'too-many-requests',
      body,
      retryAfterMs: 3_000,
    },
  });
});

test('an answer without content is one, also where the browser gives it a body', async () => {
  const answer = ofServer(new Uint8Array(0));
  Object.defineProperty(answer, 'status', { value: 204 });
  const { http } = withServer(() => Promise.resolve(answer));
  expect(await http.ask({ path: '/api', read: done })).toEqual({ ok: true, value: true });
});

test('a refusal without content has no code', async () => {
  const { http } = withServer(() => Promise.resolve(ofServer('', { status: 408 })));
  expect(await http.ask({ path: '/api', read: done })).toMatchObject({
    error: { kind: 'refused', status: 408, code: '', body: null, retryAfterMs: null },
  });
});

test('what is not answered is given up, later where the server holds it', async () => {
  const { http } = withServer(whenGivenUp);
  const over: string[] = [];
  void http.ask({ path: '/a', read: done }).then(() => over.push('asked'));
  void http.ask({ path: '/b', heldMs: 25_000, read: done }).then(() => over.push('held'));
  await vi.advanceTimersByTimeAsync(9_999);
  expect(over).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(over).toEqual(['asked']);
  await vi.advanceTimersByTimeAsync(25_000);
  expect(over).toEqual(['asked', 'held']);
});

test('an answer takes as long as it needs while it comes on, and is given up when it stops', async () => {
  const parts = async (count: number) => {
    let body: ReadableStreamDefaultController<Uint8Array> | undefined;
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        body = controller;
      },
    });
    const { http } = withServer((signal) => {
      signal.addEventListener('abort', () => body?.error(new Error('given up')));
      return Promise.resolve(ofServer(stream));
    });
    const onBegun = vi.fn();
    const asked = http.ask({ path: '/api', read: readJson(isObject), onBegun });
    await vi.advanceTimersByTimeAsync(0);
    expect(onBegun).toHaveBeenCalledOnce();
    for (let part = 0; part < count; part += 1) {
      await vi.advanceTimersByTimeAsync(9_000);
      body?.enqueue(new TextEncoder().encode(part === 0 ? '{"a":1' : ' '));
    }
    return { asked, body };
  };
  const whole = await parts(4);
  whole.body?.enqueue(new TextEncoder().encode('}'));
  whole.body?.close();
  expect(await whole.asked).toEqual({ ok: true, value: { a: 1 } });
  const cut = await parts(4);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await cut.asked).toEqual({ ok: false, error: { kind: 'unreachable' } });
});

test('its owner, and whoever asked, can end a request', async () => {
  const owner = new AbortController();
  const asker = new AbortController();
  const { http } = withServer(whenGivenUp, { signal: owner.signal });
  const taken = http.ask({ path: '/a', signal: asker.signal, read: done });
  const other = http.ask({ path: '/b', read: done });
  asker.abort();
  expect((await taken).ok).toBe(false);
  owner.abort();
  expect((await other).ok).toBe(false);
});

test('tells who has answered, whatever it was', async () => {
  const heard: string[] = [];
  const answers = [
    () => Promise.resolve(json({})),
    () => Promise.resolve(ofServer('', { status: 500 })),
    () => Promise.resolve(new Response('', { status: 200 })),
    () => Promise.reject(new TypeError('no network')),
  ];
  const { http } = withServer(() => answers[heard.length]?.() ?? Promise.reject(new Error()), {
    onHeard: (who) => heard.push(who),
  });
  for (const _ of answers) await http.ask({ path: '/api', read: done });
  expect(heard).toEqual(['server', 'server', 'foreign', 'nobody']);
});

test.each([
  ['a month', '2592000'],
  ['more than any number', '9'.repeat(400)],
  ['a date in a month', new Date(Date.now() + 30 * day).toUTCString()],
])('SY27 who is asked to wait for %s asks again after five minutes', async (_, retryAfter) => {
  let answers = 0;
  const api = createApi({
    userId: 'ana',
    fetch: () => {
      answers += 1;
      const init = { status: 503, headers: { 'retry-after': retryAfter } };
      return Promise.resolve(json({}, init));
    },
  });
  const loop = createLoop({
    async work() {
      const answer = await api.pushKey();
      return answer.ok ? 'done' : resultOf(answer.error);
    },
    backoff: { baseMs: 1_000, capMs: 60_000 },
    report: () => undefined,
  });
  loop.poke();
  await loop.whenIdle();
  await vi.advanceTimersByTimeAsync(5 * minute - 1);
  expect(answers).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(answers).toBe(2);
  await loop.dispose();
});
