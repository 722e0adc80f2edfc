/**
 * From an upgrade to a socket in a room. Owns the order of questions: is it our path, our page, a
 * handshake; who is it; may they; and only then a WebSocket. Everything slow is asked before the
 * handshake, so a client is greeted the moment it is accepted and nothing it sends has to wait.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocketServer } from 'ws';
import { encodeFrame, type Heads } from '#shared/protocol/codec.ts';
import { closeCodes } from '#shared/workspace/refusals.ts';
import { protocolVersion } from '#shared/protocol/version.ts';
import { steadyClock } from '../../base/steady-clock.ts';
import { createRateLimit } from '../../limits/rate-limit.ts';
import {
  closeUpgrade,
  closingAtRoom,
  closingFor,
  isHandshake,
  parseSocketUrl,
  refuseUpgrade,
  wrongClockCode,
  type Closing,
  type SocketRequest,
} from './admission.ts';
import type { Budget } from '../../limits/token-bucket.ts';
import type { MarksRoomsDeps, SocketSession } from '../../marks/ports.ts';
import type { Pulse } from './pulse.ts';
import type { RoomRegistry, RoomUse } from '../../marks/room-registry.ts';
import { RoomSocket } from './room-socket.ts';
import { holdUnfinished } from './unfinished-frames.ts';
import { visitorsMost, visitorsPerAddress } from '../../limits/figures.ts';

export interface Door {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Lets nobody in any more. */
  close(): void;
}

type DoorDeps = MarksRoomsDeps & {
  readonly rooms: RoomRegistry;
  readonly webSockets: WebSocketServer;
  readonly pulse: Pulse;
  /** Upgrades from one address. */
  readonly knocks: Budget;
  readonly now: () => number;
};

/** Somebody at the door while questions about them are on their way. */
interface Visitor {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly cookie: string;
  readonly address: string;
  session: SocketSession | null;
  isSignedOut: boolean;
}

export function createDoor(deps: DoorDeps): Door {
  const { log, rooms } = deps;
  const visitors = new Set<Visitor>();
  const knocks = createRateLimit(steadyClock, deps.knocks);
  const inLine = createLine();
  let isClosed = false;

  const unsubscribe = deps.onSignedOut((sessionId, userId) => {
    for (const visitor of visitors)
      visitor.isSignedOut ||= visitor.session?.sessionId === sessionId;
    for (const socket of rooms.find(userId)?.listeners ?? []) {
      if (socket.session.sessionId === sessionId) socket.close(closeCodes.signIn, 'signed out');
    }
  });

  const admit = async (visitor: Visitor, asked: SocketRequest): Promise<void> => {
    const session = await deps.sessionOf(new Headers({ cookie: visitor.cookie }));
    visitor.session = session;
    const closing = closingFor(asked, session);
    if (closing || !session) {
      closeUpgrade(visitor.request, visitor.socket, closing ?? signIn);
      return;
    }
    const use = await rooms.acquire(session.userId);
    let isIn = false;
    try {
      const newsBefore = use.newsCount();
      const heads = await headsOf(deps, session);
      const late = lateClosing(visitor, asked, use);
      if (late) closeUpgrade(visitor.request, visitor.socket, late);
      else isIn = enter(deps, visitor, session, use, heads);
      if (isIn && use.newsCount() !== newsBefore) deps.pulse.nudge(session.userId);
    } finally {
      if (!isIn) use.release();
    }
  };

  const lateClosing = (visitor: Visitor, asked: SocketRequest, use: RoomUse): Closing | null => {
    if (isClosed) return { code: closeCodes.restart, reason: 'restart' };
    if (visitor.isSignedOut) return signIn;
    return closingAtRoom(asked, use.room);
  };

  const crowdRefusal = (address: string): 429 | 503 | null => {
    if (knocks.take(address) > 0) return 429;
    if (isClosed || visitors.size >= visitorsMost) return 503;
    let near = 0;
    for (const visitor of visitors) if (visitor.address === address) near += 1;
    return near < visitorsPerAddress ? null : 429;
  };

  return {
    upgrade(request, socket, head) {
      socket.on('error', destroy);
      const asked = parseSocketUrl(request.url ?? '');
      const address = deps.addressOf(request);
      const refusal = refusalFor(request, deps.origin) ?? crowdRefusal(address);
      if (refusal || !asked) {
        refuseUpgrade(socket, refusal ?? 404);
        return;
      }
      const cookie = request.headers.cookie ?? '';
      const visitor = { request, socket, head, cookie, address, session: null, isSignedOut: false };
      visitors.add(visitor);
      inLine(() => {
        admit(visitor, asked)
          .catch((error: unknown) => {
            log.error({ err: error }, 'socket not opened');
            refuseUpgrade(socket, 503);
          })
          .finally(() => visitors.delete(visitor));
      });
    },
    close() {
      isClosed = true;
      unsubscribe();
    },
  };
}

