/**
 * AccountPort: who this browser belongs to. Remembered outside the databases, so that the app opens
 * without a network and knows which database is whose. A page belongs to one account for its whole
 * life: on any change, in any tab, it begins anew. Sign-out works offline: the mark is set first, then
 * everything is deleted; the server is told at the next contact, before anything else.
 */
import { Dexie } from 'dexie';
import type { Account, AccountPort, DemoAccount, SignInFault } from '#lib/ports/account.ts';
import { actsDatabaseName } from '#lib/storage/acts-database.ts';
import { feedDatabaseName } from '#lib/storage/feed-database.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { DemoAnswer } from '#shared/protocol/messages.ts';
import { routes } from '#shared/protocol/routes.ts';

const accountKey = 'account';
/** Set from sign-out until the server has heard of it. */
const signedOutKey = 'signed-out';
const timeoutMs = 10_000;

export interface AccountDependencies {
  /** What waits on this device and would be lost. */
  readonly countWaiting: () => Promise<number>;
  /** Ends everything that holds the account's databases in this tab. */
  readonly endSession: () => Promise<void>;
}

export function createAccount(dependencies: AccountDependencies): AccountPort {
  const mine = readAccount();

  // Another tab signed in or out: this page is somebody else's now.
  window.addEventListener('storage', ({ key }) => {
    if (key !== accountKey && key !== null) return;
    if (readAccount()?.userId === mine?.userId) return;
    void dependencies.endSession().finally(() => location.assign('/'));
  });

  async function enter(
    path: string,
    body: Readonly<Record<string, string>>,
  ): Promise<Result<Account, SignInFault>> {
    const isOut = await tellSignOut();
    if (!isOut) return err('offline');
    const answer = await post(path, body);
    if (!answer) return err('offline');
    const data: { user?: { id?: string; name?: string; email?: string }; code?: string } =
      await answer.json().catch(() => ({}));
    const { id, name, email } = data.user ?? {};
    if (!answer.ok || !id) return err(faultOf(answer.status, data.code ?? ''));
    const account = { userId: id, name: name ?? '', email: email ?? '' };
    localStorage.setItem(accountKey, JSON.stringify(account));
    void navigator.storage?.persist?.();
    return ok(account);
  }

  return {
    current: () => mine,
    signUp: (input) => enter(`${routes.auth}/sign-up/email`, { ...input }),
    signIn: (input) => enter(`${routes.auth}/sign-in/email`, { ...input }),
    waitingCount: dependencies.countWaiting,

    async signOut() {
      localStorage.setItem(signedOutKey, '1');
      localStorage.removeItem(accountKey);
      await dependencies.endSession();
      if (mine) {
        await Dexie.delete(feedDatabaseName(mine.userId));
        await Dexie.delete(actsDatabaseName(mine.userId));
      }
      await tellSignOut();
    },

    async demoAccounts(): Promise<readonly DemoAccount[]> {
      try {
        const response = await fetch(routes.demo, { signal: AbortSignal.timeout(timeoutMs) });
        if (!response.ok) return [];
        const answer: DemoAnswer = await response.json();
        return answer.accounts;
      } catch {
        return [];
      }
    },
  };
}

/** @returns whether the server knows: nothing else may go over the old session before */
async function tellSignOut(): Promise<boolean> {
  if (localStorage.getItem(signedOutKey) === null) return true;
  const answer = await post(`${routes.auth}/sign-out`, {});
  if (!answer || answer.status >= 500) return false;
  localStorage.removeItem(signedOutKey);
  return true;
}

async function post(
  path: string,
  body: Readonly<Record<string, string>>,
): Promise<Response | null> {
  try {
    return await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch {
    return null;
  }
}

function readAccount(): Account | null {
  try {
    const stored: Partial<Account> | null = JSON.parse(localStorage.getItem(accountKey) ?? 'null');
    const { userId, name, email } = stored ?? {};
    return userId ? { userId, name: name ?? '', email: email ?? '' } : null;
  } catch {
    return null;
  }
}

function faultOf(status: number, code: string): SignInFault {
  if (status === 429) return 'too-many-attempts';
  if (status >= 500) return 'server-fault';
  if (/USER_ALREADY_EXISTS/.test(code)) return 'email-taken';
  if (/INVALID_EMAIL$/.test(code) || code === 'VALIDATION_ERROR') return 'invalid-email';
  if (/PASSWORD_TOO_(SHORT|LONG)/.test(code)) return 'weak-password';
  return 'wrong-credentials';
}
