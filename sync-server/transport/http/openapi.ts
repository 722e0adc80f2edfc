/**
 * This is the description of the HTTP interface for tools outside (OpenAPI 3.1): the routes are
 * listed here, and what their bodies look like comes from the schemas that both programs use.
 */
import { toJsonSchema, toJsonSchemaDefs, type ConversionConfig } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { text } from '#shared/base/schemas.ts';
import { notificationSchema } from '#shared/notifications/record.ts';
import { accountRoutes } from '#shared/protocol/account-routes.ts';
import * as messages from '#shared/protocol/messages.ts';
import * as push from '#shared/protocol/push.ts';
import { routes } from '#shared/protocol/routes.ts';
import { commandSchema } from '#shared/workspace/commands.ts';
import { changesPerPageMost, commandsPerRequest } from '#shared/workspace/limits.ts';
import { problemSchema } from '#shared/protocol/messages.ts';

const config: ConversionConfig = {
  target: 'draft-2020-12',
  typeMode: 'input',
  // What JSON Schema has no word for is said in the words of the check.
  errorMode: 'ignore',
  overrideAction: ({ valibotAction, jsonSchema }) =>
    valibotAction.type === 'check' && 'message' in valibotAction
      ? { ...jsonSchema, description: String(valibotAction.message) }
      : undefined,
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
};

/** The name of a command says which arguments it has. */
const commands = v.object({
  ...messages.commandRequestSchema.entries,
  commands: v.pipe(
    v.array(
      v.pipe(
        v.object({
          ...messages.sentCommandSchema.entries,
          name: v.picklist(commandSchema.options.map(({ entries }) => entries.name.literal)),
          args: v.looseObject({}),
        }),
        v.metadata({
          oneOf: commandSchema.options.map(({ entries }) => ({
            properties: toJsonSchema(v.object(entries), config).properties,
          })),
        }),
      ),
    ),
    v.minLength(1),
    v.maxLength(commandsPerRequest),
  ),
});

const definitions = {
  Commands: commands,
  Notification: notificationSchema,
  Problem: problemSchema,
  Upsert: messages.upsertSchema,
};

type Schema = Parameters<typeof toJsonSchema>[0];
const bytes = { 'application/octet-stream': {} };
function contentOf(body: Schema | typeof bytes): object {
  if (!('kind' in body)) return body;
  const { $schema: _, $defs: __, ...schema } = toJsonSchema(body, { ...config, definitions });
  return { 'application/json': { schema } };
}

const parameter = (name: string, type: 'integer' | 'string', description: string) => ({
  name,
  in: 'query',
  required: false,
  description,
  schema: { type },
});
const account = parameter(
  'account',
  'string',
  'The account this request is for; another one than the session holds answers 409.',
);
const generation = parameter('generation', 'string', 'Of the document, where it is known.');

interface Operation {
  readonly asks?: Schema | typeof bytes;
  /** By status: in words, and the body, if there is one. */
  readonly answers: Readonly<Record<number, readonly [string, (Schema | typeof bytes)?]>>;
  readonly problems?: readonly number[];
  readonly parameters?: readonly object[];
}

const operation = (summary: string, { asks, answers, problems, parameters }: Operation) => ({
  summary,
  ...(parameters && { parameters }),
  ...(asks && { requestBody: { required: true, content: contentOf(asks) } }),
  responses: Object.fromEntries<object>([
    ...Object.entries(answers).map(([status, [description, body]]): [string, object] => [
      status,
      { description, ...(body && { content: contentOf(body) }) },
    ]),
    ...(problems ?? []).map((status): [string, object] => [
      String(status),
      { $ref: '#/components/responses/Problem' },
    ]),
  ]),
});
/** Nobody needs a session for it. */
const open = (summary: string, described: Operation) => ({
  ...operation(summary, described),
  security: [],
});
/** It may answer what every route of a session may. */
const own = (summary: string, { problems = [], parameters = [], ...described }: Operation) =>
  operation(summary, {
    ...described,
    parameters: [account, ...parameters],
    problems: [400, 401, 409, 413, 429, ...problems],
  });

const credentials = { email: text, password: text };
const signedIn = v.object({ user: v.object({ id: text, name: text, email: text }) });
const health = messages.healthAnswerSchema;

