/**
 * The HTTP interface: who asks, is it theirs, is it well formed, then the service that decides. Every
 * error is a problem document; nothing a person sent is echoed.
 */
import { getConnInfo } from '@hono/node-server/conninfo';
import { socketMessageBytes } from '#shared/marks/limits.ts';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import * as v from 'valibot';
import { second } from '#shared/base/time.ts';
import { changesWaitSecondsMost, commandRequestBytes } from '#shared/workspace/limits.ts';
import {
  changesQuestionSchema,
  commandRequestSchema,
  type DemoAnswer,
  type HealthAnswer,
} from '#shared/protocol/messages.ts';
import { routes } from '#shared/protocol/routes.ts';
import type { ProblemCode } from '#shared/workspace/refusals.ts';
import { steadyClock } from '../../base/steady-clock.ts';
import type { Session } from '../../accounts/answers.ts';
import { sessionCookie } from '../../accounts/cookies.ts';
import { endpoints } from '../../accounts/endpoints.ts';
import { clientAddressHeader, signUpPath, type Accounts } from '../../accounts/create-accounts.ts';
import { browserName, formOf } from '../../accounts/browser-name.ts';
import { comeAgainHeader } from '../../accounts/hashing.ts';
import type { Push } from '../../push/create-push.ts';
import type { News } from '../../domain/news.ts';
import type { WorkspaceService } from '../../domain/workspace-service.ts';
import type { MarksRooms } from '../../marks/ports.ts';
import { addAccountRoutes } from './account-routes.ts';
import { createEnter, type Entered } from './enter.ts';
import { healthAnswer } from './health.ts';
import { inTurn, type InTurn } from './in-turn.ts';
import { clientAddress } from '../../limits/client-address.ts';
import { createCommandBudget, type CommandBudget } from '../../limits/command-budget.ts';
import { createFairShare } from '../../limits/fair-share.ts';
import { openapi } from './openapi.ts';
import { noStrangers, ownPagesOnly } from './own-pages.ts';
import { comeAgainSeconds, faultAnswer, problem } from './problems.ts';
import { addPushRoutes } from './push-routes.ts';
import type { BodyRoom } from '../../limits/body-room.ts';
import { createRateLimit } from '../../limits/rate-limit.ts';
import { takeBytes, takeJson, type Bodies } from './read-body.ts';
import { createTurns } from '../../limits/turns.ts';
import { logSecurity, type SecurityLog } from './security-log.ts';
import { waitForNews } from './wait-for-news.ts';
import { requestsPerAddress, signInsUnderWay, signUpsUnderWay } from '../../limits/figures.ts';

export interface ApiDependencies {
  readonly accounts: Accounts;
  /** Holds what is being sent. */
  readonly bodies: BodyRoom;
  readonly workspace: WorkspaceService;
  readonly marks: Pick<MarksRooms, 'postMarks' | 'connectedSessions'>;
  readonly push: Pick<Push, 'publicKey' | 'subscribe' | 'unsubscribe' | 'test'>;
  readonly news: News;
  readonly origin: string;
  readonly version: string;
  readonly storage: HealthAnswer['storage'];
  readonly storeFault: () => Promise<HealthAnswer['fault'] | null>;
  /** How many of them are vouched for. */
  readonly proxies: number;
  /** By the clock that never jumps. */
  readonly startedAt: number;
  /** Aborts when the server stops: long-polls end at once. */
  readonly stopping: AbortSignal;
  readonly demoAccounts: () => DemoAnswer['accounts'] | null;
  /** Told of the origin of a page that is none of this server's. */
  readonly onForeign: (from: string) => void;
  readonly onFault: (error: unknown, path: string) => void;
  readonly log: SecurityLog;
}

/** Names, addresses and passwords. */
const authRequestBytes = 16 * 1_024;

