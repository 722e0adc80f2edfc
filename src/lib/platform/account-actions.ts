/**
 * What AccountPort does beside remembering: it speaks to the server and deletes what an account leaves
 * behind. Loaded when first needed; nothing of it is on the first screen of somebody signed in.
 *
 * Leaving works without a network. First the mark `leaving` is set: from then on nobody is signed in
 * here, in any tab and for the service worker. Then everything of the account is deleted, and the server
 * is told. What of it could
 * not be done is done at the next start, hint or sign-in, before anything else; only then the mark goes.
 */
import { Dexie } from 'dexie';
import type { Account, AccountPort, DemoAccount, SignInFault, Unsafe } from '#lib/ports/account.ts';
import { dropKeptCache } from '#lib/storage/kept-cache.ts';
import { endLeaving } from '#lib/storage/owner-store.ts';
import { uploadsDatabaseName } from '#lib/storage/uploads-kept.ts';
import { wantedKey } from '#lib/storage/wanted-sounds.ts';
import { createHttp, isObject, readJson, type HttpFault } from '#lib/sync/http.ts';
import { fieldOf, textOf } from '#shared/base/fields.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { second } from '#shared/base/time.ts';
import { accountRoutes } from '#shared/protocol/account-routes.ts';
import { routes } from '#shared/protocol/routes.ts';
import { dropSubscription, leaveBrowser, tellSignOut, whileLeaving } from './leave-browser.ts';
import {
  accountIn,
  accountKey,
  leavingKey,
  memoryKey,
  noticesKey,
  readAccount,
} from './remembered.ts';

export interface AccountDependencies {
  readonly storage: Storage;
  /** What waits on this device and would be lost. */
  readonly countUnsafe: () => Promise<Unsafe>;
  /** Ends everything in this tab that holds the account's databases. */
  readonly endSession: () => Promise<void>;
  /** Somebody signed in, perhaps again; a session of somebody else's must end now. */
  readonly onSignedIn: (account: Account) => Promise<void>;
  /** Databases that hold the account's data. */
  readonly databasesOf: (userId: string) => readonly string[];
  readonly report: (error: unknown) => void;
}

export interface AccountActions extends Omit<AccountPort, 'current' | 'countUnsafe'> {
  /** What is left of a sign-out, if anything. Never rejects. */
  finishLeaving(): Promise<void>;
}

/** Nobody is here yet, or any more, so these requests name no account. */
const http = createHttp();

/** A frozen tab may hold a database open; it lets go when it wakes. */
const deleteMs = 5 * second;

type Body = Readonly<Record<string, string>>;

export function createAccountActions(dependencies: AccountDependencies): AccountActions {
  const { storage, endSession, onSignedIn } = dependencies;
  const leave = createLeaving(dependencies);

  const enter = async (path: string, body: Body): Promise<Result<Account, SignInFault>> => {
    // Told late, the sign-out would end the session that begins now.
    if (!(await leave())) {
      const asked = await openSession();
      return err(asked.ok ? 'offline' : faultOf(asked.error));
    }
    const answer = await http.ask({ path, json: body, keepalive: true, read: readEntered });
    if (!answer.ok) return err(faultOf(answer.error));
    const { account } = answer.value;
    if (!account) return err('server-fault');
    const isKept = await openSession();
    if (isKept.ok && !isKept.value.account) return err('no-cookie');
    await remember(account);
    return ok(account);
  };
  const remember = async (account: Account) => {
    storage.setItem(accountKey, JSON.stringify(account));
    await onSignedIn(account);
  };

  return {
    signUp: ({ name, email, password }) =>
      enter(`${routes.auth}/sign-up/email`, { name, email, password }),
    signIn: ({ email, password }) => enter(`${routes.auth}/sign-in/email`, { email, password }),

    async resetPassword({ token, password }) {
      const answer = await http.ask({
        path: accountRoutes.resetPassword,
        json: { token, password },
        keepalive: true,
        read: readJson(isObject),
      });
      if (answer.ok) return ok(undefined);
      const { error } = answer;
      const code = error.kind === 'refused' ? error.code : '';
      if (code === 'not-found') return err('link-gone');
      return err(code === 'bad-request' ? 'weak-password' : faultOf(error));
    },

    async resume() {
      if (readAccount(storage) || storage.getItem(leavingKey) !== null) return null;
      const answer = await openSession();
      const account = answer.ok ? answer.value.account : null;
      if (account) await remember(account);
      return account;
    },

    async signOut() {
      const mine = readAccount(storage);
      if (mine) storage.setItem(leavingKey, mine.userId);
      storage.removeItem(accountKey);
      if (mine) await leaveBrowser(mine.userId).catch(dependencies.report);
      await endSession();
      // The server may be out of reach: nobody waits for it.
      void leave();
    },

    async demoAccounts(): Promise<readonly DemoAccount[]> {
      const answer = await http.ask({ path: routes.demo, read: readJson(isObject) });
      const accounts = answer.ok ? fieldOf(answer.value, 'accounts') : [];
      return Array.isArray(accounts) ? accounts.filter(isDemoAccount) : [];
    },

    async finishLeaving() {
      await leave();
    },
  };
}

