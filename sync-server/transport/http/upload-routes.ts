/**
 * Where files are sent, by tus. Who may is asked before the first byte, at every resumption and while
 * bytes come. No question about an upload is ever answered "too many requests": a client that is asked to
 * wait there begins anew from the first byte. What has come in whole is known by the workspace alone.
 */
import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { Clock } from '#shared/base/time.ts';
import { isUuid } from '#shared/base/ids.ts';
import type { UploadAnswer } from '#shared/protocol/files.ts';
import { routes } from '#shared/protocol/routes.ts';
import type { ProblemCode } from '#shared/workspace/refusals.ts';
import { steadyClock } from '../../base/steady-clock.ts';
import type { Accounts } from '../../accounts/create-accounts.ts';
import type { Files } from '../../files/create-files.ts';
import type { Announced, Holding } from '../../files/ports.ts';
import { parseUploadMetadata } from '../../files/upload-metadata.ts';
import type { UploadRecord } from '../../files/upload-records.ts';
import { createAtOnce } from '../../limits/at-once.ts';
import { createRateLimit } from '../../limits/rate-limit.ts';
import { endingBody } from './ending-body.ts';
import type { Enter } from './enter.ts';
import { problem } from './problems.ts';
import { createTus, tusHeaders, type Tus } from './tus.ts';
import { whileAllowed } from './while-allowed.ts';
import { uploadsBegun, uploadsOpen, uploadsReceived } from '../../limits/figures.ts';

export interface UploadRoutesDependencies {
  readonly files: Files;
  readonly accounts: Pick<Accounts, 'sessionOf'>;
  readonly clock: Clock;
  readonly origin: string;
  readonly enter: Enter;
  /** Aborts when the server stops. */
  readonly stopping: AbortSignal;
  readonly onFault: (error: unknown, path: string) => void;
}

export function addUploadRoutes(
  app: Hono<{ Bindings: HttpBindings }>,
  dependencies: UploadRoutesDependencies,
): void {
  const { files, enter, clock } = dependencies;
  const { records, rules } = files;
  const tus = createTus({ ...dependencies, now: () => clock.now() });
  const creationLimit = createRateLimit(steadyClock, uploadsBegun);
  const receive = createReceiver(dependencies, tus);
  const one = `${routes.uploads}/:id`;
  const own = (context: Context, userId: string) => {
    const record = records.get(context.req.param('id') ?? '');
    return record?.arrival.userId === userId ? record : null;
  };
  const held = (context: Context, userId: string) => {
    const id = context.req.param('id') ?? '';
    return isUuid(id) ? rules.holding(userId, id) : Promise.resolve(null);
  };

  app.post(routes.uploads, enter, async (context) => {
    const { userId } = context.var.session;
    const wait = creationLimit.take(userId);
    if (wait > 0) return problem('too-many-requests', { retryAfterSeconds: wait });
    const arrival = arrivalIn(context, userId);
    return typeof arrival === 'string'
      ? problem('bad-request', { detail: arrival })
      : create(arrival, files, tus);
  });

  // Hono hands HEAD to the route of GET.
  app.get(one, enter, async (context) => {
    const { userId } = context.var.session;
    const record = own(context, userId);
    if (record === null) {
      const holding = await held(context, userId);
      if (holding === null) return problem('not-found');
      return context.req.method === 'HEAD' ? whole(holding) : stateAnswer({ state: 'done' });
    }
    const { failed } = record;
    if (context.req.method !== 'HEAD' && failed) {
      return stateAnswer({ state: 'failed', reason: failed });
    }
    const refused = await gate(record, files);
    if (refused !== null) return problem(refused);
    const received = await records.offsetOf(record);
    const isWhole = received === record.arrival.size;
    if (context.req.method !== 'HEAD') {
      return stateAnswer(isWhole ? { state: 'checking' } : { state: 'receiving', received });
    }
    return isWhole
      ? whole(record.arrival)
      : tus.ask({ method: 'HEAD', id: record.arrival.versionId, headers: {} });
  });

  app.patch(one, enter, async (context) => {
    const { userId } = context.var.session;
    const record = own(context, userId);
    if (record) return receive(context, record);
    const holding = await held(context, userId);
    return holding === null ? problem('not-found') : atItsEnd(context, holding.size);
  });

  app.delete(one, enter, async (context) => {
    const record = own(context, context.var.session.userId);
    if (record === null) return problem('not-found');
    return tus.ask({ method: 'DELETE', id: record.arrival.versionId, headers: {} });
  });
}

/** No fault of the upload, which waits on its device until there is room. */
const fullDisk = () =>
  problem('unavailable', { detail: 'The disk is full.', retryAfterSeconds: 60 });

const stateAnswer = (answer: UploadAnswer): Response =>
  Response.json(answer, { headers: { 'cache-control': 'no-store' } });

