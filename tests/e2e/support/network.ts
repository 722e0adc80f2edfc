/**
 * This is one device's own network: a forward proxy that only this device's browser uses, or, for
 * browsers that go to this machine past any proxy, an address in front of the server. It can be cut
 * (every connection reset, new ones too), hung (connections stay open and nothing moves) and healed. A
 * browser's own offline switch is no substitute: it leaves open sockets alive.
 */
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type LookupFunction, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { after, createLine, unhindered, type Pace } from './pacing.ts';

/**
 * `no-sockets`: requests pass, tunnels (and so WebSockets) are refused, as some companies' proxies
 * do.
 */
export type Link = 'up' | 'cut' | 'hang' | 'no-sockets';

/** What something on the way says in place of the server. */
export interface Answered {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Network {
  /** The proxy for `browser.newContext({ proxy })`; loopback goes through it too. */
  readonly proxy: { readonly server: string; readonly bypass: string };
  /** The address in front of the server, where it is one. */
  readonly url: string;
  set(link: Link): void;
  /** How the line carries from now on; what is not named does not hinder. */
  pace(pace: Partial<Pace>): void;
  /** From now on no answer of the server has this header. */
  without(header: string): void;
  /** From now on something on the way answers each request for which the rule says what. */
  answer(rule: ((asked: IncomingMessage) => Answered | null) | null): void;
  /** What went up since the beginning. */
  readonly uploads: {
    /** Bytes, also those that were sent again. */
    readonly bytes: () => number;
    /** How many requests brought them. */
    readonly requests: () => number;
  };
  close(): Promise<void>;
}

/** @param to the server that it stands in front of; left out, it is a proxy to anywhere */
export async function openNetwork(to?: string): Promise<Network> {
  const sockets = new Set<Duplex>();
  let link: Link = 'up';
  const stripped = new Set<string>();
  let rule: ((asked: IncomingMessage) => Answered | null) | null = null;
  let pace = unhindered;
  const isMoving = () => link !== 'hang';
  const up = createLine(() => (isMoving() ? pace.up : 0));
  const down = createLine(() => (isMoving() ? pace.down : 0));
  let [bytes, requests] = [0, 0];

  const track = (socket: Duplex) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };

  const forward = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if ((link !== 'up' && link !== 'no-sockets') || !incoming.url) return;
    const answered = rule?.(incoming);
    if (answered) {
      incoming.resume();
      outgoing.writeHead(answered.status, answered.headers).end(answered.body);
      return;
    }
    const answer504 = after(pace.gatewayMs, () => {
      outgoing.writeHead(504).end();
      upstream.destroy();
    });
    const callOff = after(pace.requestsLiveMs, () => outgoing.destroy());
    const upstream = request(
      new URL(incoming.url, to),
      // By whatever name: every server of a test is on this machine.
      { method: incoming.method ?? 'GET', headers: incoming.headers, agent: false, lookup: here },
      (answered) => {
        answer504();
        for (const header of stripped) delete answered.headers[header];
        void pause(pace.firstByteMs).then(() => {
          outgoing.writeHead(answered.statusCode ?? 502, answered.headers);
          return pipeline(answered, down, outgoing).catch(() => outgoing.destroy());
        });
      },
    );
    upstream.on('socket', track);
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => {
      answer504();
      callOff();
      upstream.destroy();
    });
    const isFile = incoming.method === 'PATCH';
    if (isFile) requests += 1;
    const counted = async function* (source: AsyncIterable<Buffer>) {
      for await (const piece of source) {
        if (isFile) bytes += piece.length;
        yield piece;
      }
    };
    // Whoever is cut off destroys one of them.
    pipeline(incoming, up, counted, upstream).catch(() => incoming.destroy());
  };

  /** @param begin says what one side or the other is to hear first */
  const join = (
    client: Duplex,
    [host, port]: readonly [host: string, port: number],
    begin: (upstream: Socket) => void,
  ) => {
    track(client);
    if (link === 'no-sockets') client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    if (link !== 'up') return;
    const upstream: Socket = connect(port, host === 'localhost' ? '127.0.0.1' : host, () => {
      begin(upstream);
      // However the line ends, both ends are closed below.
      pipeline(upstream, down, client).catch(() => undefined);
      pipeline(client, up, upstream).catch(() => undefined);
    });
    track(upstream);
    const callOff = after(pace.socketsLiveMs, () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => {
      callOff();
      upstream.destroy();
    });
  };

  const server = createServer(forward);
  server.on('connect', (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    const [host = '', port] = (incoming.url ?? '').split(':');
    join(client, [host, Number(port)], (upstream) => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
    });
  });
  server.on('upgrade', (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    if (to === undefined) return client.destroy();
    const { hostname, port } = new URL(to);
    join(client, [hostname, Number(port)], (upstream) => {
      const lines = incoming.rawHeaders.flatMap((name, index, all) =>
        index % 2 === 0 ? [`${name}: ${all[index + 1]}`] : [],
      );
      const first = `${incoming.method} ${incoming.url} HTTP/1.1`;
      upstream.write([first, ...lines, '', ''].join('\r\n'));
      upstream.write(head);
    });
    return;
  });
  server.on('connection', (socket) => {
    track(socket);
    if (link === 'cut') socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    proxy: { server: `http://127.0.0.1:${port}`, bypass: '<-loopback>' },
    url: `http://localhost:${port}`,
    set(next) {
      link = next;
      for (const socket of sockets) {
        if (next === 'hang') socket.pause();
        else socket.destroy();
      }
    },
    pace(next) {
      pace = { ...unhindered, ...next };
    },
    without: (header) => void stripped.add(header),
    answer(next) {
      rule = next;
    },
    uploads: { bytes: () => bytes, requests: () => requests },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The next request to a path that begins so is answered by something on the way. */
export function answerOnce(network: Network, path: string, status: number): void {
  network.answer(({ url = '' }) => {
    if (!new URL(url).pathname.startsWith(path)) return null;
    network.answer(null);
    return { status };
  });
}

const here: LookupFunction = (_host, { all }, answer) =>
  all ? answer(null, [{ address: '127.0.0.1', family: 4 }]) : answer(null, '127.0.0.1', 4);