const paths = () => ({
  [routes.health]: {
    get: open('Whether the server is ready', {
      answers: { 200: ['Ready', health], 503: ['Starting or stopping', health] },
    }),
  },
  [`${routes.auth}/sign-up/email`]: {
    post: open('Make an account', {
      asks: v.object({ name: text, ...credentials }),
      answers: { 200: ['Signed in', signedIn] },
    }),
  },
  [`${routes.auth}/sign-in/email`]: {
    post: open('Sign in', {
      asks: v.object(credentials),
      answers: { 200: ['Signed in', signedIn] },
    }),
  },
  [`${routes.auth}/sign-out`]: {
    post: operation('Sign out', {
      answers: { 200: ['Signed out', v.object({ success: v.boolean() })] },
    }),
  },
  [routes.commands]: {
    post: own(`Up to ${commandsPerRequest} commands in order; one outcome each`, {
      asks: commands,
      answers: { 200: ['Outcomes, as far as they were decided', messages.commandAnswerSchema] },
    }),
  },
  [routes.changes]: {
    get: own('A page of what changed for this account', {
      parameters: [
        parameter('after', 'integer', 'The last seq this device has applied; 0 for a new one.'),
        parameter('limit', 'integer', `Rows at most, up to ${changesPerPageMost}.`),
        parameter('wait', 'integer', 'Seconds to wait for news where there is none yet.'),
        parameter('epoch', 'string', 'The epoch of `after`, where it is known.'),
        parameter('device', 'string', 'Which device asks, so that its owner can see when.'),
      ],
      answers: { 200: ['A page', messages.changesAnswerSchema] },
    }),
  },
  [routes.marks]: {
    post: own('Exchange updates of the marks document without a socket', {
      parameters: [generation],
      asks: bytes,
      answers: { 200: ['What is missing', bytes] },
    }),
  },
  [accountRoutes.sessions]: {
    get: own('Where this account is signed in', {
      answers: { 200: ['Sessions, without what opens them', messages.sessionsAnswerSchema] },
    }),
  },
  [accountRoutes.endSessions]: {
    post: own('Sign out one session, or all but this one', {
      asks: messages.endSessionsSchema,
      answers: { 200: ['How many ended', messages.endedAnswerSchema] },
      problems: [404],
    }),
  },
  [accountRoutes.accountName]: {
    post: own('Change the name of this account', {
      asks: messages.renameSchema,
      answers: { 200: ['The name as it is now', messages.nameAnswerSchema] },
    }),
  },
  [accountRoutes.deleteAccount]: {
    post: own('Delete this account; its password is asked for once more', {
      asks: messages.deleteAccountSchema,
      answers: { 200: ['Gone', v.object({})] },
      problems: [403],
    }),
  },
  [routes.pushKey]: {
    get: own('The key that a browser subscribes to pushes with', {
      answers: { 200: ['The public key, base64url', push.pushKeySchema] },
    }),
  },
  [routes.pushSubscriptions]: {
    post: own('Send pushes for a device there, instead of where they went before', {
      asks: push.subscribeSchema,
      answers: { 204: ['Done'] },
      problems: [404],
    }),
    delete: own('Send no pushes there any more', {
      asks: push.unsubscribeSchema,
      answers: { 204: ['Done, or never was'] },
    }),
  },
  [routes.pushTest]: {
    post: own('Push to a device now, to try it', {
      asks: push.pushTestSchema,
      answers: { 200: ['The push service has taken it', push.pushTestedSchema] },
      problems: [404, 502],
    }),
  },
  [routes.sync]: {
    get: operation('The sync socket: y-websocket protocol, own frames from type 64 on', {
      parameters: [account, generation],
      answers: { 101: ['Switching protocols'] },
    }),
  },
  [routes.demo]: {
    get: open('Accounts of the demo, where one is shown', {
      answers: { 200: ['Accounts', messages.demoAnswerSchema] },
      problems: [404],
    }),
  },
});

export const openapi = (version: string): object => ({
  openapi: '3.1.0',
  info: { title: 'Producer Dashboard: Activity Feed', version },
  paths: paths(),
  security: [{ session: [] }],
  components: {
    securitySchemes: {
      session: { type: 'apiKey', in: 'cookie', name: 'better-auth.session_token' },
    },
    responses: {
      Problem: {
        description: 'RFC 9457',
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    },
    schemas: toJsonSchemaDefs(definitions, config),
  },
});
