/**
 * This is the description of the HTTP interface for tools outside (OpenAPI 3.1): the routes are
 * listed here, and what their bodies look like comes from the schemas that both programs use.
 */
import { toJsonSchemaDefs } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { text } from '#shared/base/schemas.ts';
import { accountRoutes } from '#shared/protocol/account-routes.ts';
import * as messages from '#shared/protocol/messages.ts';
import * as push from '#shared/protocol/push.ts';
import { routes } from '#shared/protocol/routes.ts';
import { changesPerPageMost, commandsPerRequest } from '#shared/workspace/limits.ts';
import { filePaths } from './openapi-files.ts';
import {
  account,
  bytes,
  commands,
  config,
  definitions,
  generation,
  open,
  operation,
  own,
  parameter,
} from './openapi-operations.ts';

const credentials = { email: text, password: text };
const signedIn = v.object({ user: v.object({ id: text, name: text, email: text }) });
const health = messages.healthAnswerSchema;

const paths = () => ({
  [routes.health]: {
    get: open('Whether the server is ready', {
      answers: {
        200: ['Ready', health],
        503: ['Starting, stopping, or kept by a fault from storing', health],
      },
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
  [accountRoutes.resetPassword]: {
    post: open('Set a new password by a link from the operator', {
      asks: messages.resetPasswordSchema,
      answers: { 200: ['Set; signed in nowhere any more', v.object({})] },
      problems: [400, 404, 413, 429],
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
  [routes.through]: {
    get: open('A page for whatever lies on the way to show itself in', {
      answers: { 303: ['To the app'] },
    }),
  },
  [routes.demo]: {
    get: open('Accounts of the demo, where one is shown', {
      answers: { 200: ['Accounts', messages.demoAnswerSchema] },
      problems: [404],
    }),
  },
});

/** @param cookie the name of the one that opens a session */
export const openapi = (version: string, cookie: string): object => ({
  openapi: '3.1.0',
  info: { title: 'Producer Dashboard: Activity Feed', version },
  paths: { ...paths(), ...filePaths() },
  security: [{ session: [] }],
  components: {
    securitySchemes: {
      session: { type: 'apiKey', in: 'cookie', name: cookie },
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
