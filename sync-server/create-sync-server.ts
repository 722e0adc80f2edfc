/**
 * The composition root of the server: opens the database, wires accounts, workspace, marks and
 * transports, listens, and stops in order. One database connection serves all of it.
 */
import { Hono } from 'hono';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/time.ts';
import { createAccounts } from './accounts/create-accounts.ts';
import { keptSecret } from './accounts/secret.ts';
import type { Config } from './base/config.ts';
import { demoAccounts } from './demo/people.ts';
import { createNews, type News } from './domain/news.ts';
import { createWorkspaceService } from './domain/create-workspace-service.ts';
import { steadyClock } from './base/steady-clock.ts';
import { withoutTold, type Log } from './base/logging.ts';
import { createFiles } from './files/create-files.ts';
import type { FileRules } from './files/ports.ts';
import { rulesOfWorkspace } from './files/rules-of-workspace.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { openOnPostgres } from './open-postgres.ts';
import { prepareFolder } from './storage/data-folder.ts';
import { damagedWords } from './storage/sql/sqlite-database.ts';
import { isStoreFault } from './storage/store-fault.ts';
import { settleDemo, settleZones } from './settle-at-start.ts';
import { createPush } from './push/create-push.ts';
import { keptPushKeys } from './push/keys.ts';
import { createApi } from './transport/http/api.ts';
import { createFilesApi, takesLong } from './transport/http/files-api.ts';
import { createStaticFiles } from './transport/http/static-files.ts';
import { createBodyRoom } from './limits/body-room.ts';
import { clientAddress } from './limits/client-address.ts';
import { bodiesHeld } from './limits/figures.ts';
import { answerStarting } from './transport/http/health.ts';
import { tellForeignPages } from './transport/foreign-pages.ts';
import { openPort, type OpenPort } from './transport/open-port.ts';
import { createMarksRooms } from './transport/socket/create-marks-rooms.ts';
import { createTimers } from './transport/due-timers.ts';

export interface SyncServer {
  readonly port: number;
  readonly isDemo: boolean;
  /** Resolves when everything acknowledged is on disk and every connection is closed. */
  close(): Promise<void>;
}

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
  const storage = config.databaseUrl === null ? 'sqlite' : 'postgres';
  const listening = await openPort({
    ...config,
    takesLong,
    standIn: answerStarting({ version: config.version, storage }),
  });
  if (!listening.ok) return listening;
  const port = listening.value;
  const stop = () => {
    port.server.closeAllConnections();
    port.server.close();
  };
  const { databaseUrl } = config;
  const opened = await (databaseUrl === null
    ? openDatabase(config, log)
    : openOnPostgres({ ...config, databaseUrl }, log));
  if (!opened.ok) {
    stop();
    return opened;
  }
  try {
    return ok(await assemble(config, log, opened.value, { port, fileRules }));
  } catch (error) {
    await opened.value.close();
    stop();
    if (isStoreFault(error) && error.kind === 'damaged') {
      return err(damagedWords(config.databasePath, error.cause));
    }
    throw error;
  }
}

interface Opened {
  readonly port: OpenPort;
  readonly fileRules: FileRules | null;
}

async function assemble(
  config: Config,
  log: Log,
  { database, ...opened }: OpenDatabase,
  { port: { server, number: port, connections, serve }, fileRules }: Opened,
): Promise<SyncServer> {
  const clock: Clock = { now: () => Date.now() + config.clockOffsetMs };
  const origin = config.port === 0 ? `http://localhost:${port}` : config.origin;
  const stopping = new AbortController();
  const faults = withoutTold(log, isStoreFault);
  const onFault = (error: unknown, path?: string) => faults.error({ err: error, path }, 'fault');

  const { store, marksStore } = await opened.openStores(clock.now());
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
    database,
    secret,
    origin,
    clock,
    onNewBrowser(userId, name) {
      workspace.tellSignedIn(userId, name).catch(onFault);
    },
    onReplaced: endPushes,
  });
  const onForeign = tellForeignPages(origin, log);
  const bodies = createBodyRoom(bodiesHeld);
  const marks = createMarksRooms({
    connections,
    bodies,
    addressOf: ({ socket, headers }) =>
      clientAddress(socket.remoteAddress, String(headers['x-forwarded-for'] ?? ''), config.proxies),
    store: marksStore,
    clock,
    log: faults,
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
  await settleZones(database.db, workspace);
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
      bodies,
      workspace,
      marks,
      push,
      news,
      origin,
      version: config.version,
      storage: config.databaseUrl === null ? 'sqlite' : 'postgres',
      storeFault: opened.watch.health,
      proxies: config.proxies,
      startedAt: steadyClock.now(),
      stopping: stopping.signal,
      demoAccounts: () => (isDemo ? demoAccounts : null),
      onForeign,
      onFault,
      log,
    }),
  );
  app.route('/', createStaticFiles({ ...config, origin }));
  opened.serve();
  serve(app.fetch);
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
      await opened.close();
    },
  };
}
