/**
 * This is the marks socket on a real port and a real database, with people, sessions, heads and
 * news in the test's hand. The store can be held before a commit, or made to fail.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '#shared/base/time.ts';
import { createNews, type News } from '../../../sync-server/domain/news.ts';
import type { MarksStore } from '../../../sync-server/storage/marks-store.ts';
import { migrate } from '../../../sync-server/storage/migrations/migrate.ts';
import { createMarksStoreSqlite } from '../../../sync-server/storage/sql/marks-store-sqlite.ts';
import { openSqlite } from '../../../sync-server/storage/sql/sqlite-database.ts';
import { createBodyRoom } from '../../../sync-server/limits/body-room.ts';
import { bodiesHeld } from '../../../sync-server/limits/figures.ts';
import { clientAddress } from '../../../sync-server/limits/client-address.ts';
import {
  limitConnections,
  usualLimits,
  type ConnectionLimits,
} from '../../../sync-server/limits/connection-limit.ts';
import {
  createMarksRooms,
  type MarksRoomsTuning,
} from '../../../sync-server/transport/socket/create-marks-rooms.ts';
import type { MarksRooms, SocketSession } from '../../../sync-server/marks/ports.ts';

export interface MarksHost {
  readonly url: string;
  readonly origin: string;
  readonly rooms: MarksRooms;
  readonly store: MarksStore;
  readonly news: News;
  /** The errors that the server logged. */
  readonly errors: unknown[];
  /** @returns the cookie of a new session */
  signIn(userId: string): string;
  signOut(cookie: string): void;
  /** Forgets a session as if it had run out: nobody is told. */
  forget(cookie: string): void;
  setHead(userId: string, head: number): void;
  /** Groups wait before their commit until the function it returns is called. */
  holdCommits(): () => void;
  /** Keeps those who come at the door until the function it returns is called. */
  holdDoor(): () => void;
  failCommits(isFailing: boolean): void;
  /** Replaces as another process would that starts a new document. */
  replaceDocument(userId: string, generation: string): Promise<void>;
  dispose(): Promise<void>;
}

export async function startMarksHost(
  tuning: Partial<MarksRoomsTuning> = {},
  limits?: ConnectionLimits,
  clock: Clock = { now: () => Date.now() },
): Promise<MarksHost> {
  const folder = await mkdtemp(join(tmpdir(), 'marks-socket-'));
  const path = join(folder, 'feed.db');
  const opened = openSqlite(path);
  if (!opened.ok) throw new Error(opened.error);
  const database = opened.value;
  await migrate(database.db);
  const store = createMarksStoreSqlite(database);
  const sessions = new Map<string, SocketSession>();
  const heads = new Map<string, { epoch: string; head: number; ordinalHead: number }>();
  const signedOut = new Set<(sessionId: string, userId: string) => void>();
  const news = createNews();
  const errors: unknown[] = [];
  let held: Promise<void> | null = null;
  let heldAtDoor: Promise<void> | null = null;
  let isFailing = false;

  const server = createServer((_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://localhost:${port}`;
  const rooms = createMarksRooms(
    {
      store: {
        ...store,
        async append(group) {
          await held;
          if (isFailing) throw new Error('disk full');
          return await store.append(group);
        },
      },
      clock,
      log: {
        info: () => undefined,
        warn: () => undefined,
        error: (fields, message) => errors.push({ message, ...fields }),
      },
      origin,
      connections: limitConnections(server, limits ?? usualLimits(0)),
      bodies: createBodyRoom(bodiesHeld),
      addressOf: ({ headers, socket }) =>
        clientAddress(socket.remoteAddress, String(headers['x-forwarded-for'] ?? ''), 1),
      async sessionOf(headers) {
        await heldAtDoor;
        return sessions.get(headers.get('cookie') ?? '') ?? null;
      },
      onSignedOut(listener) {
        signedOut.add(listener);
        return () => signedOut.delete(listener);
      },
      async ensureUser({ userId }) {
        heads.set(userId, { epoch: 'e1', head: 0, ordinalHead: 0 });
      },
      heads: async (userIds) => new Map([...heads].filter(([userId]) => userIds.includes(userId))),
      news,
    },
    { restMs: 200, ...tuning },
  );
  rooms.attach(server);
  let count = 0;
  return {
    url: `ws://127.0.0.1:${port}/api/sync`,
    origin,
    rooms,
    store,
    news,
    errors,
    signIn(userId) {
      count += 1;
      const cookie = `session=${userId}-${count}`;
      sessions.set(cookie, { userId, name: userId, email: `${userId}@x.test`, sessionId: cookie });
      return cookie;
    },
    signOut(cookie) {
      const session = sessions.get(cookie);
      sessions.delete(cookie);
      if (session) for (const listener of signedOut) listener(session.sessionId, session.userId);
    },
    forget: (cookie) => sessions.delete(cookie),
    setHead(userId, head) {
      heads.set(userId, { epoch: 'e1', head, ordinalHead: head });
    },
    holdCommits() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return () => {
        held = null;
        resolve();
      };
    },
    holdDoor() {
      const { promise, resolve } = Promise.withResolvers<void>();
      heldAtDoor = promise;
      return () => {
        heldAtDoor = null;
        resolve();
      };
    },
    failCommits(fail) {
      isFailing = fail;
    },
    async replaceDocument(userId, generation) {
      const sqlite = new DatabaseSync(path, { timeout: 60_000 });
      for (const table of ['doc_update', 'doc_client', 'doc_snapshot']) {
        sqlite.prepare(`delete from ${table} where user_id = ?`).run(userId);
      }
      sqlite
        .prepare('update doc set generation = ?, seq = 0, snapshot_seq = 0 where user_id = ?')
        .run(generation, userId);
      sqlite.close();
    },
    async dispose() {
      await rooms.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
}
