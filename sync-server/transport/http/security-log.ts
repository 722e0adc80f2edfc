/**
 * Tells the log what matters for security: who came, was refused, changed a password, ended sessions, went.
 * Ids and outcomes only, nothing that somebody typed.
 */
import type { MiddlewareHandler } from 'hono';
import { accountRoutes } from '#shared/protocol/account-routes.ts';
import { routes } from '#shared/protocol/routes.ts';
import { userIdIn } from '../../accounts/answers.ts';
import type { Accounts } from '../../accounts/create-accounts.ts';

export interface SecurityLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

interface Event {
  readonly done: string;
  readonly refused: string;
}

const events: ReadonlyMap<string, Event> = new Map([
  [`${routes.auth}/sign-in/email`, { done: 'signed in', refused: 'sign-in refused' }],
  [`${routes.auth}/sign-up/email`, { done: 'account made', refused: 'sign-up refused' }],
  [`${routes.auth}/sign-out`, { done: 'signed out', refused: 'sign-out refused' }],
  [
    `${routes.auth}/change-password`,
    { done: 'password changed', refused: 'password change refused' },
  ],
  [accountRoutes.endSessions, { done: 'sessions ended', refused: 'end of sessions refused' }],
  [accountRoutes.deleteAccount, { done: 'account deleted', refused: 'account deletion refused' }],
]);

const enters = /\/sign-(?:in|up)\//u;

export const logSecurity =
  (accounts: Pick<Accounts, 'sessionOf'>, log: SecurityLog): MiddlewareHandler =>
  async (context, next) => {
    const { path, method } = context.req;
    const event = method === 'POST' ? events.get(path) : undefined;
    if (!event) return next();
    // Afterwards there may be none.
    const session = enters.test(path)
      ? null
      : await accounts.sessionOf(context.req.raw.headers).catch(() => null);
    await next();
    const { status, ok } = context.res;
    const entered = ok && session === null ? await userIdIn(context.res.clone()) : null;
    const userId = session?.userId ?? entered;
    const facts = { ...(userId !== null && { userId }), status };
    if (ok) log.info(facts, event.done);
    // A fault is told of as one.
    else if (status < 500) log.warn(facts, event.refused);
    return;
  };
