/** OwnAccount over HTTP, with the session's cookie. Loaded with the first page that needs it. */
import { createHttp, isObject, readJson, type HttpFault, type Question } from '#lib/sync/http.ts';
import type { AccountPort, AccountFault, Answer, OwnAccount } from '#lib/ports/account.ts';
import { err, ok } from '#shared/base/result.ts';
import { second } from '#shared/base/time.ts';
import type { SessionsAnswer } from '#shared/protocol/messages.ts';
import { accountRoutes } from '#shared/protocol/account-routes.ts';
import { routes } from '#shared/protocol/routes.ts';

/** Hashing a password takes a loaded server a while. */
const patienceMs = 20 * second;

export function createOwnAccount(account: Pick<AccountPort, 'current' | 'signOut'>): OwnAccount {
  const http = createHttp({ account: () => account.current()?.userId ?? '' });
  const ask = async <T>(path: string, read: Question<T>['read'], json?: object): Answer<T> => {
    // What is changed goes on its way also where the page is loaded anew just then.
    const change = json && { json, keepalive: true };
    const answer = await http.ask({ path, read, patienceMs, ...change });
    return answer.ok ? answer : err(faultOf(answer.error));
  };
  const tell = async (path: string, json: object): Answer => {
    const answer = await ask(path, readJson(isObject), json);
    return answer.ok ? ok(undefined) : answer;
  };

  return {
    async sessions() {
      const answer = await ask(accountRoutes.sessions, readJson(isSessionsAnswer));
      return answer.ok ? ok(answer.value.sessions) : answer;
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
  isObject(answer) && 'sessions' in answer && Array.isArray(answer.sessions);

function faultOf(fault: HttpFault): AccountFault {
  if (fault.kind === 'unreachable') return 'offline';
  if (fault.kind === 'foreign') return 'foreign';
  const { status, code } = fault;
  if (status === 429) return 'too-many-attempts';
  if (code === 'wrong-password' || code === 'INVALID_PASSWORD') return 'wrong-password';
  if (code.startsWith('PASSWORD_TOO_')) return 'weak-password';
  return status === 401 || code === 'wrong-account' ? 'sign-in' : 'server-fault';
}
