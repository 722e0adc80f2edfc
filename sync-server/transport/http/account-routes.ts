/** What somebody does with their own account beside signing in: where it is signed in, its name, its end. */
import type { Context, Hono } from 'hono';
import {
  deleteAccountSchema,
  endSessionsSchema,
  resetPasswordSchema,
  renameSchema,
  type EndedAnswer,
  type NameAnswer,
  type SessionsAnswer,
} from '#shared/protocol/messages.ts';
import { accountRoutes } from '#shared/protocol/account-routes.ts';
import { steadyClock } from '../../base/steady-clock.ts';
import { browserName, formOf } from '../../accounts/browser-name.ts';
import type { Accounts } from '../../accounts/create-accounts.ts';
import type { WorkspaceService } from '../../domain/workspace-service.ts';
import type { MarksRooms } from '../../marks/ports.ts';
import { createRateLimit } from '../../limits/rate-limit.ts';
import { problem } from './problems.ts';
import type { Enter } from './enter.ts';
import type { InTurn } from './in-turn.ts';
import { takeJson } from './read-body.ts';
import type { SecurityLog } from './security-log.ts';
import { linksTried } from '../../limits/figures.ts';

export interface AccountRoutesDependencies {
  readonly addressOf: (context: Context) => string;
  readonly accounts: Pick<
    Accounts,
    'signedIn' | 'endSessions' | 'isPasswordOf' | 'tellRemoved' | 'resetPassword'
  >;
  readonly workspace: Pick<WorkspaceService, 'rename' | 'removeAccount'>;
  readonly marks: Pick<MarksRooms, 'connectedSessions'>;
  readonly enter: Enter;
  readonly log: SecurityLog;
}

/** Names, ids and passwords. */
const bodyBytes = 16 * 1_024;
const fresh = { 'cache-control': 'no-store' } as const;

export function addAccountRoutes(app: Hono<InTurn>, dependencies: AccountRoutesDependencies): void {
  const { accounts, marks, workspace, enter, log } = dependencies;
  const tries = createRateLimit(steadyClock, linksTried);

  app.get(accountRoutes.sessions, enter, async (context) => {
    const { userId, sessionId: own } = context.var.session;
    const connected = marks.connectedSessions(userId);
    const sessions = (await accounts.signedIn(userId)).map(
      ({ sessionId, userAgent, signedInAt, seenAt }) => ({
        id: sessionId,
        name: browserName(userAgent),
        form: formOf(userAgent),
        signedInAt,
        seenAt: connected.has(sessionId) ? null : seenAt,
        isThis: sessionId === own,
      }),
    );
    return context.json({ sessions } satisfies SessionsAnswer, 200, fresh);
  });

  app.post(
    accountRoutes.endSessions,
    enter,
    takeJson(bodyBytes, endSessionsSchema),
    async (context) => {
      const { session, asked } = context.var;
      const { userId, sessionId: own } = session;
      context.set('endsItself', true);
      const ended = await accounts.endSessions(userId, (sessionId) =>
        'id' in asked ? sessionId === asked.id : sessionId !== own,
      );
      return 'id' in asked && ended === 0
        ? problem('not-found')
        : context.json({ ended } satisfies EndedAnswer, 200, fresh);
    },
  );

  app.post(accountRoutes.accountName, enter, takeJson(bodyBytes, renameSchema), async (context) => {
    const { name } = context.var.asked;
    await workspace.rename(context.var.session.userId, name);
    return context.json({ name } satisfies NameAnswer, 200, fresh);
  });

  app.post(
    accountRoutes.resetPassword,
    takeJson(bodyBytes, resetPasswordSchema),
    async (context) => {
      const wait = tries.take(dependencies.addressOf(context));
      if (wait > 0) return problem('too-many-requests', { retryAfterSeconds: wait });
      const { asked, turn } = context.var;
      const { token, password } = asked;
      const set = await turn.whileWaiting(() => accounts.resetPassword(token, password));
      if (!set.ok) {
        log.warn({ code: set.error }, 'link for a password refused');
        return problem(set.error);
      }
      log.info({ userId: set.value }, 'password set by a link');
      return context.json({}, 200, fresh);
    },
  );

  app.post(
    accountRoutes.deleteAccount,
    enter,
    takeJson(bodyBytes, deleteAccountSchema),
    async (context) => {
      const { session, asked, turn } = context.var;
      const { userId } = session;
      const { headers } = context.req.raw;
      const isTheirs = await turn.whileWaiting(() =>
        accounts.isPasswordOf(session, headers, asked.password),
      );
      if (!isTheirs.ok) return problem(isTheirs.error.code, isTheirs.error);
      if (!isTheirs.value) return problem('wrong-password');
      context.set('endsItself', true);
      accounts.tellRemoved(userId, await workspace.removeAccount(session));
      return context.json({}, 200, fresh);
    },
  );
}
