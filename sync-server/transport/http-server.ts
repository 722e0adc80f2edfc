/**
 * The server below HTTP and sockets: how long a request may take to arrive. Whoever dribbles it, or
 * connects and says nothing, holds a connection and nothing else, and not for long; so does a handshake
 * that never ends, as its headers are a request's. What is answered may take as long as it takes, and so
 * may a body that is a file, as long as something of it comes.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answeredBy } from '#shared/protocol/answered-by.ts';

export interface Patience {
  /** From the connection, or the answer before, to the end of the headers. */
  readonly headersTimeout: number;
  /** To the end of the body: 512 KB over a bad mobile network. Of a file, to the next piece of it. */
  readonly requestTimeout: number;
  /** Who dawdles is looked for so often; Node itself looks every 30 s. */
  readonly connectionsCheckingInterval: number;
}

export const usualPatience: Patience = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
};

const ours = `${answeredBy.header}: ${answeredBy.server}\r\n`;

/** @param takesLong of a path: a file is sent there */
export function createHttpServer(
  patience = usualPatience,
  takesLong: (path: string) => boolean = () => false,
): Server {
  const { requestTimeout: bodyMs, ...rest } = patience;
  // Node's own limit is one for all requests; ours is counted below.
  const server = createServer({ ...rest, requestTimeout: 0 });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    response.setHeader(answeredBy.header, answeredBy.server);
    const { headers, socket } = request;
    const isBare = (headers['content-length'] ?? '0') === '0' && !headers['transfer-encoding'];
    if (isBare) return;
    if (takesLong(request.url ?? '')) {
      socket.setTimeout(bodyMs);
      return;
    }
    const timer = setTimeout(() => {
      if (request.complete) return;
      if (!response.headersSent) {
        socket.write(`HTTP/1.1 408 Request Timeout\r\n${ours}Connection: close\r\n\r\n`);
      }
      socket.destroySoon();
    }, bodyMs);
    request.once('close', () => clearTimeout(timer));
  });
  return server;
}