/** @returns the work, one at a time: whether nothing of a sign-out is left to do */
function createLeaving({
  storage,
  databasesOf,
  report,
}: AccountDependencies): () => Promise<boolean> {
  const leave = async (): Promise<boolean> => {
    const userId = storage.getItem(leavingKey);
    if (userId === null) return true;
    const isDeleted = await deleteDatabases(databasesOf(userId), report);
    // Not before: whoever holds a database still writes of it.
    if (isDeleted) {
      const keys = [noticesKey, memoryKey, uploadsDatabaseName(userId), wantedKey(userId)];
      for (const key of keys) storage.removeItem(key);
      await dropKeptCache(userId).catch(report);
    }
    await dropSubscription(userId).catch(report);
    const isTold = await tellSignOut();
    if (!isDeleted || !isTold) return false;
    storage.removeItem(leavingKey);
    await endLeaving(userId).catch(report);
    return true;
  };
  let running: Promise<boolean> | null = null;
  return () => {
    running ??= whileLeaving(leave).finally(() => {
      running = null;
    });
    return running;
  };
}

async function deleteDatabases(
  names: readonly string[],
  report: (error: unknown) => void,
): Promise<boolean> {
  const tooLong = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), deleteMs));
  const deleted = Promise.all(names.map((name) => Dexie.delete(name))).then(
    () => true,
    (error: unknown) => {
      report(error);
      return false;
    },
  );
  return Promise.race([deleted, tooLong]);
}

/** Whose session the cookies of this browser open. */
const openSession = () => http.ask({ path: `${routes.auth}/get-session`, read: readEntered });

/** Null where there is nobody, or the server did not say whom. */
const readEntered = async (response: Response): Promise<{ readonly account: Account | null }> => ({
  account: accountIn(fieldOf(await readJson(isObject)(response), 'user')),
});

const isDemoAccount = (value: unknown): value is DemoAccount =>
  ['name', 'email', 'password'].every((field) => textOf(value, field) !== '') &&
  ['producer', 'support'].includes(textOf(value, 'role'));

function faultOf(fault: HttpFault): SignInFault {
  if (fault.kind === 'unreachable') return 'offline';
  if (fault.kind === 'foreign') return 'foreign';
  const { status, code } = fault;
  if (status === 429) return 'too-many-attempts';
  if (code === 'forbidden' || code === 'INVALID_ORIGIN') return 'other-address';
  if (code.startsWith('USER_ALREADY_EXISTS')) return 'email-taken';
  if (code === 'INVALID_EMAIL_OR_PASSWORD') return 'wrong-credentials';
  if (code === 'INVALID_EMAIL' || code === 'VALIDATION_ERROR') return 'invalid-email';
  if (code === 'INVALID_NAME') return 'invalid-name';
  if (code.startsWith('PASSWORD_TOO_')) return 'weak-password';
  return status === 401 ? 'wrong-credentials' : 'server-fault';
}
