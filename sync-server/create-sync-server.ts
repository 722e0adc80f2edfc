/**
 * The composition root of the server: opens the database, wires accounts, workspace, marks and
 * transports, listens, and stops in order. One database connection serves all of it.
 */
import type { Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { assert } from '#shared/base/assert.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/time.ts';
import { createAccounts } from './accounts/create-accounts.ts';
import { keptSecret } from './accounts/secret.ts';
import type { Config } from './base/config.ts';
import { demoAccounts } from './demo/people.ts';
import { putAsideUnfinishedDemo } from './demo/unfinished.ts';
import { createNews, type News } from './domain/news.ts';
import { createWorkspaceService } from './domain/create-workspace-service.ts';
import type { Log } from './base/logging.ts';
import { createFiles } from './files/create-files.ts';
import type { FileRules } from './files/ports.ts';
import { rulesOfWorkspace } from './files/rules-of-workspace.ts';
import { unpackCarried } from './ops/backup-secrets.ts';
import { holdFolder, prepareFolder } from './storage/data-folder.ts';
import { migrate } from './storage/migrations/migrate.ts';
import { createMarksStoreSqlite } from './storage/sql/marks-store-sqlite.ts';
import { openSqlite, type SqliteDatabase } from './storage/sql/sqlite-database.ts';
import { createWorkspaceStore } from './storage/sql/workspace-store-sql.ts';
import { settleDemo, settleZones } from './settle-at-start.ts';
import { createPush } from './push/create-push.ts';
import { keptPushKeys } from './push/keys.ts';
import { createApi } from './transport/http/api.ts';
import { createFilesApi, takesLong } from './transport/http/files-api.ts';
import { createStaticFiles } from './transport/http/static-files.ts';
import { clientAddress } from './limits/client-address.ts';
import { limitConnections } from './limits/connection-limit.ts';
import { tellForeignPages } from './transport/foreign-pages.ts';
import { createHttpServer, usualPatience } from './transport/http-server.ts';
import { createMarksRooms } from './transport/socket/create-marks-rooms.ts';
import { createTimers } from './transport/due-timers.ts';

export interface SyncServer {
  readonly port: number;
  readonly isDemo: boolean;
  /** Resolves when everything acknowledged is on disk and every connection is closed. */
  close(): Promise<void>;
}

/** The one before it may be at storing what came in (`stopMs` in main.ts). */
const predecessorMs = 6_000;

/**
 * @param fileRules who decides about files in place of the workspace
 * @returns what keeps it from starting, in words for the operator
 */
export async function createSyncServer(
  config: Config,
  log: Log,
  fileRules: FileRules | null = null,
): Promise<Result<SyncServer, string>> {
  const folder = prepareFolder(config.dataDir);
  if (!folder.ok) return folder;
  const server = createHttpServer(usualPatience, takesLong);
  // First, as it says in other words that a server runs here already.
  const listening = await listen(server, config);
  if (!listening.ok) return listening;
  const letGo = holdFolder(config.dataDir, predecessorMs);
  if (letGo) putAsideUnfinishedDemo(config.databasePath, Date.now());
  const opened = letGo ? openSqlite(config.databasePath) : err(inUse(config.dataDir));
  const stop = () => {
    server.closeAllConnections();
    server.close();
    letGo?.();
  };
  if (!opened.ok) {
    stop();
    return opened;
  }
  const database = opened.value;
  try {
    const port = listening.value;
    const assembled = await assemble(config, log, database, { server, port, fileRules });
    return ok({
      ...assembled,
      async close() {
        await assembled.close();
        letGo?.();
      },
    });
  } catch (error) {
    await database.close();
    stop();
    throw error;
  }
}

const inUse = (dataDir: string) =>
  `Another server uses the data folder ${dataDir}, or a restore is under way. ` +
  'Stop it, or use another folder: DATA_DIR=.data-2 npm start';

interface Opened {
  readonly server: Server;
  readonly port: number;
  readonly fileRules: FileRules | null;
}

async function assemble(
  config: Config,
  log: Log,
  database: SqliteDatabase,
  { server, port, fileRules }: Opened,
): Promise<SyncServer> {
  const { db } = database;
  const clock: Clock = { now: () => Date.now() + config.clockOffsetMs };
  const origin = config.port === 0 ? `http://localhost:${port}` : config.origin;
  const stopping = new AbortController();
  const onFault = (error: unknown, path?: string) => log.error({ err: error, path }, 'fault');

  const { store, marksStore } = await openStores(database);
  await database.exclusive((sqlite) => {
    unpackCarried(sqlite, config.dataDir, clock.now());
  });
  const secret = config.authSecret ?? keptSecret(config.dataDir);
  const heard = createNews(onFault);
  const news: News = {
    ...heard,
    publish(userIds) {
      heard.publish(userIds);
      push.poke();
    },
  };
  const workspace = createWorkspaceService({
    store,
    clock,
    news,
    report: onFault,
    onTimers: () => timers.poke(),
  });
  const endPushes = (sessionId: string) => void push.endSession(sessionId).catch(onFault);
  const accounts = await createAccounts({
    db,
    secret,
    origin,
    clock,
    onNewBrowser(userId, name) {
      workspace.tellSignedIn(userId, name).catch(onFault);
    },
    onReplaced: endPushes,
  });
  const onForeign = tellForeignPages(origin, log);
  const marks = createMarksRooms({
    connections: limitConnections(server, config.trustProxy),
    addressOf: ({ socket, headers }) =>
      clientAddress(
        socket.remoteAddress,
        String(headers['x-forwarded-for'] ?? ''),
        config.trustProxy,
      ),
    store: marksStore,
    clock,
    log,
    origin,
    sessionOf: accounts.sessionOf,
    onSignedOut: accounts.onSignedOut,
    ensureUser: workspace.ensureUser,
    heads: workspace.heads,
    news,
  });

  const push = createPush({
    store,
    keys: keptPushKeys(config.dataDir),
    clock,
    random: Math.random,
    origin,
    allowsLoopback: config.demo === 'always',
    isConnected: (userId) => marks.connectedSessions(userId).size > 0,
    isSignedIn: async (userId, sessionId) =>
      (await accounts.signedIn(userId)).some((session) => session.sessionId === sessionId),
    onRefused: (facts) => log.warn(facts, 'a push was not taken'),
    report: onFault,
  });
  accounts.onSignedOut(endPushes);

  const filesBy = (rules: FileRules) =>
    createFiles({
      dataDir: config.dataDir,
      rules,
      clock,
      bytesMost: config.fileBytesMost,
      reserveBytes: config.diskReserveBytes,
      report: onFault,
    });
  const isDemo = await settleDemo(config, database, async () => {
    // Of all servers, few make a demo, and each once.
    const { makeDemo } = await import('./demo/make-demo.ts');
    await makeDemo({
      createAccount: accounts.create,
      createWorkspace: (at) => createWorkspaceService({ store, clock: at, news }),
      createFiles: (of) => filesBy(rulesOfWorkspace(of)),
      marksStore,
      now: clock.now(),
    });
  });
  await settleZones(db, workspace);
  const timers = createTimers({ workspace, clock, report: onFault });
  const files = filesBy(fileRules ?? rulesOfWorkspace(workspace));
  const app = new Hono();
  app.route(
    '/',
    createFilesApi({
      files,
      accounts,
      workspace,
      clock,
      origin,
      stopping: stopping.signal,
      onForeign,
      onFault,
    }),
  );
  app.route(
    '/',
    createApi({
      accounts,
      workspace,
      marks,
      push,
      news,
      clock,
      origin,
      version: config.version,
      trustProxy: config.trustProxy,
      startedAt: clock.now(),
      stopping: stopping.signal,
      demoAccounts: () => (isDemo ? demoAccounts : null),
      onForeign,
      onFault,
    }),
  );
  app.route('/', createStaticFiles({ ...config, origin }));
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  server.on('request', (request, response) => void listener(request, response));
  marks.attach(server);

  return {
    port,
    isDemo,
    async close() {
      stopping.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      await marks.close();
      await timers.close();
      await push.close();
      await files.close();
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), 2_000);
      await closed;
      clearTimeout(force);
      await database.close();
    },
  };
}

/** In the shape this program needs, with everything in its place that a crash left on the way. */
async function openStores(database: SqliteDatabase) {
  await migrate(database.db);
  const marksStore = createMarksStoreSqlite(database);
  await marksStore.flushJournal();
  return { marksStore, store: createWorkspaceStore(database.db, marksStore.unflushed) };
}

function listen(server: Server, { port, host }: Config): Promise<Result<number, string>> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      resolve(
        err(
          isTaken
            ? `Port ${port} is taken by another program. Stop it, or choose another: PORT=4700 npm start`
            : `Cannot listen on ${host}:${port} (${error.code ?? error.message}). Check HOST and PORT.`,
        ),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      assert(address !== null && typeof address === 'object', 'a server on a port has an address');
      resolve(ok(address.port));
    });
  });
}
