/**
 * The wire never changes by accident: this holds a digest of everything that travels. What has a
 * schema counts by its schema, a frame by the bytes of a sample, the rest by its values.
 */
import { createHash } from 'node:crypto';
import { toJsonSchema } from '@valibot/to-json-schema';
import { expect, it } from 'vitest';
import { encodeLane, encodeRunSet } from '#shared/marks/encoding.ts';
import * as marksLimits from '#shared/marks/limits.ts';
import { commandSchema } from '#shared/workspace/commands.ts';
import * as limits from '#shared/workspace/limits.ts';
import { closeCodes } from '#shared/workspace/refusals.ts';
import { accountRoutes } from './account-routes.ts';
import { encodeFrame, type Frame } from './codec.ts';
import * as files from './files.ts';
import * as messages from './messages.ts';
import * as push from './push.ts';
import { routes } from './routes.ts';
import { protocolVersion, protocolVersionOldest } from './version.ts';
import * as waveform from './waveform.ts';

const knownDigest = '9c4d8f0f2d08f788';

const heads = { epoch: 'epoch', head: 1, ordinalHead: 2, documentSeq: 3 };
const frames: { readonly [Type in Frame['type']]: Extract<Frame, { readonly type: Type }> } = {
  hello: { type: 'hello', protocol: 4, generation: 'generation', ...heads, time: 7 },
  durable: { type: 'durable', clocks: new Map([[5, 6]]) },
  nudge: { type: 'nudge', ...heads },
  heartbeat: { type: 'heartbeat', ...heads, time: 8 },
  error: { type: 'error', code: 'code' },
};

type Schema = Parameters<typeof toJsonSchema>[0];
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema';
const wordsOf = (action: object) => ('message' in action ? String(action.message) : '');

/** JSON Schema has no word for some actions; they are told apart by their own. */
const meaningOf = (schema: Schema) =>
  toJsonSchema(schema, {
    target: 'draft-2020-12',
    errorMode: 'ignore',
    overrideAction: ({ valibotAction: action, jsonSchema }) => ({
      ...jsonSchema,
      $comment: `${jsonSchema.$comment ?? ''} ${action.type} ${wordsOf(action)}`,
    }),
  });

const wire = {
  schemas: Object.entries<unknown>({ commandSchema, ...messages, ...push, ...files, ...waveform })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, isSchema(value) && meaningOf(value)]),
  frames: Object.values(frames).map((frame) => [...encodeFrame(frame)]),
  marks: [[...encodeLane([[1, 2, 3]])], [...encodeRunSet([[1, 2]])]],
  codes: closeCodes,
  limits: [{ ...limits }, { ...marksLimits }],
  routes: [routes, accountRoutes],
};

it('the wire is the one this version speaks', () => {
  const digest = createHash('sha256').update(JSON.stringify(wire)).digest('hex');
  expect(
    digest.slice(0, 16),
    [
      'Something that travels between app and server has changed.',
      'Could an app of the last release misread this server, or this server such an app? Then raise',
      'protocolVersion in version.ts and note it there. In either case put the new digest here.',
    ].join(' '),
  ).toBe(knownDigest);
});

it('speaks no version later than its own', () => {
  expect(protocolVersionOldest).toBeLessThanOrEqual(protocolVersion);
});
