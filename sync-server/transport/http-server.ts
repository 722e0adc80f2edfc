/**
 * The server below HTTP and sockets: how long a request may take to arrive. Whoever dribbles it, or
 * connects and says nothing, holds a connection and nothing else, and not for long; so does a handshake
 * that never ends, as its headers are a request's. What is answered may take as long as it takes.
 */
import { createServer, type Server } from 'node:http';

export interface Patience {
  /** From the connection, or the answer before, to the end of the headers. */
  readonly headersTimeout: number;
  /** To the end of the body: 512 KB over a bad mobile network. */
  readonly requestTimeout: number;
  /** Who dawdles is looked for so often; Node itself looks every 30 s. */
  readonly connectionsCheckingInterval: number;
}

export const usualPatience: Patience = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
};

export const createHttpServer = (patience = usualPatience): Server => createServer(patience);
