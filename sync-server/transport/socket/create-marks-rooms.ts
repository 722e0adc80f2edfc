/**
 * The marks socket, put together: upgrades become sockets in rooms, one room per user who is there,
 * in front of one commit queue. Owns which rooms exist, and that all ends in order: a room lives while
 * somebody uses it or something of it waits for the disk.
 */
import type { IncomingMessage } from 'node:http';
import { documentBytes, socketMessageBytes } from '#shared/marks/limits.ts';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { err, ok, type Result } from '#shared/base/result.ts';
import { closeCodes } from '#shared/workspace/refusals.ts';
import { heartbeatMs, sessionCheckMs } from '#shared/workspace/limits.ts';
import { createBuckets } from '../../limits/rate-limit.ts';
import type { Budget } from '../../limits/token-bucket.ts';
import { createCommitQueue } from '../../marks/commit-queue.ts';
import type { RenewalBounds } from '../../marks/compact-document.ts';
import { createCompactor } from '../../marks/compactor.ts';
import { createDoor } from './door.ts';
import type { MarksRooms, MarksRoomsDeps, PostMarksFault } from '../../marks/ports.ts';
import { createPulse, type PulseTimes } from './pulse.ts';
import type { Room, RoomUpdate, TakeFault } from '../../marks/room.ts';
import { createRoomRegistry } from '../../marks/room-registry.ts';
import { encodeMarksAnswer, parseMarksRequest } from '../../marks/socket-messages.ts';
import { createJournalFlusher } from '../../marks/journal-flusher.ts';
import { updateFor } from '../../marks/stored-updates.ts';
import { knocks, marksPerUser } from '../../limits/figures.ts';

/** What tests shorten. */
export interface MarksRoomsTuning {
  readonly times: PulseTimes;
  readonly budget: Budget;
  readonly knocks: Budget;
  readonly restMs: number;
  readonly renewal: RenewalBounds;
}

/** A person in a flow of gestures is compacted once in it, and soon behind it. */
const restMs = 3_000;
const times: PulseTimes = { heartbeatMs, sessionCheckMs, silenceMs: 3 * heartbeatMs };
/** Handling one request of POST /api/marks, beside its bytes and those of the document, which is read and merged. */
const requestCost = 64 * 1_024;

export function createMarksRooms(
  deps: MarksRoomsDeps,
  tuning: Partial<MarksRoomsTuning> = {},
): MarksRooms {
  const { store, clock, log } = deps;
  const now = () => performance.now();
  // A room may last for one request, and what its person has spent must not go with it.
  const spending = createBuckets({ now }, tuning.budget ?? marksPerUser);
  const flusher = createJournalFlusher(store.flushJournal, (error) => {
    log.error({ err: error }, 'marks journal not flushed');
  });
  const queue = createCommitQueue<RoomUpdate>({
    append: store.append,
    now,
    onStored: flusher.stored,
    onFault(error) {
      log.error({ err: error }, 'marks not stored');
    },
  });
  const compactor = createCompactor({
    store,
    clock,
    now,
    log,
    restMs: tuning.restMs ?? restMs,
    onCompacted: (userId, compacted) => {
      rooms.compacted(userId, compacted);
    },
    onRenewed: (userId, generation) => {
      rooms.renewed(userId, generation);
    },
    ...(tuning.renewal && { bounds: tuning.renewal }),
  });
  const rooms = createRoomRegistry({
    store,
    queue,
    clock,
    news: deps.news,
    spendingOf: spending.of,
    onLongTail: compactor.request,
    onNews: (userId) => {
      pulse.nudge(userId);
    },
  });
  const pulse = createPulse({ heads: deps.heads, log, rooms, now }, tuning.times ?? times);
  const webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: socketMessageBytes,
    perMessageDeflate: false,
  });
  const door = createDoor({
    ...deps,
    rooms,
    webSockets,
    pulse,
    now,
    knocks: tuning.knocks ?? knocks,
  });

  return {
    attach(server) {
      server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        door.upgrade(request, socket, head);
      });
    },
    async postMarks(userId, { generation, body }) {
      const request = parseMarksRequest(body);
      if (!request.ok) return err('bad-request');
      const own = spending.of(userId);
      if (own.left(now()) < 0) return err('too-many-requests');
      own.spend(body.length + requestCost, now());
      const use = await rooms.acquire(userId);
      try {
        const { room } = use;
        if (generation !== null && generation !== room.generation) return err('other-generation');
        own.spend(room.bytes, now());
        const taken = await takeOnce(room, request.value.update);
        if (!taken.ok) return taken;
        const stored = await store.load(userId);
        if (stored.generation !== room.generation) return err('other-generation');
        return ok(
          encodeMarksAnswer({
            generation: stored.generation,
            documentSeq: stored.seq,
            update: updateFor(stored, request.value.vector),
            durable: stored.clocks,
            time: clock.now(),
          }),
        );
      } finally {
        use.release();
      }
    },
    connectedSessions(userId) {
      const listeners = rooms.find(userId)?.listeners ?? [];
      return new Set([...listeners].map(({ session }) => session.sessionId));
    },
    async close() {
      door.close();
      pulse.stop();
      for (const room of rooms.all()) {
        for (const socket of room.listeners) socket.stopListening();
      }
      await queue.whenIdle();
      const { promise: empty, resolve } = Promise.withResolvers<void>();
      webSockets.close(() => {
        resolve();
      });
      for (const room of rooms.all()) {
        for (const socket of room.listeners) socket.close(closeCodes.restart, 'restart');
      }
      await empty;
      await compactor.close();
      await flusher.close();
    },
  };
}

/** Resolves when the update is on disk. One that is ahead is left out: the answer tells from where. */
async function takeOnce(room: Room, update: Uint8Array): Promise<Result<null, PostMarksFault>> {
  if (update.length === 0) return ok(null);
  const { promise, resolve } = Promise.withResolvers<Result<null, PostMarksFault>>();
  const taken = room.take(update, documentBytes, {
    acknowledge: () => {
      resolve(ok(null));
    },
    failed: (fault) => {
      resolve(err(fault));
    },
  });
  if (taken.ok) return await promise;
  return taken.error === 'ahead' ? ok(null) : err(faultOf(taken.error));
}

function faultOf(fault: Exclude<TakeFault, 'ahead'>): PostMarksFault {
  if (fault === 'slow-down') return 'unavailable';
  if (fault === 'wrong-clock') return fault;
  return fault === 'too-large' || fault === 'document-full' ? 'too-large' : 'bad-request';
}
