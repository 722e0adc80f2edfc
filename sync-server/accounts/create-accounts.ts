/**
 * Accounts and sessions are kept by better-auth, on the Kysely instance of everything else (two
 * instances on one connection lose sign-ups). This file owns who is signed in; it knows nothing of
 * tracks or marks.
 */
import { randomUUID } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { getMigrations } from 'better-auth/db/migration';
import * as v from 'valibot';
import { isEmailAddress } from '#shared/base/email.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { day, second, type Clock } from '#shared/base/time.ts';
import { lineIn } from '#shared/base/typed-text.ts';
import { nameCharacters, passwordCharacters } from '#shared/workspace/limits.ts';
import { routes } from '#shared/protocol/routes.ts';
import { steadyClock } from '../base/steady-clock.ts';
import { isPostgres } from '../storage/sql/engine.ts';
import type { ServerDatabase } from '../storage/sql/server-database.ts';
import { sayingWhenHeld, sessionIn, userIdIn, withoutToken, type Session } from './answers.ts';
import { browserName } from './browser-name.ts';
import { cookiePrefix, createSessionCookies, isSecure, sessionCookie } from './cookies.ts';
import {
  comeAgainHeader,
  comeAgainSeconds,
  createHashing,
  slow,
  type Passwords,
} from './hashing.ts';
import { createKnownBrowsers } from './known-browsers.ts';
import { createPasswordResets } from './password-resets.ts';
import { shortenTransactions } from './short-transactions.ts';
import { createSightings } from './sightings.ts';
import { sessionsPerUser, signUpsPerAddress, userAgentCharacters } from '../limits/figures.ts';
import { createSignInLimits, type SignInTry } from '../limits/sign-in-limits.ts';

/** What better-auth does not ask of a new account: the rules of the wire, as everybody else will meet them. */
const faults = {
  name: {
    code: 'INVALID_NAME',
    message: `A name is one line that can be seen, of ${nameCharacters} characters at most.`,
  },
  email: { code: 'INVALID_EMAIL', message: 'This is not an e-mail address.' },
} as const;

/** Somewhere an account is signed in. */
export interface SignedIn {
  readonly sessionId: string;
  /** What the browser called itself when it signed in; empty where it said nothing. */
  readonly userAgent: string;
  readonly signedInAt: number;
  /** Within minutes. */
  readonly seenAt: number;
}

/** Why a password was not looked at, and when it may be tried again. */
export interface Wait {
  readonly code: 'too-many-requests' | 'unavailable';
  readonly retryAfterSeconds: number;
}

export interface Accounts {
  /** Everything below `/api/auth`. */
  handle(request: Request): Promise<Response>;
  /** Reads the session from the cookie alone; null where nobody is signed in. */
  sessionOf(headers: Headers): Promise<Session | null>;
  exists(userId: string): Promise<boolean>;
  /**
   * Makes a session that is used last from today. @returns the cookies to set; none within a day
   */
  prolong(session: Session, headers: Headers): Promise<readonly string[]>;
  /** @returns how to end the subscription */
  onSignedOut(listener: (sessionId: string, userId: string) => void): () => void;
  /** A session has asked something. */
  seen(sessionId: string): Promise<void>;
  /** Lists where this account is signed in, the one heard of last first. */
  signedIn(userId: string): Promise<readonly SignedIn[]>;
  /**
   * Asked of somebody who is signed in, and counted with all other places that ask for it.
   * @returns whether it is theirs, or why they have to wait
   */
  isPasswordOf(
    session: Session,
    headers: Headers,
    password: string,
  ): Promise<Result<boolean, Wait>>;
  /** @returns whose it is; why not: the link is none, or not any more, or it has to be tried again */
  resetPassword(
    token: string,
    password: string,
  ): Promise<Result<string, 'not-found' | 'unavailable'>>;
  /** Says that the account is gone with its sessions: what they hold open has to be closed. */
  tellRemoved(userId: string, sessionIds: readonly string[]): void;
  /** Ends these sessions of the account, as far as they are its own. @returns how many that were */
  endSessions(userId: string, isMeant: (sessionId: string) => boolean): Promise<number>;
  create(input: {
    readonly name: string;
    readonly email: string;
    readonly password: string;
  }): Promise<{ readonly userId: string }>;
}

