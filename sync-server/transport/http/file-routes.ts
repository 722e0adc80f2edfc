/**
 * Where files are handed out: the very bytes that came, to whoever may see them at that moment. A browser
 * is told to save them and to believe nothing in them; a player takes them all the same.
 */
import { pipeline } from 'node:stream/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Hono } from 'hono';
import { parseRange, type ByteRange } from '#shared/base/byte-range.ts';
import { isUuid } from '#shared/base/ids.ts';
import { minute } from '#shared/base/time.ts';
import { routes } from '#shared/protocol/routes.ts';
import type { Accounts } from '../../accounts/create-accounts.ts';
import type { FileRules, Holding } from '../../files/ports.ts';
import { playedBytes, type HandedOut } from '../../files/played-bytes.ts';
import type { SoundFactsReader } from '../../files/sound-facts.ts';
import type { FileStore } from '../../files/store.ts';
import { createAtOnce, type AtOnce } from '../../limits/at-once.ts';
import { codeOf } from '../../storage/durable-files.ts';
import { attachment } from './attachment.ts';
import type { Enter, Entered } from './enter.ts';
import { problem } from './problems.ts';
import { whileAllowed } from './while-allowed.ts';
import { filesSent } from '../../limits/figures.ts';

export interface FileRoutesDependencies {
  readonly files: {
    readonly store: Pick<FileStore, 'open'>;
    readonly rules: Pick<FileRules, 'holding'>;
    readonly soundFacts: SoundFactsReader;
  };
  readonly accounts: Pick<Accounts, 'sessionOf'>;
  readonly enter: Enter;
  /** Aborts when the server stops. */
  readonly stopping: AbortSignal;
  readonly onFault: (error: unknown, path: string) => void;
  /** Whoever takes nothing for so long is cut, in ms; five minutes where nothing else is said: a system takes much in hand for a slow line. */
  readonly takenWithinMs?: number;
}

type FileContext = Context<{ Bindings: HttpBindings; Variables: Entered }>;

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
  const { rules, store, soundFacts } = dependencies.files;
  const sending = createAtOnce(filesSent);
  const held = (context: FileContext) => {
    const id = context.req.param('id') ?? '';
    return isUuid(id) ? rules.holding(context.var.session.userId, id) : Promise.resolve(null);
  };
  app.get(`${routes.files}/:id`, dependencies.enter, async (context) => {
    const holding = await held(context);
    if (holding === null) return problem('not-found');
    const { sha256, size } = holding;
    const bytes: HandedOut = { size, open: (range) => store.open(sha256, range) };
    return handOut(context, { holding, bytes, etag: `"${sha256}"`, sending }, dependencies);
  });
  app.get(`${routes.files}/:id/sound`, dependencies.enter, async (context) => {
    const holding = await held(context);
    if (holding === null) return problem('not-found');
    const { sha256, size, name } = holding;
    const facts = await soundFacts.of(sha256, name);
    if (facts === null) return isNotHere(sha256, dependencies);
    const bytes = playedBytes(store, sha256, size, facts);
    if (bytes === null) return problem('not-found', { detail: 'no player is given this file' });
    return handOut(context, { holding, bytes, etag: `"${sha256}-sound"`, sending }, dependencies);
  });
}

interface Handed {
  readonly holding: Holding;
  readonly bytes: HandedOut;
  readonly etag: string;
  readonly sending: AtOnce;
}

function handOut(
  context: FileContext,
  handed: Handed,
  dependencies: FileRoutesDependencies,
): Promise<Response> | Response {
  const { holding, bytes, etag } = handed;
  const { size } = bytes;
  const headers = { ...tame, etag, 'content-disposition': attachment(holding.name) };
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
  const over = handed.sending.begin(context.var.session.userId);
  if (over === null) return problem('unavailable', { retryAfterSeconds: 1 });
  return send(context, { ...handed, headers, range }, dependencies).finally(over);
}

interface Sending extends Handed {
  readonly headers: Readonly<Record<string, string>>;
  readonly range: ByteRange | null;
}

function isNotHere(sha256: string, { onFault }: FileRoutesDependencies): Response {
  onFault(new Error(`the bytes of ${sha256} are not here`), routes.files);
  return problem('unavailable');
}

async function send(
  context: FileContext,
  { holding: { sha256 }, bytes, headers, range }: Sending,
  dependencies: FileRoutesDependencies,
): Promise<Response> {
  const { files, accounts, stopping, onFault, takenWithinMs = 5 * minute } = dependencies;
  const { size } = bytes;
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const stream = await bytes.open({ start, end });
  if (stream === null) return isNotHere(sha256, dependencies);
  const { outgoing } = context.env;
  // Whoever is gone by now takes nothing, and what nobody closes ends the process once it is collected.
  if (outgoing.destroyed) {
    stream.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  const cut = () => {
    outgoing.destroy();
  };
  stopping.addEventListener('abort', cut);
  // Node counts from the last bytes that went out, be it in the middle of a piece.
  outgoing.setTimeout(takenWithinMs, cut);
  outgoing.writeHead(range ? 206 : 200, {
    ...headers,
    'content-length': String(end - start + 1),
    ...(range && { 'content-range': `bytes ${start}-${end}/${size}` }),
    'set-cookie': context.res.headers.getSetCookie(),
  });
  const report = (error: unknown) => {
    onFault(error, routes.files);
  };
  const sent = pipeline(stream, outgoing)
    .catch((error: unknown) => {
      // Whoever listens may stop; so may we.
      if (!outgoing.destroyed || codeOf(error) !== 'ERR_STREAM_PREMATURE_CLOSE') report(error);
    })
    .finally(() => stream.destroy());
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
