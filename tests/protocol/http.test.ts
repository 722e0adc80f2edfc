/** This file tests the HTTP interface of a real server: who may ask what, wrong input, waiting. */
import { once } from 'node:events';
import { request } from 'node:http';
import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { uuid7 } from '#shared/base/ids.ts';
import { day } from '#shared/base/time.ts';
import { encodeLane } from '#shared/marks/encoding.ts';
import { stampAt, toValue } from '#shared/marks/stamp.ts';
import type { ChangesAnswer } from '#shared/protocol/messages.ts';
import {
  cookieOf,
  createTestServer,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';

let server: TestServer;
let ana: TestPerson;
let ben: TestPerson;
const device = uuid7(1);
let n = 0;

beforeAll(async () => {
  server = await createTestServer();
  await server.start();
  ana = await signUpPerson(server.url, 'Ana Reyes');
  ben = await signUpPerson(server.url, 'Ben Okafor');
});
afterAll(() => server.dispose());

const get = (path: string, who?: TestPerson, init: RequestInit = {}) =>
  fetch(`${server.url}${path}`, {
    ...init,
    redirect: 'manual',
    headers: { ...(who && { cookie: who.cookie }), ...init.headers },
  });
const post = (path: string, body: unknown, who?: TestPerson, headers = {}) =>
  get(path, who, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const command = (name: string, args: object) => {
  n += 1;
  return { id: uuid7(Date.now()), device, n, name, args, at: Date.now() };
};
const send = async (who: TestPerson, name: string, args: object) => {
  const response = await post('/api/commands', { commands: [command(name, args)] }, who);
  expect(response.status).toBe(200);
  const { outcomes } = await response.json();
  return outcomes[0];
};

async function expectProblem(response: Response, status: number, code: string): Promise<void> {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toMatchObject({ status, code, type: 'about:blank' });
}

describe('BT1 every answer says that it is the server’s', () => {
  const json = { 'content-type': 'application/json' };
  const big = { method: 'POST', headers: json, body: 'x'.repeat(2_000_000) };
  it.each<readonly [string, RequestInit, number]>([
    ['/api/health', {}, 200],
    ['/api/changes', {}, 401],
    ['/api/nothing', {}, 404],
    ['/api/commands', big, 401],
    ['/api/auth/sign-in/email', { method: 'POST', body: '{}' }, 403],
    ['/api/auth/sign-in/email', { method: 'POST', headers: { origin: 'https://x.example' } }, 403],
    ['/api/files/1/sound', {}, 401],
    ['/api/uploads/1', { method: 'HEAD' }, 401],
    ['/api/through', {}, 303],
    ['/', {}, 200],
    ['/_app/nothing.js', {}, 404],
    ['/manifest.webmanifest', {}, 200],
  ])('%s', async (path, init, status) => {
    const answer = await get(path, undefined, init);
    expect([answer.status, answer.headers.get('answered-by')]).toEqual([
      status,
      'producer-dashboard',
    ]);
  });
});

it('AC10 a program signs in that has no cookie yet, and says of no page that it is one', async () => {
  const asked = { email: ana.email, password: 'correct horse battery' };
  // Node's fetch calls itself a page.
  const sent = request(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  }).end(JSON.stringify(asked));
  const [answer] = await once(sent, 'response');
  answer.resume();
  expect(answer.statusCode).toBe(200);
});

describe('who may ask', () => {
  it('needs no session for health, the description and the page', async () => {
    const health = await get('/api/health');
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: 'ok', storage: 'sqlite', protocol: 3 });
    const description = await (await get('/api/openapi.json')).json();
    expect(description.openapi).toBe('3.1.0');
    expect(Object.keys(description.paths)).toContain('/api/commands');
  });

  it.each([
    ['GET', '/api/changes?after=0'],
    ['POST', '/api/commands'],
    ['POST', '/api/marks'],
  ])('answers 401 to nobody: %s %s', async (method, path) => {
    await expectProblem(await get(path, undefined, { method }), 401, 'unauthenticated');
  });

  it.each([
    ['GET', '/api/changes?after=0&'],
    ['POST', '/api/commands?'],
    ['POST', '/api/marks?'],
  ])('answers 409 to a request for another account: %s %s', async (method, path) => {
    const response = await get(`${path}account=${ben.userId}`, ana, { method });
    await expectProblem(response, 409, 'wrong-account');
  });

  it('MK17 takes no mark of a later time than it is, and names that', async () => {
    const said = (at: number) => {
      const doc = new Y.Doc();
      const lane = encodeLane([[1, 1, toValue(2 * Math.ceil(stampAt(at) / 2), 0)]]);
      doc.getMap('marks').set(`read/phone/${doc.clientID.toString(36)}/0`, lane);
      const body = encoding.encode((encoder) => {
        encoding.writeVarUint8Array(encoder, new Uint8Array([0]));
        encoding.writeVarUint8Array(encoder, Y.encodeStateAsUpdate(doc));
      });
      const headers = { 'content-type': 'application/octet-stream' };
      return get('/api/marks', ana, { method: 'POST', body, headers });
    };
    await expectProblem(await said(Date.now() + 31 * day), 409, 'wrong-clock');
    expect((await said(Date.now())).status).toBe(200);
  });

  it('takes nothing from a foreign page', async () => {
    const headers = { origin: 'https://evil.example' };
    const body = { commands: [command('track.create.v1', { trackId: uuid7(1), title: 'X' })] };
    await expectProblem(await post('/api/commands', body, ana, headers), 403, 'forbidden');
  });

  it('knows no other route, and shows no demo where there is none', async () => {
    for (const path of ['/api', '/api/', '/api/nothing', '/api/demo', '/api/files/x']) {
      await expectProblem(await get(path, ana), 404, 'not-found');
    }
  });
});

