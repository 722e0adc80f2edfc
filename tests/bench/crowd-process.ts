/**
 * This process is a crowd of hostile clients: each does one kind of mischief on a connection of its
 * own, every two seconds, and comes back when it was thrown out. It is bounded in number, pace and
 * time, and on loopback only.
 */
import { createConnection, type Socket } from 'node:net';
import { setPriority } from 'node:os';
import { WebSocket } from 'ws';
import type { CrowdRequest } from './crowd.ts';

const everyMs = 2_000;
/** So many addresses are reported by the proxy in front. */
const addresses = 40;

interface Client {
  act(): void;
  end(): void;
}

const clients: Client[] = [];
let timers: NodeJS.Timeout[] = [];

/** A socket that is opened again whenever it was closed. */
function persistent(
  { port }: CrowdRequest,
  index: number,
  cookie: string,
  mischief: (ws: WebSocket) => void,
): Client {
  let ws: WebSocket | undefined;
  const open = () => {
    ws = new WebSocket(`ws://127.0.0.1:${port}/api/sync`, {
      headers: { cookie, 'x-forwarded-for': `10.9.0.${index % addresses}` },
    });
    ws.on('error', () => undefined);
  };
  return {
    act() {
      if (ws?.readyState === WebSocket.OPEN) mischief(ws);
      else if (ws?.readyState !== WebSocket.CONNECTING) open();
    },
    end: () => ws?.terminate(),
  };
}

/** A connection below HTTP that says a byte now and then. */
function dawdling({ port }: CrowdRequest, words: string): Client {
  let socket: Socket | undefined;
  let said = 0;
  return {
    act() {
      if (!socket || socket.destroyed) {
        socket = createConnection(port, '127.0.0.1');
        socket.on('error', () => undefined);
        socket.resume();
        said = 0;
      }
      if (said < words.length) socket.write(words.charAt(said));
      said += 1;
    },
    end: () => socket?.destroy(),
  };
}

const wholeDocument = new Uint8Array([0, 0, 1, 0]);
const badUpdate = new Uint8Array([0, 2, 3, 7, 7, 7]);
const clockOfYears = new Uint8Array([0, 2, 13, 1, 1, 5, 0, 0, 128, 128, 128, 128, 128, 128, 8, 0]);
const orphan = new Uint8Array([0, 2, 8, 1, 1, 9, 5, 0, 1, 0]);
const awareness = new Uint8Array([1, 1, 2, 3]);

function clientOf(request: CrowdRequest, index: number): Client {
  const cookie = request.cookies[index % request.cookies.length] ?? '';
  switch (index % 7) {
    case 0:
      return persistent(request, index, '', () => undefined);
    case 1:
      return persistent(request, index, cookie, (ws) => ws.send(badUpdate));
    case 2:
      return persistent(request, index, cookie, (ws) => ws.send(clockOfYears));
    case 3:
      // Deaf: it asks for everything, and reads nothing.
      return persistent(request, index, cookie, (ws) => {
        ws.pause();
        for (let times = 0; times < 20; times += 1) ws.send(wholeDocument);
      });
    case 4:
      return persistent(request, index, cookie, (ws) => {
        for (let times = 0; times < 5; times += 1) ws.send(orphan);
      });
    case 5:
      return persistent(request, index, cookie, (ws) => {
        for (let times = 0; times < 50; times += 1) ws.send(awareness);
      });
    default:
      return dawdling(request, index % 2 === 0 ? '' : 'GET /api/sync HTTP/1.1\r\nHost: x\r\n');
  }
}

// The crowd has machines of its own: here it must not take the processor from whom it bothers.
setPriority(10);

process.on('message', (request: CrowdRequest | 'end') => {
  if (request === 'end') {
    timers.forEach(clearInterval);
    timers = [];
    for (const client of clients.splice(0)) client.end();
    process.disconnect?.();
    return;
  }
  for (let index = 0; index < request.clients; index += 1) {
    const client = clientOf(request, index);
    clients.push(client);
    const begin = () => {
      client.act();
      timers.push(setInterval(client.act, everyMs));
    };
    timers.push(setTimeout(begin, (index / request.clients) * everyMs));
  }
});
