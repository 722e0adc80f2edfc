/**
 * The port of the server, from the first moment to the last: whether it is taken says in plain words that
 * a server runs here already, so it is opened before anything else is done. From then on everybody is
 * answered, at first by whoever stands in until the server can serve.
 */
import type { Server, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { assert } from '#shared/base/assert.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { requestsUnderWay } from '../limits/figures.ts';
import { clientAddress } from '../limits/client-address.ts';
import { limitConnections, usualLimits, type ConnectionLimit } from '../limits/connection-limit.ts';
import { createFairShare, type FairShareBounds } from '../limits/fair-share.ts';
import { comeAgainSeconds, problem } from './http/problems.ts';
import { everyAnswer } from './every-answer.ts';
import { createHttpServer, usualPatience } from './http-server.ts';

type Answer = Parameters<typeof getRequestListener>[0];

export interface OpenPort {
  readonly server: Server;
  readonly number: number;
  readonly connections: ConnectionLimit;
  /** From now on this answers. */
  serve(answer: Answer): void;
}

export interface PortOptions {
  readonly port: number;
  readonly host: string;
  readonly proxies: number;
  /** Of whoever asks without naming a host, as HTTP/1.0 may. */
  readonly origin: string;
  /** Of a path: a file is sent there. */
  readonly takesLong: (path: string) => boolean;
  /** Answers until somebody serves. */
  readonly standIn: Answer;
  /** How many requests are under way at once, by the address of the client. */
  readonly underWay?: FairShareBounds;
}

const tooMany = problem('unavailable', {
  detail: 'Too many requests are under way from this address.',
  retryAfterSeconds: comeAgainSeconds,
});
const refusal = {
  status: tooMany.status,
  headers: { ...Object.fromEntries(tooMany.headers), connection: 'close' },
  body: await tooMany.text(),
} as const;

/** As cheaply as can be, as it may be thousands of times: what else comes on the connection is not read. */
function refuse(response: ServerResponse): void {
  response.writeHead(refusal.status, refusal.headers).end(refusal.body);
}

/** @returns what keeps it from opening, in words for the operator */
export async function openPort(options: PortOptions): Promise<Result<OpenPort, string>> {
  const server = createHttpServer(usualPatience, options.takesLong, everyAnswer(options.origin));
  const connections = limitConnections(server, usualLimits(options.proxies));
  let answer = options.standIn;
  const listener = getRequestListener((request, env) => answer(request, env), {
    overrideGlobalObjects: false,
    hostname: new URL(options.origin).host,
  });
  const underWay = createFairShare(options.underWay ?? requestsUnderWay);
  server.on('request', (request, response) => {
    const forwarded = String(request.headers['x-forwarded-for'] ?? '');
    const client = clientAddress(request.socket.remoteAddress, forwarded, options.proxies);
    const end = underWay.begin(client);
    if (!end) {
      refuse(response);
      return;
    }
    response.once('close', end);
    void listener(request, response);
  });
  const listening = await listen(server, options);
  if (!listening.ok) return listening;
  return ok({
    server,
    number: listening.value,
    connections,
    serve(next) {
      answer = next;
    },
  });
}

function listen(
  server: Server,
  { port, host }: Pick<PortOptions, 'port' | 'host'>,
): Promise<Result<number, string>> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      resolve(
        err(
          isTaken
            ? `Port ${port} is taken by another program. Stop it, or choose another: PORT=4700 npm start`
            : `Cannot listen on ${host}:${port} (${error.code ?? error.message}). Check HOST and PORT.`,
        ),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      assert(address !== null && typeof address === 'object', 'a server on a port has an address');
      resolve(ok(address.port));
    });
  });
}