/** Who lost the answer to the last byte is told that nothing is left to send. */
const whole = ({ size }: Pick<Holding, 'size'>): Response =>
  new Response(null, {
    headers: { ...tusHeaders, 'upload-offset': String(size), 'upload-length': String(size) },
  });

function atItsEnd(context: Context, size: number): Response {
  const headers = { ...tusHeaders, 'upload-offset': String(size) };
  return context.req.header('upload-offset') === String(size)
    ? new Response(null, { status: 204, headers })
    : problem('conflict', { detail: 'upload-offset: all bytes have come' });
}

/** @returns what is wrong, where something is */
function arrivalIn(context: Context, userId: string): Announced | string {
  const length = context.req.header('upload-length') ?? '';
  if (!/^\d{1,15}$/u.test(length)) return 'upload-length: must be the length of the whole file';
  const fields = parseUploadMetadata(context.req.header('upload-metadata') ?? '');
  return fields.ok ? { ...fields.value, userId, size: Number(length) } : fields.error;
}

async function create(arrival: Announced, files: Files, tus: Tus): Promise<Response> {
  const { records, rules, room, bytesMost } = files;
  const { versionId: id, userId, trackId, size, sha256 } = arrival;
  const taken = problem('bad-request', { detail: 'versionId: is another file' });
  const location = { ...tusHeaders, location: `${routes.uploads}/${id}` };
  const again = () => new Response(null, { status: 201, headers: location });

  if (size > bytesMost)
    return problem('too-large', { detail: `upload-length: ${bytesMost} at most` });
  const refused = await rules.refusal(userId, trackId, size);
  if (refused !== null) return problem(refused);
  const holding = await rules.holding(userId, id);
  if (holding !== null) return holding.sha256 === sha256 ? again() : taken;
  const known = records.get(id);
  if (known && !known.failed) {
    const isSame =
      JSON.stringify({ ...known.arrival, ...arrival }) === JSON.stringify(known.arrival);
    return isSame ? again() : taken;
  }
  if (known && known.arrival.userId !== userId) return taken;
  if (openOf(userId, files) >= uploadsOpen) {
    return problem('too-many-requests', { retryAfterSeconds: 60 });
  }
  if (!(await room.isFor(size))) return fullDisk();
  // Somebody may have been quicker with the same id while this one was asking.
  if (records.get(id) !== known) return problem('conflict');
  if (known) records.remove(id);
  return tus.create(arrival);
}

function openOf(userId: string, { records }: Files): number {
  let open = 0;
  for (const { arrival, failed } of records.all()) {
    if (arrival.userId === userId && !failed) open += 1;
  }
  return open;
}

/** Limits count for what is still to come; who may not see the track any more has no upload there. */
async function gate(record: UploadRecord, { rules, records }: Files): Promise<ProblemCode | null> {
  const { userId, trackId, size } = record.arrival;
  if (record.failed) return 'not-found';
  const refused = await rules.refusal(userId, trackId, size);
  if (refused === null || refused === 'not-found') return refused;
  return (await records.offsetOf(record)) < size ? refused : null;
}

function createReceiver(dependencies: UploadRoutesDependencies, tus: Tus) {
  const { files, accounts, stopping, onFault } = dependencies;
  const { records, rules, arrivals, room } = files;
  const receiving = createAtOnce(uploadsReceived);

  const write = async (context: Context, { arrival }: UploadRecord): Promise<Response> => {
    const { versionId: id, userId, trackId, size } = arrival;
    const body = endingBody(context.req.raw.body);
    stopping.addEventListener('abort', body.end);
    const work = tus.ask({ method: 'PATCH', id, headers: kept(context), body: body.stream });
    const { value, wasAllowed } = await whileAllowed(work, {
      isAllowed: async () =>
        (await accounts.sessionOf(context.req.raw.headers)) !== null &&
        (await rules.refusal(userId, trackId, size)) !== 'not-found',
      onLost: body.end,
      report: (error) => onFault(error, routes.uploads),
    });
    stopping.removeEventListener('abort', body.end);
    body.end();
    const answer = wasAllowed ? value : problem('not-found');
    // What is still on its way is not waited for.
    if (!wasAllowed || stopping.aborted) answer.headers.set('connection', 'close');
    return answer;
  };

  return async (context: Context, record: UploadRecord): Promise<Response> => {
    const { versionId: id, userId, size } = record.arrival;
    const refused = await gate(record, files);
    if (refused !== null) return problem(refused);
    if ((await records.offsetOf(record)) === size) {
      arrivals.poke(id);
      return atItsEnd(context, size);
    }
    if (!(await room.isFor(0))) return fullDisk();
    const over = receiving.begin(userId);
    if (over === null) return problem('unavailable', { retryAfterSeconds: 1 });
    return write(context, record).finally(over);
  };
}

/** What the library reads of a request that brings bytes. */
function kept(context: Context): Readonly<Record<string, string>> {
  const names = ['upload-offset', 'content-type', 'content-length'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = context.req.header(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
