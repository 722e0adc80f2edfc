/** What somebody does with their own account beside signing in: where it is signed in, its name, its end. */
import type { Context, Hono } from 'hono';
import type { Result } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/time.ts';
import {
  deleteAccountSchema,
  endSessionsSchema,
  renameSchema,
  type SessionsAnswer,
} from '#shared/protocol/messages.ts';
import { accountRoutes } from '#shared/protocol/account-routes.ts';
import { browserName, formOf } from '../../accounts/browser-name.ts';
import type { Accounts, Session } from '../../accounts/create-accounts.ts';
import type { WorkspaceService } from '../../domain/workspace-service.ts';
import type { MarksRooms } from '../../marks/ports.ts';
import { problem } from './problems.ts';
import { createRateLimit } from '../../limits/rate-limit.ts';
import { readJson } from './read-body.ts';

export interface AccountRoutesDependencies {
  readonly accounts: Pick<Accounts, 'signedIn' | 'endSessions' | 'isPasswordOf' | 'tellRemoved'>;
  readonly workspace: Pick<WorkspaceService, 'rename' | 'removeAccount'>;
  readonly clock: Clock;
  readonly marks: Pick<MarksRooms, 'connectedSessions'>;
  /** The session, if the request is for its account; else why not. */
  readonly enter: (context: Context) => Promise<Result<Session, Response>>;
}

/** Names, ids and passwords. */
const bodyBytes = 16 * 1_024;
/** Whoever found a device unlocked does not find its password too. */
const passwordGuesses = { perSecond: 1 / 12, burst: 5 } as const;
const fresh = { 'cache-control': 'no-store' } as const;

export function addAccountRoutes(app: Hono, dependencies: AccountRoutesDependencies): void {
  const { accounts, marks, workspace, enter } = dependencies;
  const guesses = createRateLimit(dependencies.clock, passwordGuesses);

  app.get(accountRoutes.sessions, async (context) => {
    const entered = await enter(context);
    if (!entered.ok) return entered.error;
    const { userId, sessionId: own } = entered.value;
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

  app.post(accountRoutes.endSessions, async (context) => {
    const entered = await enter(context);
    if (!entered.ok) return entered.error;
    const asked = await readJson(context, bodyBytes, endSessionsSchema);
    if (!asked.ok) return asked.error;
    const { userId, sessionId: own } = entered.value;
    const meant = asked.value;
    const ended = await accounts.endSessions(userId, (sessionId) =>
      'id' in meant ? sessionId === meant.id : sessionId !== own,
    );
    return 'id' in meant && ended === 0
      ? problem('not-found')
      : context.json({ ended }, 200, fresh);
  });

  app.post(accountRoutes.accountName, async (context) => {
    const entered = await enter(context);
    if (!entered.ok) return entered.error;
    const asked = await readJson(context, bodyBytes, renameSchema);
    if (!asked.ok) return asked.error;
    await workspace.rename(entered.value.userId, asked.value.name);
    return context.json({ name: asked.value.name }, 200, fresh);
  });

  app.post(accountRoutes.deleteAccount, async (context) => {
    const entered = await enter(context);
    if (!entered.ok) return entered.error;
    const asked = await readJson(context, bodyBytes, deleteAccountSchema);
    if (!asked.ok) return asked.error;
    const { userId } = entered.value;
    const wait = guesses.take(userId);
    if (wait > 0) return problem('too-many-requests', { retryAfterSeconds: wait });
    const isTheirs = await accounts.isPasswordOf(userId, asked.value.password);
    if (!isTheirs) return problem('wrong-password');
    accounts.tellRemoved(userId, await workspace.removeAccount(entered.value));
    return context.json({}, 200, fresh);
  });
}