describe('wrong input', () => {
  it.each(['', 'nonsense', '[]', '{}', '{"commands":[]}', '{"commands":[{"id":"x"}]}', '\u0000'])(
    'answers 400 to the body %j and changes nothing',
    async (body) => {
      const before = await (await get('/api/changes?after=0', ana)).json();
      await expectProblem(await post('/api/commands', body, ana), 400, 'bad-request');
      const after = await (await get('/api/changes?after=0', ana)).json();
      expect(after.head).toBe(before.head);
    },
  );

  it('answers 413 to a body that is too large, 400 to too many commands', async () => {
    const large = JSON.stringify({ commands: 'x'.repeat(600_000) });
    await expectProblem(await post('/api/commands', large, ana), 413, 'too-large');
    const many = Array.from({ length: 101 }, () => command('x', {}));
    await expectProblem(await post('/api/commands', { commands: many }, ana), 400, 'bad-request');
  });

  it('bounds a body that does not say how long it is, and reads one within bounds', async () => {
    const inPieces = (pieces: number, piece: string) => {
      let left = pieces;
      return new ReadableStream<Uint8Array>({
        pull(controller) {
          left -= 1;
          if (left < 0) controller.close();
          else controller.enqueue(new TextEncoder().encode(piece));
        },
      });
    };
    const stream = (path: string, body: ReadableStream) =>
      get(path, ana, { method: 'POST', body, duplex: 'half' } as RequestInit);
    const name = await stream('/api/account/name', inPieces(1, '{"name":"Ana Reyes"}'));
    expect(await name.json()).toEqual({ name: 'Ana Reyes' });
    const endless = inPieces(Number.MAX_SAFE_INTEGER, ' '.repeat(16_384));
    await expectProblem(await stream('/api/commands', endless), 413, 'too-large');
  });

  it.each(['after=-1', 'after=x', 'limit=1.5', 'wait=soon', `epoch=${'x'.repeat(65)}`])(
    'answers 400 to the question %s',
    async (query) => {
      await expectProblem(await get(`/api/changes?${query}`, ana), 400, 'bad-request');
    },
  );

  it('refuses an unknown command and bad arguments one by one', async () => {
    expect(await send(ana, 'track.explode.v1', {})).toMatchObject({ code: 'unknown-command' });
    const bad = await send(ana, 'track.create.v1', { trackId: 'x', title: '' });
    expect(bad).toMatchObject({ status: 'refused', code: 'invalid' });
  });

  it('tells a device that is behind where to count on', async () => {
    const trackId = uuid7(Date.now());
    const old = { ...command('track.create.v1', { trackId, title: 'Old' }), n: 1 };
    const response = await post('/api/commands', { commands: [old] }, ana);
    expect(response.status).toBe(409);
    const { id } = old;
    expect(await response.json()).toMatchObject({ code: 'conflict', last: n - 1, ids: [id] });
    n -= 1;
  });
});

describe("other people's things", () => {
  it('answer as if they did not exist, to every command', async () => {
    const trackId = uuid7(Date.now());
    const inviteId = uuid7(Date.now());
    const commentId = uuid7(Date.now());
    await send(ana, 'track.create.v1', { trackId, title: 'Only for Ana' });
    await send(ana, 'invite.send.v1', { inviteId, trackId, email: 'chloe@studio.example' });
    await send(ana, 'comment.add.v1', { commentId, trackId, text: 'Mine.' });
    const attempts: readonly (readonly [string, object])[] = [
      ['track.rename.v1', { trackId, title: 'Taken' }],
      ['track.setStage.v1', { trackId, stage: 'mixing' }],
      ['track.setDue.v1', { trackId, dueOn: '2027-01-01', timeZone: 'UTC' }],
      ['track.setNotes.v1', { trackId, notes: 'x' }],
      ['track.delete.v1', { trackId }],
      ['invite.send.v1', { inviteId: uuid7(1), trackId, email: 'd@studio.example' }],
      ['invite.accept.v1', { inviteId }],
      ['invite.decline.v1', { inviteId }],
      ['invite.revoke.v1', { inviteId }],
      ['member.remove.v1', { trackId, userId: ana.userId }],
      ['member.leave.v1', { trackId }],
      ['comment.add.v1', { commentId: uuid7(2), trackId, text: 'x' }],
      ['comment.edit.v1', { commentId, text: 'x' }],
      ['comment.edit.v2', { commentId, text: 'x', mentions: [ana.userId] }],
      ['comment.delete.v1', { commentId }],
    ];
    for (const [name, args] of attempts) {
      const absent = uuid7(9);
      const same = await send(ben, name, args);
      const nothing = await send(ben, name, {
        ...args,
        ...('trackId' in args && { trackId: absent }),
        ...(name.startsWith('invite.') && name !== 'invite.send.v1' && { inviteId: absent }),
        ...(/^comment\.(edit|delete)/u.test(name) && { commentId: absent }),
      });
      expect([name, same.code]).toEqual([name, 'not-found']);
      expect(same.code).toBe(nothing.code);
    }
    const { changes } = await (await get('/api/changes?after=0', ben)).json();
    expect(JSON.stringify(changes)).not.toContain('Only for Ana');
  });
});

