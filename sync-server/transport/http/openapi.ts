/** A description of the HTTP interface for tools outside (OpenAPI 3.1). */
import { commandSchema } from '#shared/workspace/commands.ts';
import { changesPerPageMost, commandsPerRequest } from '#shared/workspace/limits.ts';
import { accountRoutes } from '#shared/protocol/account-routes.ts';
import { routes } from '#shared/protocol/routes.ts';

const commandNames = commandSchema.options.map((option) => option.entries.name.literal);
const json = (description: string) => ({ description, content: { 'application/json': {} } });
const problems = {
  '400': { $ref: '#/components/responses/Problem' },
  '401': { $ref: '#/components/responses/Problem' },
  '409': { $ref: '#/components/responses/Problem' },
  '413': { $ref: '#/components/responses/Problem' },
  '429': { $ref: '#/components/responses/Problem' },
};
const query = (name: string, type: 'integer' | 'string', description: string) => ({
  name,
  in: 'query',
  required: false,
  description,
  schema: { type },
});
const account = query(
  'account',
  'string',
  'The account this request is for; another one than the session holds answers 409.',
);

export const openapi = (version: string): object => ({
  openapi: '3.1.0',
  info: { title: 'Producer Dashboard: Activity Feed', version },
  paths: {
    [routes.health]: {
      get: {
        summary: 'Whether the server is ready',
        security: [],
        responses: { '200': json('Ready'), '503': json('Starting or stopping') },
      },
    },
    [`${routes.auth}/sign-up/email`]: {
      post: { summary: 'Make an account', security: [], responses: { '200': json('Signed in') } },
    },
    [`${routes.auth}/sign-in/email`]: {
      post: { summary: 'Sign in', security: [], responses: { '200': json('Signed in') } },
    },
    [`${routes.auth}/sign-out`]: {
      post: { summary: 'Sign out', responses: { '200': json('Signed out') } },
    },
    [routes.commands]: {
      post: {
        summary: `Up to ${commandsPerRequest} commands in order; one outcome each`,
        parameters: [account],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Commands' } } },
        },
        responses: { '200': json('Outcomes, as far as they were decided'), ...problems },
      },
    },
    [routes.changes]: {
      get: {
        summary: 'A page of what changed for this account',
        parameters: [
          account,
          query('after', 'integer', 'The last seq this device has applied; 0 for a new one.'),
          query('limit', 'integer', `Rows at most, up to ${changesPerPageMost}.`),
          query('wait', 'integer', 'Seconds to wait for news where there is none yet.'),
          query('epoch', 'string', 'The epoch of `after`, where it is known.'),
          query('device', 'string', 'Which device asks, so that its owner can see when.'),
        ],
        responses: { '200': json('A page'), ...problems },
      },
    },
    [routes.marks]: {
      post: {
        summary: 'Exchange updates of the marks document without a socket',
        parameters: [account, query('generation', 'string', 'Of the document, where it is known.')],
        requestBody: { required: true, content: { 'application/octet-stream': {} } },
        responses: {
          '200': { description: 'What is missing', content: { 'application/octet-stream': {} } },
          ...problems,
        },
      },
    },
    [accountRoutes.sessions]: {
      get: {
        summary: 'Where this account is signed in',
        parameters: [account],
        responses: { '200': json('Sessions, without what opens them'), ...problems },
      },
    },
    [accountRoutes.endSessions]: {
      post: {
        summary: 'Sign out one session, or all but this one',
        parameters: [account],
        requestBody: { required: true, content: { 'application/json': {} } },
        responses: { '200': json('How many ended'), ...problems },
      },
    },
    [accountRoutes.accountName]: {
      post: {
        summary: 'Change the name of this account',
        parameters: [account],
        requestBody: { required: true, content: { 'application/json': {} } },
        responses: { '200': json('The name as it is now'), ...problems },
      },
    },
    [accountRoutes.deleteAccount]: {
      post: {
        summary: 'Delete this account; its password is asked for once more',
        parameters: [account],
        requestBody: { required: true, content: { 'application/json': {} } },
        responses: {
          '200': json('Gone'),
          '403': { $ref: '#/components/responses/Problem' },
          ...problems,
        },
      },
    },
    [routes.pushKey]: {
      get: {
        summary: 'The key that a browser subscribes to pushes with',
        parameters: [account],
        responses: { '200': json('The public key, base64url'), ...problems },
      },
    },
    [routes.pushSubscriptions]: {
      post: {
        summary: 'Send pushes for a device there, instead of where they went before',
        parameters: [account],
        requestBody: { required: true, content: { 'application/json': {} } },
        responses: {
          '204': { description: 'Done' },
          ...problems,
          '404': { $ref: '#/components/responses/Problem' },
        },
      },
      delete: {
        summary: 'Send no pushes there any more',
        parameters: [account],
        requestBody: { required: true, content: { 'application/json': {} } },
        responses: { '204': { description: 'Done, or never was' }, ...problems },
      },
    },
    [routes.pushTest]: {
      post: {
        summary: 'Push to a device now, to try it',
        parameters: [account],
        requestBody: { required: true, content: { 'application/json': {} } },
        responses: {
          '200': json('The push service has taken it'),
          ...problems,
          '404': { $ref: '#/components/responses/Problem' },
          '503': { $ref: '#/components/responses/Problem' },
        },
      },
    },
    [routes.sync]: {
      get: {
        summary: 'The sync socket: y-websocket protocol, own frames from type 64 on',
        parameters: [account, query('generation', 'string', 'Of the document, where it is known.')],
        responses: { '101': { description: 'Switching protocols' } },
      },
    },
    [routes.demo]: {
      get: {
        summary: 'Accounts of the demo, where one is shown',
        security: [],
        responses: { '200': json('Accounts'), '404': { $ref: '#/components/responses/Problem' } },
      },
    },
  },
  security: [{ session: [] }],
  components: {
    securitySchemes: {
      session: { type: 'apiKey', in: 'cookie', name: 'better-auth.session_token' },
    },
    responses: {
      Problem: { description: 'RFC 9457', content: { 'application/problem+json': {} } },
    },
    schemas: {
      Commands: {
        type: 'object',
        required: ['commands'],
        properties: {
          commands: {
            type: 'array',
            minItems: 1,
            maxItems: commandsPerRequest,
            items: {
              type: 'object',
              required: ['id', 'device', 'n', 'name', 'args', 'at'],
              properties: {
                id: { type: 'string', format: 'uuid' },
                device: { type: 'string', format: 'uuid' },
                n: { type: 'integer', minimum: 1 },
                name: { type: 'string', enum: commandNames },
                args: { type: 'object' },
                ifVersion: { type: 'integer', minimum: 1 },
                at: { type: 'integer' },
              },
            },
          },
        },
      },
    },
  },
});
