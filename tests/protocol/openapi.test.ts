/** What the description says to tools outside, against the standard and against real answers. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as v from 'valibot';
import { uuid7 } from '#shared/base/ids.ts';
import { accountRoutes } from '#shared/protocol/account-routes.ts';
import { changesAnswerSchema } from '#shared/protocol/messages.ts';
import { routes } from '#shared/protocol/routes.ts';
import { waveformPath } from '#shared/protocol/waveform.ts';
import { wavOf } from '../support/audio-samples.ts';
import {
  createTestServer,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';
import { openFilesStudio } from './support/files-studio.ts';

let server: TestServer;
let ana: TestPerson;
let description: object;
const ajv = new Ajv2020({ strict: false, validateFormats: false });

beforeAll(async () => {
  server = await createTestServer();
  await server.start();
  ana = await signUpPerson(server.url, 'Ana Reyes');
  description = await (await fetch(`${server.url}${routes.openapi}`)).json();
  ajv.addSchema(closed(description), 'openapi');
}, 60_000);
afterAll(() => server.dispose());

/** Objects with nothing in them but what is described, so that no field goes undescribed. */
function closed(value: unknown): object {
  const close = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(close);
    if (typeof inner !== 'object' || inner === null) return inner;
    const all = Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, close(one)]));
    return Object.keys(Object(all['properties'])).length > 0 && all['type'] === 'object'
      ? { additionalProperties: false, ...all }
      : all;
  };
  return Object(close(value));
}

const escaped = (part: string) => part.replaceAll('/', '~1');
function faultsIn(value: unknown, ...path: readonly string[]): string {
  const $ref = `openapi#/${path.map(escaped).join('/')}`;
  return ajv.validate({ $ref }, value) ? '' : `${ajv.errorsText()} in ${JSON.stringify(value)}`;
}

async function ask(method: string, path: string, body?: object, query = '') {
  const response = await fetch(`${server.url}${path}${query}`, {
    method,
    headers: { 'content-type': 'application/json', origin: server.url, cookie: ana.cookie },
    ...(body && { body: JSON.stringify(body) }),
  });
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const answer: unknown = await response.json();
  const operation = ['paths', path, method.toLowerCase()];
  const said = response.ok
    ? [...operation, 'responses', String(response.status), 'content', type, 'schema']
    : ['components', 'responses', 'Problem', 'content', type, 'schema'];
  return { status: response.status, faults: faultsIn(answer, ...said), operation, answer };
}

const command = (name: string, args: object, n: number) => {
  const at = Date.now();
  return { id: uuid7(at), device: uuid7(1), n, name, args, at };
};

it('is a valid document of OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate({ ...description })).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

it.each([
  ['GET', routes.health],
  ['GET', accountRoutes.sessions],
  ['GET', routes.pushKey],
])('describes what it answers: %s %s', async (method, path) => {
  expect(await ask(method, path)).toMatchObject({ status: 200, faults: '' });
});

it.each([
  ['POST', accountRoutes.accountName, { name: 'Ana R.' }, 200],
  ['POST', accountRoutes.endSessions, { others: true }, 200],
  ['POST', `${routes.auth}/sign-in/email`, { email: '', password: '' }, 200],
  ['POST', accountRoutes.deleteAccount, { password: 'wrong' }, 403],
  ['POST', routes.pushTest, { device: uuid7(1) }, 404],
])('describes what it asks for and answers: %s %s', async (method, path, body, status) => {
  const isSignIn = path.startsWith(routes.auth);
  const asked = isSignIn ? { email: ana.email, password: 'correct horse battery' } : body;
  const { operation, answer, ...seen } = await ask(method, path, asked);
  // What better-auth says beside the person is its own.
  if (isSignIn) expect(answer).toMatchObject({ user: { id: ana.userId, email: ana.email } });
  else expect(seen).toEqual({ status, faults: '' });
  const asks = [...operation, 'requestBody', 'content', 'application/json', 'schema'];
  expect(faultsIn(asked, ...asks)).toBe('');
  expect(faultsIn({ nonsense: 1 }, ...asks)).not.toBe('');
});

it('describes commands by their names, and every change that they make', async () => {
  const trackId = uuid7(Date.now());
  const commands = [
    command('track.create.v1', { trackId, title: 'Midnight Drive' }, 1),
    command('comment.add.v1', { commentId: uuid7(2), trackId, text: 'Louder' }, 2),
    command('reminder.set.v1', { reminderId: uuid7(3), at: Date.now(), text: 'Bounce' }, 3),
    command('ticket.open.v1', { ticketId: uuid7(4), subject: 'Help', text: 'Please' }, 4),
    command('preferences.set.v1', { push: { hidePreviews: true } }, 5),
    command('track.rename.v1', { trackId: uuid7(5), title: 'Nobody has it' }, 6),
  ];
  const sent = await ask('POST', routes.commands, { commands });
  expect(sent).toMatchObject({ status: 200, faults: '' });
  const asks = [...sent.operation, 'requestBody', 'content', 'application/json', 'schema'];
  expect(faultsIn({ commands }, ...asks)).toBe('');
  const wrong = command('track.rename.v1', { trackId, text: 'A title it is called' }, 7);
  expect(faultsIn({ commands: [wrong] }, ...asks)).not.toBe('');

  const page = await ask('GET', routes.changes, undefined, '?after=0');
  expect(page).toMatchObject({ status: 200, faults: '' });
  const { changes } = v.parse(changesAnswerSchema, page.answer);
  const kinds = ['comment', 'member', 'preferences', 'reminder', 'ticket', 'track'];
  expect(changes.map(({ kind }) => kind)).toEqual(expect.arrayContaining(kinds));
});

it('describes how files are sent, and outlined', async () => {
  const studio = await openFilesStudio();
  try {
    const said = await (await fetch(`${studio.server.url}${routes.openapi}`)).json();
    expect(await new Validator().validate({ ...said })).toEqual({ valid: true });
    expect(Object.keys(said.paths)).toEqual(
      expect.arrayContaining([
        routes.uploads,
        `${routes.uploads}/{id}`,
        `${routes.files}/{id}`,
        waveformPath('{id}'),
      ]),
    );
    ajv.addSchema(closed(said), 'files');
    const check = (path: string, answer: unknown) => {
      const $ref = `files#/paths/${escaped(path)}/get/responses/200/content/application~1json/schema`;
      expect(ajv.validate({ $ref }, answer), ajv.errorsText()).toBe(true);
    };
    const { versionId } = await studio.send(wavOf({ frames: 100 }));
    check(`${routes.uploads}/{id}`, JSON.parse((await studio.client.state(versionId)).body));
    const { cookie } = studio.ana;
    const asked = await fetch(`${studio.server.url}${waveformPath(versionId)}`, {
      headers: { cookie },
    });
    check(waveformPath('{id}'), await asked.json());
  } finally {
    await studio.server.dispose();
  }
});

it('describes every problem alike', async () => {
  expect(await ask('POST', routes.commands, { commands: [] })).toMatchObject({
    status: 400,
    faults: '',
  });
  const late = await ask('GET', routes.changes, undefined, '?after=x');
  expect(late).toMatchObject({ status: 400, faults: '' });
});
