/**
 * This step lets a request in: it has a session, is for the account of that session, and may ask. It lets
 * the answer out as well: what waited, or was sent slowly, may have outlived its session.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { steadyClock } from '../../base/steady-clock.ts';
import type { Session } from '../../accounts/answers.ts';
import type { Accounts } from '../../accounts/create-accounts.ts';
import type { WorkspaceService } from '../../domain/workspace-service.ts';
import { createAtOnce } from '../../limits/at-once.ts';
import { BoundedMap } from '../../limits/bounded-map.ts';
import { greetedMost, requestsAtOnce, requestsPerUser } from '../../limits/figures.ts';
import { createRateLimit } from '../../limits/rate-limit.ts';
import type { Budget } from '../../limits/token-bucket.ts';
import { comeAgainSeconds, problem } from './problems.ts';
import { createUnderWay } from './under-way.ts';

export interface Entered {
  session: Session;
  /** Aborts when the session ends. */
  ended: AbortSignal;
  /** Set by what ends the session it was asked with: its answer is still to be read. */
  endsItself?: boolean;
}

/** The routes behind it find the session in their context. */
export type Enter = MiddlewareHandler<{ Variables: Entered }>;

export interface EnterDependencies {
  readonly accounts: Pick<Accounts, 'sessionOf' | 'exists' | 'seen' | 'prolong' | 'onSignedOut'>;
  readonly workspace: Pick<WorkspaceService, 'ensureUser'>;
  readonly onFault: (error: unknown, path: string) => void;
}

/** How the Node adapter is told that an answer was written past it: such a one is cut by its route. */
const alreadySent = 'x-hono-already-sent';

/** @param budget of one person; null where a request must never have to wait */
export function createEnter(
  { accounts, workspace, ...deps }: EnterDependencies,
  budget: Budget | null = requestsPerUser,
): Enter {
  const userLimit = budget && createRateLimit(steadyClock, budget);
  const atOnce = budget && createAtOnce(requestsAtOnce);
  const welcomed = new BoundedMap<string, true>(greetedMost);
  const underWay = createUnderWay(accounts.onSignedOut);
  const greet = async (context: Context, session: Session) => {
    if (!welcomed.has(session.userId)) {
      await workspace.ensureUser(session);
      welcomed.set(session.userId, true);
    }
    const onFault = (error: unknown) => deps.onFault(error, context.req.path);
    await accounts.seen(session.sessionId).catch(onFault);
    const cookies = await accounts.prolong(session, context.req.raw.headers).catch(onFault);
    for (const cookie of cookies ?? []) context.header('set-cookie', cookie, { append: true });
  };
  return async (context, next) => {
    const session = await accounts.sessionOf(context.req.raw.headers);
    const account = context.req.query('account');
    if (!session) {
      // The id is known to nobody but devices of the account: that it is gone tells nothing to others.
      const isGone = account !== undefined && !(await accounts.exists(account));
      return problem(isGone ? 'account-gone' : 'unauthenticated');
    }
    const { userId } = session;
    if (account !== undefined && account !== userId) return problem('wrong-account');
    const wait = userLimit?.take(userId) ?? 0;
    if (wait > 0) return problem('too-many-requests', { retryAfterSeconds: wait });
    const end = atOnce ? atOnce.begin(userId) : () => undefined;
    if (!end) return problem('too-many-requests', { retryAfterSeconds: comeAgainSeconds });
    const { ended, finish } = underWay.begin(session.sessionId);
    try {
      await greet(context, session);
      context.set('session', session);
      context.set('ended', ended);
      await next();
    } finally {
      finish();
      end();
    }
    const { ok, headers: answered } = context.res;
    const isOver = ended.aborted && !context.var.endsItself;
    if (isOver && ok && !answered.has(alreadySent)) {
      // What stands in its place would take over its headers.
      context.res = undefined;
      context.res = problem('unauthenticated');
    }
    return undefined;
  };
}
