/** What somebody does with their own account beside signing in and out: where it is signed in. */
import type { Context, Hono } from 'hono';
import type { Result } from '#shared/base/result.ts';
import { endSessionsSchema, type SessionsAnswer } from '#shared/protocol/messages.ts';
import { routes } from '#shared/protocol/routes.ts';
import { browserName, formOf } from '../../accounts/browser-name.ts';
import type { Accounts, Session } from '../../accounts/create-accounts.ts';
import type { MarksRooms } from '../socket/ports.ts';
import { problem } from './problems.ts';
import { readJson } from './read-body.ts';

export interface AccountRoutesDependencies {
  readonly accounts: Pick<Accounts, 'signedIn' | 'endSessions'>;
  readonly marks: Pick<MarksRooms, 'connectedSessions'>;
  /** The session, if the request is for its account; else why not. */
  readonly enter: (context: Context) => Promise<Result<Session, Response>>;
}

/** Names, ids and passwords. */
const bodyBytes = 16 * 1_024;
const fresh = { 'cache-control': 'no-store' } as const;

export function addAccountRoutes(app: Hono, dependencies: AccountRoutesDependencies): void {
  const { accounts, marks, enter } = dependencies;

  app.get(routes.sessions, async (context) => {
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

  app.post(routes.endSessions, async (context) => {
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
}