export interface AccountsDependencies {
  readonly database: Pick<ServerDatabase, 'db' | 'turnedAway' | 'lastFault' | 'inTurnOf'>;
  readonly secret: string;
  readonly origin: string;
  readonly clock: Clock;
  /** Signed in to from where this account never was. @param name in words, "Firefox on Linux" */
  readonly onNewBrowser: (userId: string, name: string) => void;
  /** A browser that held this session signed in as somebody else: it lives on, but nowhere. */
  readonly onReplaced: (sessionId: string) => void;
  /** How passwords are hashed. */
  readonly passwords?: Passwords;
}

/** The header in which the HTTP shell hands over the client's address; never taken from outside. */
export const clientAddressHeader = 'x-client-address';

const signInPath = '/sign-in/email';
const changePasswordPath = '/change-password';
export const signUpPath = '/sign-up/email';

/** A session ends after so long without a sign of life; each day of use counts it anew. */
const sessionMs = 60 * day;
const prolongedAfterMs = day;

const isJson = ({ headers }: Request): boolean =>
  /^application\/json\s*(?:;|$)/iu.test(headers.get('content-type') ?? '');

function withOnly(request: Request, cookie: string): Request {
  const headers = new Headers(request.headers);
  // With a header that holds none, better-auth takes a program for a page that hides where it is from.
  if (cookie === '') headers.delete('cookie');
  else headers.set('cookie', cookie);
  return new Request(request, { headers });
}

const waitFor = (seconds: number): ResponseInit => ({
  status: 429,
  headers: { [comeAgainHeader]: String(seconds) },
});

