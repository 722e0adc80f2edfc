/** Bodies of requests: bounded while they are read, then checked against what they should be. */
import type { Context } from 'hono';
import * as v from 'valibot';
import { err, ok, type Result } from '#shared/base/result.ts';
import { problem } from './problems.ts';

/** Counts while it reads, so that no more than the limit is ever held. */
export async function readBody(
  context: Context,
  most: number,
): Promise<Result<Uint8Array<ArrayBuffer>, Response>> {
  const said = Number(context.req.header('content-length') ?? 0);
  if (said > most) return err(problem('too-large'));
  const parts: Uint8Array[] = [];
  let size = 0;
  const body: ReadableStream<Uint8Array> | null = context.req.raw.body;
  for await (const part of body ?? []) {
    size += part.length;
    if (size > most) return err(problem('too-large'));
    parts.push(part);
  }
  return ok(new Uint8Array(Buffer.concat(parts)));
}

/** Says which field is wrong, never what was in it. */
export async function readJson<T>(
  context: Context,
  most: number,
  schema: v.GenericSchema<unknown, T>,
): Promise<Result<T, Response>> {
  const body = await readBody(context, most);
  if (!body.ok) return body;
  const parsed = v.safeParse(schema, parseJson(body.value));
  if (parsed.success) return ok(parsed.output);
  const issue = parsed.issues[0];
  const where = v.getDotPath(issue) ?? 'body';
  const detail = `${where}: ${issue.message.replace(/ but received.*/su, '')}`;
  return err(problem('bad-request', { detail }));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