/** What better-auth answers of somebody who has to wait. */
const waits: Readonly<Record<number, ProblemCode>> = {
  429: 'too-many-requests',
  503: 'unavailable',
};

const whileInBudget =
  (budget: CommandBudget): MiddlewareHandler<{ Variables: Entered }> =>
  async (context, next) => {
    const wait = budget.wait(context.var.session.userId);
    return wait > 0 ? problem('too-many-requests', { retryAfterSeconds: wait }) : next();
  };

export function createApi(dependencies: ApiDependencies): Hono<InTurn> {
  const { accounts, workspace, marks, origin } = dependencies;
  const addressLimit = createRateLimit(steadyClock, requestsPerAddress);
  const signingUp = createFairShare(signUpsUnderWay);
  const others = createFairShare(signInsUnderWay);
  const turns = createTurns();
  const app = new Hono<InTurn>();

  app.onError((error, context) => faultAnswer(error, context.req.path, dependencies.onFault));
  app.use(
    '/api/*',
    ownPagesOnly(origin, dependencies.onForeign),
    async (context: Context<{ Variables: { bodies: Bodies } }>, next) => {
      const address = addressOf(context, dependencies.proxies);
      context.set('bodies', { room: dependencies.bodies, address });
      const wait = addressLimit.take(address);
      if (wait > 0) return problem('too-many-requests', { retryAfterSeconds: wait });
      return next();
    },
    inTurn(turns, (context) => addressOf(context, dependencies.proxies)),
  );

  app.use('/api/*', logSecurity(accounts, dependencies.log));
  const enter = createEnter(dependencies);
  const budget = createCommandBudget(steadyClock);

  /** Whatever comes of it: what was asked for is answered. */
  const see = async (context: Context, { userId }: Session, device: string, hasActed: boolean) => {
    const agent = context.req.header('user-agent') ?? '';
    const sighting = { device, name: browserName(agent), form: formOf(agent), hasActed };
    await workspace
      .seeDevice(userId, sighting)
      .catch((error: unknown) => dependencies.onFault(error, context.req.path));
  };

  app.get(routes.health, async () => {
    const fault = await dependencies.storeFault();
    const isStopping = dependencies.stopping.aborted;
    const uptimeSeconds = Math.floor((steadyClock.now() - dependencies.startedAt) / second);
    const { version, storage } = dependencies;
    return healthAnswer(isStopping ? 'stopping' : fault ? 'failing' : 'ok', {
      version,
      storage,
      uptimeSeconds,
      ...(fault && { fault }),
    });
  });

  app.get(routes.through, (context) => {
    context.header('cache-control', 'no-store');
    return context.redirect('/sync', 303);
  });

  const authHeaders = (context: Context) => {
    const headers = new Headers(context.req.raw.headers);
    headers.set(clientAddressHeader, addressOf(context, dependencies.proxies));
    return headers;
  };
  /** Spelled in one way, whatever was asked for. */
  const authUrl = (path: string) => `${origin}${routes.auth}${path}`;
  for (const path of endpoints.GET) {
    app.get(`${routes.auth}${path}`, (context) =>
      accounts.handle(new Request(authUrl(path), { headers: authHeaders(context) })),
    );
  }
  for (const path of endpoints.POST) {
    app.post(`${routes.auth}${path}`, takeBytes(authRequestBytes), async (context) => {
      const { body, turn } = context.var;
      const question = { method: 'POST', headers: authHeaders(context), body };
      const underWay = path === signUpPath ? signingUp : others;
      const end = underWay.begin(addressOf(context, dependencies.proxies));
      if (!end) return problem('unavailable', { retryAfterSeconds: comeAgainSeconds });
      const request = new Request(authUrl(path), question);
      // It waits for hashes, in turns of its own.
      const answer = await turn.whileWaiting(() => accounts.handle(request)).finally(end);
      const code = waits[answer.status];
      if (!code) return answer;
      const retryAfterSeconds = Number(answer.headers.get(comeAgainHeader) ?? 60);
      return problem(code, { retryAfterSeconds });
    });
  }

  app.post(
    routes.commands,
    enter,
    whileInBudget(budget),
    takeJson(commandRequestBytes, commandRequestSchema),
    async (context) => {
      const { session, asked, askedBytes } = context.var;
      budget.spend(session.userId, asked.commands.length, askedBytes);
      const { signal } = context.req.raw;
      const answer = await workspace.execute(session, asked, () => signal.aborted);
      if (!answer.ok)
        return problem('conflict', { last: answer.error.last, ids: answer.error.ids });
      const { device } = asked.commands[0] ?? {};
      if (device !== undefined) await see(context, session, device, true);
      return context.json(answer.value, 200, { 'cache-control': 'no-store' });
    },
  );

  // It notes the device, and gives a numbering anew whose end a device is beyond.
  app.get(routes.changes, noStrangers, enter, async (context) => {
    const { session, ended } = context.var;
    const question = parseQuestion(context);
    if (!question) {
      return problem('bad-request', {
        detail: 'after, limit, bytes and wait must be whole numbers, device a UUID.',
      });
    }
    const { userId } = session;
    const { after, limit, bytes, epoch, waitMs, device } = question;
    if (device !== undefined) await see(context, session, device, false);
    const ask = () => workspace.changes(userId, after, limit, epoch, bytes);
    let answer = await ask();
    const isNews = answer.head > after || (epoch !== undefined && epoch !== answer.epoch);
    if (waitMs > 0 && !isNews) {
      const ends = AbortSignal.any([dependencies.stopping, context.req.raw.signal, ended]);
      const { turn } = context.var;
      const isAnswered = async () => {
        const own = await turns.take(userId);
        answer = await ask().finally(own.end);
        return answer.head > after;
      };
      await turn.whileWaiting(
        () => waitForNews(dependencies.news, userId, waitMs, ends, isAnswered),
        userId,
      );
      // It may have run out meanwhile, or have been ended by another program.
      const now = await accounts.sessionOf(context.req.raw.headers);
      if (now?.sessionId !== session.sessionId) return problem('unauthenticated');
    }
    return context.json(answer, 200, { 'cache-control': 'no-store' });
  });

  app.post(routes.marks, enter, takeBytes(socketMessageBytes), async (context) => {
    const { session, body } = context.var;
    const generation = context.req.query('generation') ?? null;
    const answer = await marks.postMarks(session.userId, { generation, body });
    if (!answer.ok) return problem(answer.error, { retryAfterSeconds: comeAgainSeconds });
    return context.body(new Uint8Array(answer.value), 200, {
      'content-type': 'application/octet-stream',
      'cache-control': 'no-store',
    });
  });

  addAccountRoutes(app, {
    accounts,
    marks,
    workspace,
    enter,
    addressOf: (context) => addressOf(context, dependencies.proxies),
    log: dependencies.log,
  });
  addPushRoutes(app, { push: dependencies.push, enter });

  app.get(routes.demo, (context) => {
    const shown = dependencies.demoAccounts();
    return shown ? context.json({ accounts: shown } satisfies DemoAnswer) : problem('not-found');
  });
  app.get(routes.openapi, (context) =>
    context.json(openapi(dependencies.version, sessionCookie(origin))),
  );
  app.all('/api/*', () => problem('not-found'));
  app.all('/api', () => problem('not-found'));
  return app;
}

const addressOf = (context: Context, proxies: number): string =>
  clientAddress(
    getConnInfo(context).remote.address,
    context.req.header('x-forwarded-for'),
    proxies,
  );

function parseQuestion(context: Context) {
  const parsed = v.safeParse(changesQuestionSchema, context.req.query());
  if (!parsed.success) return null;
  const { wait, ...asked } = parsed.output;
  return { ...asked, waitMs: Math.min(wait, changesWaitSecondsMost) * second };
}