describe('waiting for news', () => {
  const head = async (who: TestPerson): Promise<number> =>
    (await (await get('/api/changes?after=0', who)).json()).head;

  it('ends at once when there is some', async () => {
    const after = await head(ana);
    const waiting = get(`/api/changes?after=${after}&wait=25`, ana);
    await send(ana, 'track.create.v1', { trackId: uuid7(Date.now()), title: 'News' });
    const { changes } = await (await waiting).json();
    expect(JSON.stringify(changes)).toContain('News');
  });

  it('ends with nothing when its time is over', async () => {
    const after = await head(ana);
    const response = await get(`/api/changes?after=${after}&wait=1`, ana);
    expect((await response.json()).changes).toEqual([]);
  });
});

describe('accounts', () => {
  it('takes twelve people who sign up at once', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `Guest ${index}`);
    const people = await Promise.all(names.map((name) => signUpPerson(server.url, name)));
    expect(new Set(people.map(({ userId }) => userId)).size).toBe(12);
  });

  it('keeps the session out of scripts and off other sites, and ends it on sign-out', async () => {
    const email = 'ben.okafor@studio.example';
    const body = { email, password: 'correct horse battery' };
    const origin = { origin: server.url };
    const entered = await post('/api/auth/sign-in/email', body, undefined, origin);
    expect(entered.headers.getSetCookie().join()).toMatch(/HttpOnly/i);
    expect(entered.headers.getSetCookie().join()).toMatch(/SameSite=Lax/i);
    const again = { ...ben, cookie: cookieOf(entered) };
    expect((await get('/api/changes?after=0', again)).status).toBe(200);
    await post('/api/auth/sign-out', {}, again, origin);
    await expectProblem(await get('/api/changes?after=0', again), 401, 'unauthenticated');
  });

  it('NT10 tells an account of a sign-in from a browser it has not used, and of no other', async () => {
    const dora = await signUpPerson(server.url, 'Dora Lind');
    const signIn = async (cookie: string, agent: string) => {
      const body = { email: dora.email, password: 'correct horse battery' };
      const response = await post('/api/auth/sign-in/email', body, undefined, {
        origin: server.url,
        'user-agent': agent,
        cookie,
      });
      expect(response.status).toBe(200);
      return cookieOf(response);
    };
    const told = async () => {
      // It is told after the answer: somebody who waits for news hears of it.
      await get('/api/changes?after=1&wait=2', dora);
      const { newest } = (await (await get('/api/changes?after=0', dora)).json()) as ChangesAnswer;
      return newest?.map(({ data }) => 'device' in data && data.device);
    };
    await signIn(
      dora.cookie,
      'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    );
    expect((await told()) ?? []).toEqual([]);
    const agent =
      'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36';
    const phone = await signIn('', agent);
    expect(await told()).toEqual(['Chrome on Android']);
    await signIn(phone, agent);
    expect(await told()).toEqual(['Chrome on Android']);
  });

  it('tells nobody which part of a sign-in was wrong', async () => {
    const attempt = (email: string) =>
      post('/api/auth/sign-in/email', { email, password: 'wrong password' }, undefined, {
        origin: server.url,
      });
    const [known, unknown] = [await attempt(ben.email), await attempt('who@studio.example')];
    expect([known.status, unknown.status]).toEqual([401, 401]);
    expect(await known.json()).toEqual(await unknown.json());
  });
});

describe('pages', () => {
  it('sends another name of this machine to the one origin', async () => {
    const response = await fetch(`http://127.0.0.1:${server.port}/activity?x=1`, {
      redirect: 'manual',
      headers: { accept: 'text/html' },
    });
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe(`${server.url}/activity?x=1`);
  });

  it('never gives a page for a file that is missing, and says how pages may be used', async () => {
    const response = await get('/_app/immutable/nothing.js');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toMatch(/no-store|no-cache/);
  });
});

describe('the log', () => {
  it('holds no cookie, address or word of anybody', () => {
    const log = server.log();
    for (const secret of [ana.cookie, ana.email, 'correct horse', 'Only for Ana']) {
      expect(log).not.toContain(secret);
    }
  });
});
