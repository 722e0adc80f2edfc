/** OwnAccount over HTTP, with the session's cookie. Loaded with the first page that needs it. */
import type { AccountPort, AccountFault, Answer, OwnAccount } from '#lib/ports/account.ts';
import { textOf } from '#shared/base/fields.ts';
import { err, ok } from '#shared/base/result.ts';
import { second } from '#shared/base/time.ts';
import type { SessionsAnswer } from '#shared/protocol/messages.ts';
import { accountRoutes } from '#shared/protocol/account-routes.ts';
import { routes } from '#shared/protocol/routes.ts';

/** Hashing a password takes a loaded server a while. */
const patienceMs = 20 * second;

export function createOwnAccount(account: Pick<AccountPort, 'current' | 'signOut'>): OwnAccount {
  const ask = async (path: string, body?: object): Answer<unknown> => {
    const query = new URLSearchParams({ account: account.current()?.userId ?? '' });
    try {
      const response = await fetch(`${path}?${query}`, {
        method: body ? 'POST' : 'GET',
        ...(body && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
        cache: 'no-store',
        signal: AbortSignal.timeout(patienceMs),
      });
      const answer: unknown = await response.json();
      return response.ok ? ok(answer) : err(faultOf(response.status, textOf(answer, 'code')));
    } catch {
      return err('offline');
    }
  };
  const tell = async (path: string, body: object): Answer => {
    const answer = await ask(path, body);
    return answer.ok ? ok(undefined) : answer;
  };

  return {
    async sessions() {
      const answer = await ask(accountRoutes.sessions);
      if (!answer.ok) return answer;
      return isSessionsAnswer(answer.value) ? ok(answer.value.sessions) : err('offline');
    },

    endSession: (id) => tell(accountRoutes.endSessions, { id }),
    endOtherSessions: () => tell(accountRoutes.endSessions, { others: true }),

    rename: (name) => tell(accountRoutes.accountName, { name }),

    changePassword: ({ current, next }) =>
      tell(`${routes.auth}/change-password`, { currentPassword: current, newPassword: next }),

    async remove(password) {
      const told = await tell(accountRoutes.deleteAccount, { password });
      if (told.ok) await account.signOut();
      return told;
    },
  };
}

/** Tells our server's answers from a stranger's; what is inside of ours is as its types say. */
const isSessionsAnswer = (answer: unknown): answer is SessionsAnswer =>
  typeof answer === 'object' &&
  answer !== null &&
  'sessions' in answer &&
  Array.isArray(answer.sessions);

/** @param code of a problem document, or of better-auth */
function faultOf(status: number, code: string): AccountFault {
  if (status === 429) return 'too-many-attempts';
  if (code === 'wrong-password' || code === 'INVALID_PASSWORD') return 'wrong-password';
  if (code.startsWith('PASSWORD_TOO_')) return 'weak-password';
  return status === 401 || code === 'wrong-account' ? 'sign-in' : 'server-fault';
}
