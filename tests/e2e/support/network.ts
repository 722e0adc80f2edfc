/**
 * This is one device's own network: a forward proxy that only this device's browser uses. It can be
 * cut (every connection reset, new ones too), hung (connections stay open and nothing moves) and
 * healed. A browser's own offline switch is no substitute: it leaves open sockets alive.
 */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * `no-sockets`: requests pass, tunnels (and so WebSockets) are refused, as some companies' proxies
 * do.
 */
export type Link = 'up' | 'cut' | 'hang' | 'no-sockets';

export interface Network {
  /** The proxy for `browser.newContext({ proxy })`; loopback goes through it too. */
  readonly proxy: { readonly server: string; readonly bypass: string };
  set(link: Link): void;
  close(): Promise<void>;
}

export async function openNetwork(): Promise<Network> {
  const sockets = new Set<Duplex>();
  let link: Link = 'up';

  const track = (socket: Duplex) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };

  const forward = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if ((link !== 'up' && link !== 'no-sockets') || !incoming.url) return;
    const upstream = request(
      incoming.url,
      { method: incoming.method ?? 'GET', headers: incoming.headers, agent: false },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    upstream.on('socket', track);
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  };

  const tunnel = (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    track(client);
    if (link === 'no-sockets') client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    if (link !== 'up') return;
    const [host, port] = (incoming.url ?? '').split(':');
    const address = host === 'localhost' ? '127.0.0.1' : (host ?? '');
    const upstream: Socket = connect(Number(port), address, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client);
      client.pipe(upstream);
    });
    track(upstream);
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  };

  const server = createServer(forward);
  server.on('connect', tunnel);
  server.on('connection', (socket) => {
    track(socket);
    if (link === 'cut') socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    proxy: { server: `http://127.0.0.1:${port}`, bypass: '<-loopback>' },
    set(next) {
      link = next;
      for (const socket of sockets) {
        if (next === 'hang') socket.pause();
        else socket.destroy();
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
