/**
 * These are the steps that a body passes before a route: it is bounded while it is read, and then
 * checked against what it should be. Hono's own limit makes a new request where no length is said,
 * and cannot make one of a request of the Node adapter.
 */
import type { Context, MiddlewareHandler } from 'hono';
import * as v from 'valibot';
import { err, ok, type Result } from '#shared/base/result.ts';
import { faultIn } from '#shared/base/schemas.ts';
import { codeOf } from '../../storage/durable-files.ts';
import { problem } from './problems.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Who sends slowly may have been signed out before the end of it: then nothing is done. */
interface Entered {
  ended?: AbortSignal;
}

export const takeBytes =
  (most: number): MiddlewareHandler<{ Variables: Entered & { body: Bytes } }> =>
  async (context, next) => {
    const body = await readBody(context, most);
    if (!body.ok) return body.error;
    if (context.var.ended?.aborted) return problem('unauthenticated');
    context.set('body', body.value);
    return next();
  };

/** Says which field is wrong, never what was in it. */
export const takeJson =
  <T>(
    most: number,
    schema: v.GenericSchema<unknown, T>,
  ): MiddlewareHandler<{ Variables: Entered & { asked: T } }> =>
  async (context, next) => {
    const body = await readBody(context, most);
    if (!body.ok) return body.error;
    if (context.var.ended?.aborted) return problem('unauthenticated');
    const parsed = v.safeParse(schema, parseJson(body.value));
    if (parsed.success) {
      context.set('asked', parsed.output);
      return next();
    }
    return problem('bad-request', { detail: faultIn(parsed.issues[0]) });
  };

/** Counts while it reads, so that no more than the limit is ever held. */
async function readBody(context: Context, most: number): Promise<Result<Bytes, Response>> {
  const said = Number(context.req.header('content-length') ?? 0);
  if (said > most) return err(problem('too-large'));
  const parts: Uint8Array[] = [];
  let size = 0;
  const body: ReadableStream<Uint8Array> | null = context.req.raw.body;
  try {
    for await (const part of body ?? []) {
      size += part.length;
      if (size > most) return err(problem('too-large'));
      parts.push(part);
    }
  } catch (error) {
    // Whoever sent it has gone, and hears of nothing.
    if (codeOf(error) === 'ECONNRESET') return err(problem('bad-request'));
    throw error;
  }
  return ok(new Uint8Array(Buffer.concat(parts)));
}

function parseJson(bytes: Bytes): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