export async function createAccounts(dependencies: AccountsDependencies): Promise<Accounts> {
  const { database, secret, origin, clock } = dependencies;
  const { db, inTurnOf } = database;
  const browsers = createKnownBrowsers(db, clock, origin);
  const cookies = createSessionCookies(origin, secret);
  const name = sessionCookie(origin);
  const sightings = createSightings(db, clock);
  const resets = createPasswordResets(db, clock);
  const listeners = new Set<(sessionId: string, userId: string) => void>();
  const tellEnded = (userId: string, sessionIds: readonly string[]) => {
    for (const id of sessionIds) for (const listener of listeners) listener(id, userId);
  };
  const limits = createSignInLimits(steadyClock);
  const hashing = createHashing(dependencies.passwords ?? slow);
  const typed = v.object({ email: v.string() });
  /** @param session of this account, where there is one */
  const tryAs = async (
    email: string,
    headers: Headers,
    session: Session | null,
  ): Promise<SignInTry> => {
    const browser = await browsers.known(email, headers.get('cookie') ?? '');
    const insider = browser ?? session?.sessionId ?? null;
    return { email, address: headers.get(clientAddressHeader) ?? '', insider };
  };
  /** @returns whose password a request is about; null where it is about none */
  const tryOf = async (request: Request, session: Session | null): Promise<SignInTry | null> => {
    const { pathname } = new URL(request.url);
    const { headers } = request;
    if (pathname.endsWith(changePasswordPath)) {
      return session && tryAs(session.email, headers, session);
    }
    if (!pathname.endsWith(signInPath)) return null;
    const parsed = v.safeParse(
      typed,
      await request
        .clone()
        .json()
        .catch(() => null),
    );
    return parsed.success ? tryAs(parsed.output.email, headers, null) : null;
  };

  /** Refused by its length it is by better-auth itself. */
  const newPassword = v.object({
    password: v.pipe(
      v.string(),
      v.minLength(passwordCharacters.least),
      v.maxLength(passwordCharacters.most),
    ),
  });
  const prepareSignUp = async (body: unknown): Promise<void> => {
    const parsed = v.safeParse(newPassword, body);
    if (parsed.success) await hashing.prepare(parsed.output.password);
  };

  const auth = betterAuth({
    database: { db, type: isPostgres(db) ? 'postgres' : 'sqlite', transaction: true },
    secret,
    baseURL: origin,
    basePath: routes.auth,
    trustedOrigins: [origin],
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: passwordCharacters.least,
      maxPasswordLength: passwordCharacters.most,
      password: { hash: hashing.hash, verify: hashing.verify },
    },
    session: { expiresIn: sessionMs / second, updateAge: prolongedAfterMs / second },
    // Switched on by name: left alone it is off outside production.
    rateLimit: {
      enabled: true,
      window: 60,
      max: 300,
      customRules: {
        // See sign-in-limits.ts.
        [signInPath]: false,
        [signUpPath]: signUpsPerAddress,
        [changePasswordPath]: false,
        '/get-session': false,
      },
    },
    advanced: {
      database: { generateId: () => randomUUID() },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      // What a prefix asks for is ours to say.
      useSecureCookies: false,
      cookiePrefix: cookiePrefix(origin),
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true, secure: isSecure(origin) },
    },
    hooks: {
      before: createAuthMiddleware(async ({ path, body }) => {
        if (path === signUpPath) await prepareSignUp(body);
      }),
    },
    databaseHooks: {
      user: {
        create: {
          before(user) {
            const name = lineIn(user.name, nameCharacters);
            if (!name.ok) throw APIError.from('BAD_REQUEST', faults.name);
            if (!isEmailAddress(user.email)) throw APIError.from('BAD_REQUEST', faults.email);
            // Faces are not shown, so none is kept.
            return Promise.resolve({ data: { ...user, name: name.value, image: null } });
          },
        },
      },
      session: {
        create: {
          before: (session) =>
            Promise.resolve({
              data: { ...session, userAgent: session.userAgent?.slice(0, userAgentCharacters) },
            }),
        },
        delete: {
          after(session) {
            for (const listener of listeners) listener(session.id, session.userId);
            return Promise.resolve();
          },
        },
      },
    },
  });
  const { runMigrations } = await getMigrations(auth.options);
  await runMigrations();
  const { internalAdapter, adapter } = await auth.$context;
  shortenTransactions(adapter);
  const liveSessions = (userId: string) =>
    internalAdapter.listSessions(userId, { onlyActiveSessions: true });

  listeners.add((sessionId) => {
    // One that stays goes with those of long ago.
    sightings.forget(sessionId).catch(() => undefined);
  });
  /** Of more sessions than one account may have, those not heard of for longest. */
  const endSurplus = async (userId: string) => {
    const sessions = await internalAdapter.listSessions(userId);
    if (sessions.length <= sessionsPerUser) return;
    const seenAt = await sightings.of(sessions.map(({ id }) => id));
    const lastAt = ({ id, createdAt }: { readonly id: string; readonly createdAt: Date }) =>
      seenAt.get(id) ?? createdAt.getTime();
    const surplus = sessions.toSorted((a, b) => lastAt(b) - lastAt(a)).slice(sessionsPerUser);
    for (const { token } of surplus) await internalAdapter.deleteSession(token);
  };

  const getSession = (cookie: string, disableRefresh: boolean) =>
    sayingWhenHeld(database, () =>
      auth.api.getSession({
        headers: new Headers({ cookie }),
        query: { disableRefresh },
        returnHeaders: true,
      }),
    );

  /** The first of what this browser holds that still opens a session. */
  const open = async (header: string) => {
    for (const held of cookies.held(header)) {
      // Whose it is comes out only then; nobody has a cookie of somebody else's.
      const ask = () => getSession(cookies.only(header, held), true);
      const { response } = await inTurnOf(held.token, ask);
      if (response) return { held, session: sessionIn(response) };
    }
    return null;
  };

  /** Whatever else opens a session in this browser would open it next. */
  const endHeld = async (header: string) => {
    for (const { token } of cookies.held(header)) await internalAdapter.deleteSession(token);
  };

  const handle = async (request: Request, client: string): Promise<Response> => {
    // A form could be read as well, past all that is counted here.
    if (request.method === 'POST' && !isJson(request)) return new Response(null, { status: 415 });
    const header = request.headers.get('cookie') ?? '';
    const opened = await open(header);
    const attempt = await tryOf(request, opened?.session ?? null);
    const begun = attempt ? limits.begin(attempt) : ok(() => undefined);
    if (!begun.ok) return new Response(null, waitFor(begun.error));
    const giveBack = begun.value;
    const response = await sayingWhenHeld(
      database,
      () =>
        hashing.within(client, () =>
          auth.handler(withOnly(request, cookies.only(header, opened?.held))),
        ),
      (answer) => !answer.ok,
    ).catch((error: unknown) => {
      giveBack();
      throw error;
    });
    // It was right, or had no turn and was not looked at.
    if (response.ok || response.status === 503) giveBack();
    if (!response.ok) return response;
    const { pathname } = new URL(request.url);
    const answer = new Headers(response.headers);
    const isSet = answer.getSetCookie().some((set) => set.startsWith(`${name}=`));
    for (const cookie of isSet ? cookies.withoutOld(header) : []) {
      answer.append('set-cookie', cookie);
    }
    if (pathname.endsWith('/sign-out')) await endHeld(header);
    // Whoever was in with the password of before is a stranger from now on.
    if (opened && pathname.endsWith(changePasswordPath)) {
      await browsers.forgetOthers(opened.session.userId, header);
    }
    const userId = /\/sign-(?:in|up)\//u.test(pathname) ? await userIdIn(response.clone()) : null;
    if (userId !== null) {
      const before = opened?.session;
      await endSurplus(userId);
      if (before && before.userId !== userId) dependencies.onReplaced(before.sessionId);
      const { isNew, setCookie } = await browsers.greet(userId, header);
      if (isNew) {
        dependencies.onNewBrowser(userId, browserName(request.headers.get('user-agent') ?? ''));
      }
      answer.append('set-cookie', setCookie);
    }
    const body = JSON.stringify(withoutToken(await response.json()));
    return new Response(body, { status: response.status, headers: answer });
  };

  return {
    handle(request) {
      const client = request.headers.get(clientAddressHeader) ?? '';
      return inTurnOf(client, () => handle(request, client));
    },

    sessionOf: async (headers) => (await open(headers.get('cookie') ?? ''))?.session ?? null,

    exists: async (userId) => (await internalAdapter.findUserById(userId)) !== null,

    async prolong({ userId, expiresAt }, headers) {
      const header = headers.get('cookie') ?? '';
      const gone = cookies.withoutOld(header);
      // Spares a look into the database; better-auth decides, by the machine's own clock.
      if (gone.length === 0 && expiresAt - clock.now() > sessionMs - prolongedAfterMs) return [];
      const opened = await open(header);
      if (!opened) return [];
      const renew = () => getSession(cookies.only(header, opened.held), false);
      const { headers: answer } = await inTurnOf(userId, renew);
      const moved = gone.length > 0 ? [cookies.moved(opened.held, sessionMs / second)] : [];
      return [...moved, ...gone, ...answer.getSetCookie()];
    },

    onSignedOut(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    seen: (sessionId) => inTurnOf(sessionId, () => sightings.seen(sessionId)),

    async signedIn(userId) {
      const sessions = await liveSessions(userId);
      const seenAt = await sightings.of(sessions.map(({ id }) => id));
      return sessions
        .map(({ id, userAgent, createdAt }) => ({
          sessionId: id,
          userAgent: userAgent ?? '',
          signedInAt: createdAt.getTime(),
          seenAt: seenAt.get(id) ?? createdAt.getTime(),
        }))
        .sort((a, b) => b.seenAt - a.seenAt);
    },

    async endSessions(userId, isMeant) {
      const meant = (await liveSessions(userId)).filter(({ id }) => isMeant(id));
      for (const { token } of meant) await internalAdapter.deleteSession(token);
      return meant.length;
    },

    async isPasswordOf(session, headers, password) {
      const begun = limits.begin(await tryAs(session.email, headers, session));
      if (!begun.ok) return err({ code: 'too-many-requests', retryAfterSeconds: begun.error });
      const account = await internalAdapter.findCredentialAccount(session.userId);
      const hash = account?.password ?? '';
      const isTheirs = hash === '' ? false : await hashing.isOf(session.userId, { hash, password });
      // It is right, or had no turn and was not looked at.
      if (isTheirs !== false) begun.value();
      return isTheirs === null
        ? err({ code: 'unavailable', retryAfterSeconds: comeAgainSeconds })
        : ok(isTheirs);
    },

    async resetPassword(token, password) {
      // Strangers make nobody hash.
      if (!(await resets.isOpen(token))) return err('not-found');
      const hash = await hashing.made(token, password);
      if (hash === null) return err('unavailable');
      const used = await resets.use(token, hash);
      if (!used) return err('not-found');
      tellEnded(used.userId, used.sessionIds);
      return ok(used.userId);
    },

    tellRemoved: tellEnded,

    async create({ name, email, password }) {
      const signUp = () => auth.api.signUpEmail({ body: { name, email, password } });
      const { user } = await hashing.within('', signUp);
      return { userId: user.id };
    },
  };
}