/**
 * Begins one after the other, each in a turn of the event loop of its own: looking up a session takes
 * a millisecond or two, and a crowd that comes at once must not hold up who is in already.
 */
function createLine(): (begin: () => void) => void {
  const waiting: (() => void)[] = [];
  const serve = () => {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(serve);
  };
  return (begin) => {
    waiting.push(begin);
    if (waiting.length === 1) setImmediate(serve);
  };
}

/** Outside, as a closure would keep the request and its headers as long as the connection lives. */
function destroy(this: Duplex): void {
  this.destroy();
}

/** @returns whether there is a socket now; there is none where the client has gone */
function enter(
  deps: DoorDeps,
  { request, socket, head, cookie }: Visitor,
  session: SocketSession,
  use: RoomUse,
  heads: Heads,
): boolean {
  let isIn = false;
  const wrongClock = wrongClockCode(parseSocketUrl(request.url ?? '')?.protocol ?? null);
  deps.webSockets.handleUpgrade(request, socket, head, (ws) => {
    isIn = true;
    deps.connections.known(socket);
    const { room } = use;
    const listener = new RoomSocket({
      ws,
      connection: socket,
      room,
      session,
      log: deps.log,
      now: deps.now,
      clock: deps.clock,
      wrongClock,
      read: () => deps.store.load(session.userId),
      isSignedIn: async () => {
        const current = await deps.sessionOf(new Headers({ cookie }));
        return current?.sessionId === session.sessionId;
      },
    });
    room.listeners.add(listener);
    holdUnfinished({
      connection: socket,
      ws,
      room: deps.bodies,
      userId: session.userId,
      onFull: () => listener.close(closeCodes.slowDown, 'too much at once'),
    });
    ws.once('close', () => {
      room.listeners.delete(listener);
      use.release();
    });
    const { generation } = room;
    const documentSeq = room.seq;
    const hello = { type: 'hello', protocol: protocolVersion, generation } as const;
    const time = deps.clock.now();
    listener.greet(encodeFrame({ ...hello, ...heads, documentSeq, time }));
  });
  return isIn;
}

/** What an upgrade is answered that is not for the socket, or not from our page. */
function refusalFor(request: IncomingMessage, origin: string): 400 | 403 | 404 | null {
  if (!parseSocketUrl(request.url ?? '')) return 404;
  if (request.headers.origin !== undefined && request.headers.origin !== origin) return 403;
  return isHandshake(request) ? null : 400;
}

const signIn: Closing = { code: closeCodes.signIn, reason: 'sign in' };

async function headsOf(deps: DoorDeps, session: SocketSession): Promise<Heads> {
  const known = (await deps.heads([session.userId])).get(session.userId);
  if (known) return { ...known, documentSeq: 0 };
  await deps.ensureUser(session);
  const made = (await deps.heads([session.userId])).get(session.userId);
  if (!made) throw new Error('Invariant broken: a user without heads');
  return { ...made, documentSeq: 0 };
}
