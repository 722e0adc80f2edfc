/**
 * Where files are handed out: the very bytes that came, to whoever may see them at that moment. A browser
 * is told to save them and to believe nothing in them; a player takes them all the same.
 */
import { pipeline } from 'node:stream/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Hono } from 'hono';
import { isUuid } from '#shared/base/ids.ts';
import { routes } from '#shared/protocol/routes.ts';
import type { Accounts, Session } from '../../accounts/create-accounts.ts';
import type { Files } from '../../files/create-files.ts';
import type { Holding } from '../../files/ports.ts';
import type { ByteRange } from '../../files/store.ts';
import { codeOf } from '../../storage/durable-files.ts';
import { attachment } from './attachment.ts';
import { parseRange } from './byte-range.ts';
import type { Enter } from './enter.ts';
import { problem } from './problems.ts';
import { whileAllowed } from './while-allowed.ts';

export interface FileRoutesDependencies {
  readonly files: Pick<Files, 'store' | 'rules'>;
  readonly accounts: Pick<Accounts, 'sessionOf'>;
  readonly enter: Enter;
  /** Aborts when the server stops. */
  readonly stopping: AbortSignal;
  readonly onFault: (error: unknown, path: string) => void;
}

type FileContext = Context<{ Bindings: HttpBindings; Variables: { session: Session } }>;

const tame = {
  'content-type': 'application/octet-stream',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  // Whoever is removed finds nothing left; nobody on the way compresses what is asked for in ranges.
  'cache-control': 'private, no-store, no-transform',
  'accept-ranges': 'bytes',
} as const;

export function addFileRoutes(
  app: Hono<{ Bindings: HttpBindings }>,
  dependencies: FileRoutesDependencies,
): void {
  const { rules } = dependencies.files;
  app.get(`${routes.files}/:id`, dependencies.enter, async (context) => {
    const id = context.req.param('id');
    const holding = isUuid(id) ? await rules.holding(context.var.session.userId, id) : null;
    return holding === null ? problem('not-found') : handOut(context, holding, dependencies);
  });
}

function handOut(
  context: FileContext,
  holding: Holding,
  dependencies: FileRoutesDependencies,
): Promise<Response> | Response {
  const { sha256, size, name } = holding;
  const etag = `"${sha256}"`;
  const headers = { ...tame, etag, 'content-disposition': attachment(name) };
  if (context.req.method === 'HEAD') {
    return new Response(null, { headers: { ...headers, 'content-length': String(size) } });
  }
  const condition = context.req.header('if-range');
  const isSame = condition === undefined || condition === etag;
  const range = isSame ? parseRange(context.req.header('range'), size) : null;
  if (range === 'none') {
    const { 'content-disposition': _, ...rest } = headers;
    const answer = new Response(null, { status: 416, headers: rest });
    answer.headers.set('content-range', `bytes */${size}`);
    return answer;
  }
  if (size === 0) return new Response(null, { headers: { ...headers, 'content-length': '0' } });
  return send(context, { holding, headers, range }, dependencies);
}

interface Sending {
  readonly holding: Holding;
  readonly headers: Readonly<Record<string, string>>;
  readonly range: ByteRange | null;
}

async function send(
  context: FileContext,
  { holding: { sha256, size }, headers, range }: Sending,
  { files, accounts, stopping, onFault }: FileRoutesDependencies,
): Promise<Response> {
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const stream = await files.store.open(sha256, { start, end });
  if (stream === null) {
    onFault(new Error(`the bytes of ${sha256} are not here`), routes.files);
    return problem('unavailable');
  }
  const { outgoing } = context.env;
  const cut = () => {
    outgoing.destroy();
  };
  stopping.addEventListener('abort', cut);
  outgoing.writeHead(range ? 206 : 200, {
    ...headers,
    'content-length': String(end - start + 1),
    ...(range && { 'content-range': `bytes ${start}-${end}/${size}` }),
    'set-cookie': context.res.headers.getSetCookie(),
  });
  const report = (error: unknown) => {
    onFault(error, routes.files);
  };
  const sent = pipeline(stream, outgoing).catch((error: unknown) => {
    // Whoever listens may stop; so may we.
    if (!outgoing.destroyed || codeOf(error) !== 'ERR_STREAM_PREMATURE_CLOSE') report(error);
  });
  await whileAllowed(sent, {
    isAllowed: async () =>
      (await accounts.sessionOf(context.req.raw.headers)) !== null &&
      (await files.rules.holding(context.var.session.userId, context.req.param('id') ?? ''))
        ?.sha256 === sha256,
    onLost: cut,
    report,
  });
  stopping.removeEventListener('abort', cut);
  return RESPONSE_ALREADY_SENT;
}
