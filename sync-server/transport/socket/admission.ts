/**
 * Who is let in at the socket's door, and with which answer the others are sent away. A browser of a
 * foreign page gets 403; everybody else a close code, because a client can read those. Whoever is
 * sent away never gets a WebSocket of ours: the handshake and the closing frame are written by hand,
 * so nothing they send is parsed. Owns no state.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { closeCodes } from '#shared/workspace/refusals.ts';
import { socketsPerUser } from '#shared/workspace/limits.ts';
import { routes } from '#shared/protocol/routes.ts';
import { isWebSocket } from '../http-server.ts';
import { protocolVersionClocks, protocolVersionOldest } from '#shared/protocol/version.ts';

/** What the URL asks for. The path behind `/api/sync` is a room name of stock clients: meaningless. */
export interface SocketRequest {
  readonly account: string | null;
  readonly generation: string | null;
  readonly protocol: string | null;
}

export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** @returns null where the path is not the socket's */
export function parseSocketUrl(url: string): SocketRequest | null {
  const [path = '', query] = url.split('?', 2);
  if (path !== routes.sync && !path.startsWith(`${routes.sync}/`)) return null;
  const params = new URLSearchParams(query);
  return {
    account: params.get('account'),
    generation: params.get('generation'),
    protocol: params.get('protocol'),
  };
}

/** What can be said without reading any document. */
export function closingFor(
  request: SocketRequest,
  session: { readonly userId: string } | null,
): Closing | null {
  if (!session) return { code: closeCodes.signIn, reason: 'sign in' };
  const { account, protocol } = request;
  if (account !== null && account !== session.userId) {
    return { code: closeCodes.notYours, reason: 'another account is signed in' };
  }
  if (protocol !== null && !(Number(protocol) >= protocolVersionOldest)) {
    return { code: closeCodes.reload, reason: 'this app is too old' };
  }
  return null;
}

/** How a socket ends on which something is said of a later time than it is: an app of before cannot help it. */
export const wrongClockCode = (protocol: string | null): number =>
  protocol !== null && Number(protocol) < protocolVersionClocks
    ? closeCodes.reload
    : closeCodes.wrongClock;

/** What the document of whoever is let in says to it. @param room the one they would enter */
export function closingAtRoom(
  request: SocketRequest,
  room: {
    readonly generation: string;
    readonly isAlive: boolean;
    readonly listeners: { readonly size: number };
  },
): Closing | null {
  if (request.generation !== null && request.generation !== room.generation) {
    return { code: closeCodes.otherGeneration, reason: 'another document' };
  }
  if (!room.isAlive) return { code: closeCodes.slowDown, reason: 'unavailable' };
  if (room.listeners.size < socketsPerUser) return null;
  return { code: closeCodes.slowDown, reason: 'too many sockets' };
}

const statusTexts = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
} as const;

/** Long enough for the answer to leave, and for the client to close its side. */
const lingerMs = 2_000;

/** Answers an upgrade as if it were a request. */
export function refuseUpgrade(socket: Duplex, status: keyof typeof statusTexts): void {
  const retry = status === 429 || status === 503 ? 'Retry-After: 5\r\n' : '';
  farewell(
    socket,
    `HTTP/1.1 ${status} ${statusTexts[status]}\r\n${retry}Connection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

const handshakeGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'; // RFC 6455 §1.3
const keyPattern = /^[+/0-9A-Za-z]{22}==$/;

export const isHandshake = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' &&
  isWebSocket(headers) &&
  headers['sec-websocket-version'] === '13' &&
  keyPattern.test(headers['sec-websocket-key'] ?? '');

/** Accepts a handshake only to close it, so that the client learns the code. */
export function closeUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  { code, reason }: Closing,
): void {
  const key = request.headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1').update(`${key}${handshakeGuid}`).digest('base64');
  const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
  const words = Buffer.from(reason);
  const frame = Buffer.from([0x88, words.length + 2, code >> 8, code & 0xff]);
  farewell(socket, Buffer.concat([Buffer.from(head), frame, words]));
}

function farewell(socket: Duplex, bytes: string | Buffer): void {
  // Unread bytes would turn the end into a reset, and the client would not see the answer.
  socket.resume();
  socket.end(bytes);
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  timer.unref();
  socket.once('close', () => {
    clearTimeout(timer);
  });
}
