/** The pieces that the description of the interface is made of: operations, and what schemas say of bodies. */
import { toJsonSchema, type ConversionConfig } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { notificationSchema } from '#shared/notifications/record.ts';
import * as messages from '#shared/protocol/messages.ts';
import { commandSchema } from '#shared/workspace/commands.ts';
import { commandsPerRequest } from '#shared/workspace/limits.ts';

export const config: ConversionConfig = {
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
export const commands = v.object({
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

export const definitions = {
  Commands: commands,
  Notification: notificationSchema,
  Problem: messages.problemSchema,
  Upsert: messages.upsertSchema,
};

type Schema = Parameters<typeof toJsonSchema>[0];
type Bytes = Readonly<Record<`application/${string}`, object>>;
export const bytes: Bytes = { 'application/octet-stream': {} };
function contentOf(body: Schema | Bytes): object {
  if (!('kind' in body)) return body;
  const { $schema: _, $defs: __, ...schema } = toJsonSchema(body, { ...config, definitions });
  return { 'application/json': { schema } };
}

export const parameter = (name: string, type: 'integer' | 'string', description: string) => ({
  name,
  in: 'query',
  required: false,
  description,
  schema: { type },
});
export const account = parameter(
  'account',
  'string',
  'The account this request is for; another one than the session holds answers 409.',
);
export const generation = parameter('generation', 'string', 'Of the document, where it is known.');

interface Operation {
  readonly asks?: Schema | Bytes;
  /** By status: in words, and the body, if there is one. */
  readonly answers: Readonly<Record<number, readonly [string, (Schema | Bytes)?]>>;
  readonly problems?: readonly number[];
  readonly parameters?: readonly object[];
}

export const operation = (summary: string, { asks, answers, problems, parameters }: Operation) => ({
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
export const open = (summary: string, described: Operation) => ({
  ...operation(summary, described),
  security: [],
});
/** It may answer what every route of a session may. */
export const own = (summary: string, { problems = [], parameters = [], ...described }: Operation) =>
  operation(summary, {
    ...described,
    parameters: [account, ...parameters],
    problems: [400, 401, 409, 413, 429, ...problems],
  });
