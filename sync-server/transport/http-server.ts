/**
 * The server below HTTP and sockets: how long a request may take to arrive. Whoever dribbles it, or
 * connects and says nothing, holds a connection and nothing else, and not for long; so does a handshake
 * that never ends, as its headers are a request's. A body that comes over a slow line is waited for. What
 * is answered may take as long as it takes, and so may a body that is a file, as long as something of it
 * comes.
 */
import { second } from '#shared/base/time.ts';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Socket } from 'node:net';
import { everyAnswer, linesOf, type EveryAnswer } from './every-answer.ts';

export interface Patience {
  /** From the connection, or the first byte, to the end of the headers. */
  readonly headersTimeout: number;
  /** To the end of the body; as long again where enough of it has come. Of a file, to the next piece of it. */
  readonly requestTimeout: number;
  /** From the answer to the beginning of the next question. */
  readonly keepAliveTimeout: number;
  /** Who dawdles is looked for so often; Node itself looks every 30 s. */
  readonly connectionsCheckingInterval: number;
}

export const usualPatience: Patience = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  // Longer than proxies keep theirs (nginx and AWS a minute, Traefik 90 s, Caddy two minutes, Google ten):
  // into one that is closed at that moment they send what nobody answers.
  keepAliveTimeout: 620_000,
  connectionsCheckingInterval: 5_000,
};

/** Of a body that goes on: less is no line that somebody works over, but somebody who dribbles. */
const bytesPerSecondLeast = 1_024;
export const isWebSocket = ({ upgrade }: IncomingHttpHeaders): boolean =>
  upgrade?.toLowerCase() === 'websocket';

/**
 * @param takesLong of a path: a file is sent there
 * @param headers of every answer
 */
export function createHttpServer(
  patience = usualPatience,
  takesLong: (path: string) => boolean = () => false,
  headers = everyAnswer('http://localhost'),
): Server {
  const { requestTimeout: bodyMs, ...rest } = patience;
  // Node's own limit is one for all requests; ours is counted below.
  const server: Server = createServer({
    ...rest,
    requestTimeout: 0,
    // Whoever offers to go on in another protocol, such as h2c, is answered in this one.
    shouldUpgradeCallback: ({ headers }) =>
      isWebSocket(headers) && server.listenerCount('upgrade') > 0,
  });
  const answering = new WeakMap<Socket, ServerResponse>();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answering.set(request.socket, response);
    response.setHeaders(new Map(Object.entries(headers)));
    const { headers: asked, socket } = request;
    const isBare = (asked['content-length'] ?? '0') === '0' && !asked['transfer-encoding'];
    if (isBare) return;
    if (takesLong(request.url ?? '')) socket.setTimeout(bodyMs);
    else cutWhenSlow(request, response, { bodyMs, headers });
  });
  // What Node itself would answer, with the headers of every answer.
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    // Amid an answer, more of it would be taken for a part of that.
    const isAmid = socket instanceof Socket && answering.get(socket)?.headersSent === true;
    if (!socket.writable || isAmid || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const status = statuses[error.code ?? ''] ?? '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\n${linesOf(headers)}Connection: close\r\n\r\n`);
  });
  return server;
}

const statuses: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Payload Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

interface Cut {
  readonly bodyMs: number;
  readonly headers: EveryAnswer;
}

function cutWhenSlow(
  request: IncomingMessage,
  response: ServerResponse,
  { bodyMs, headers }: Cut,
): void {
  const { socket } = request;
  let read = socket.bytesRead;
  const look = () => {
    if (request.complete) return;
    const came = socket.bytesRead - read;
    read += came;
    const isMoving = came >= (bodyMs / second) * bytesPerSecondLeast;
    // Who is answered already has nothing more to say.
    if (isMoving && !response.headersSent) {
      timer = setTimeout(look, bodyMs);
      return;
    }
    if (!response.headersSent) {
      socket.write(`HTTP/1.1 408 Request Timeout\r\n${linesOf(headers)}Connection: close\r\n\r\n`);
    }
    socket.destroySoon();
  };
  let timer = setTimeout(look, bodyMs);
  // A body that nobody reads to its end hears nothing of the end of its connection, and would be kept.
  const end = () => {
    clearTimeout(timer);
    socket.off('close', end);
  };
  request.once('close', end);
  socket.once('close', end);
}
