/**
 * These are the steps that a body passes before a route: it is bounded while it is read, and then
 * checked against what it should be. Hono's own limit makes a new request where no length is said,
 * and cannot make one of a request of the Node adapter.
 */
import type { HttpBindings } from '@hono/node-server';
import type { HonoRequest, MiddlewareHandler } from 'hono';
import * as v from 'valibot';
import { assert } from '#shared/base/assert.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { faultIn } from '#shared/base/schemas.ts';
import type { BodyHold, BodyRoom } from '../../limits/body-room.ts';
import type { Turn } from '../../limits/turns.ts';
import { codeOf } from '../../storage/durable-files.ts';
import type { InTurn } from './in-turn.ts';
import { comeAgainSeconds, problem } from './problems.ts';

type Bytes = Uint8Array<ArrayBuffer>;

interface Asked {
  /** Who sends slowly may have been signed out before the end of it: then nothing is done. */
  ended?: AbortSignal;
  session?: { readonly userId: string };
  bodies?: Bodies;
}

/** Where they are held, for a client of this address where nobody is signed in. */
export interface Bodies {
  readonly room: BodyRoom;
  readonly address: string;
}

interface Taking<Taken> extends InTurn {
  Variables: InTurn['Variables'] & Asked & Taken;
}

export const takeBytes =
  (most: number): MiddlewareHandler<Taking<{ body: Bytes }>> =>
  (context, next) =>
    withBody(context.var, context.env, context.req, most, (body) => {
      context.set('body', body);
      return next();
    });

/** Says which field is wrong, never what was in it. */
export const takeJson =
  <T>(
    most: number,
    schema: v.GenericSchema<unknown, T>,
  ): MiddlewareHandler<Taking<{ asked: T; askedBytes: number }>> =>
  (context, next) =>
    withBody(context.var, context.env, context.req, most, (body) => {
      const parsed = v.safeParse(schema, parseJson(body));
      if (parsed.success) {
        context.set('asked', parsed.output);
        context.set('askedBytes', body.length);
        return next();
      }
      return Promise.resolve(problem('bad-request', { detail: faultIn(parsed.issues[0]) }));
    });

type Next = Promise<Response | undefined | void>;

/** It holds its room until it is answered. */
async function withBody(
  asked: Asked & InTurn['Variables'],
  env: HttpBindings,
  request: HonoRequest,
  most: number,
  next: (body: Bytes) => Next,
): Next {
  const { bodies, session, turn } = asked;
  assert(bodies, 'a route that takes a body is behind what counts them');
  const hold = bodies.room.enter(session?.userId ?? bodies.address);
  try {
    const body = await whole(env, turn, () => readBody(request, most, hold));
    if (!body.ok) return body.error;
    if (asked.ended?.aborted) return problem('unauthenticated');
    hold.whole();
    return await next(body.value);
  } finally {
    hold.end();
  }
}

/** Nothing more of it is read, whatever is still on its way. */
const noRoom = (whose: 'own' | 'all'): Response => {
  const code = whose === 'own' ? 'too-many-requests' : 'unavailable';
  const answer = problem(code, { retryAfterSeconds: comeAgainSeconds });
  answer.headers.set('connection', 'close');
  return answer;
};

/** Whoever sends slowly has no turn meanwhile. */
const whole = <T>({ incoming }: HttpBindings, turn: Turn, read: () => Promise<T>): Promise<T> =>
  incoming.complete ? read() : turn.whileWaiting(read);

/** Counts while it reads, so that no more than the limit is ever held. */
async function readBody(
  request: HonoRequest,
  most: number,
  hold: BodyHold,
): Promise<Result<Bytes, Response>> {
  const said = Number(request.header('content-length') ?? 0);
  if (said > most) return err(problem('too-large'));
  const parts: Uint8Array[] = [];
  let size = 0;
  const body: ReadableStream<Uint8Array> | null = request.raw.body;
  const reader = body?.getReader();
  // It waits for its next part when it has to give way.
  const giveWay = () => void reader?.cancel().catch(() => undefined);
  hold.lost.addEventListener('abort', giveWay);
  try {
    for (;;) {
      const next = await reader?.read();
      if (hold.lost.aborted) return err(noRoom('all'));
      if (!next || next.done) break;
      const part = next.value;
      size += part.length;
      if (size > most) return err(problem('too-large'));
      const full = hold.add(part.length);
      if (full) return err(noRoom(full));
      parts.push(part);
    }
  } catch (error) {
    if (hold.lost.aborted) return err(noRoom('all'));
    // Whoever sent it has gone, and hears of nothing.
    if (codeOf(error) === 'ECONNRESET') return err(problem('bad-request'));
    throw error;
  } finally {
    hold.lost.removeEventListener('abort', giveWay);
    // Of what is refused half-way, the rest is not wanted.
    giveWay();
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
