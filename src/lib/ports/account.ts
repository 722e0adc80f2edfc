/** These are the ports of the account: who is here, and what its owner may change of it. */
import type { Result } from '#shared/base/result.ts';
import type { SessionFacts } from '#shared/protocol/messages.ts';

/** Signing up, in and out. What is remembered here lets the app open without a network. */

export interface Account {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

export type SignInFault =
  | 'wrong-credentials'
  | 'email-taken'
  | 'invalid-email'
  | 'invalid-name'
  | 'weak-password'
  | 'too-many-attempts'
  | 'offline'
  /** Something on the network answers in place of the server. */
  | 'foreign'
  /** The server takes the address of this page for somebody else's. */
  | 'other-address'
  /** The session does not come back: its cookie is kept by nobody. */
  | 'no-cookie'
  | 'server-fault';

export type ResetFault = SignInFault | 'link-gone';

export interface DemoAccount {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly role: 'producer' | 'support';
}

/** Counts what a sign-out would lose. */
export interface Unsafe {
  /** Acts and commands. */
  readonly changes: number;
  /** Typed, and not sent. */
  readonly texts: number;
  /** On their way to the server, and not there. */
  readonly files: number;
}

/** A page belongs to one account for its whole life: with another account it begins anew. */
export interface AccountPort {
  /** Reads who this browser belongs to now, from this device alone. */
  current(): Account | null;
  signUp(input: {
    readonly name: string;
    readonly email: string;
    readonly password: string;
  }): Promise<Result<Account, SignInFault>>;
  signIn(input: {
    readonly email: string;
    readonly password: string;
  }): Promise<Result<Account, SignInFault>>;
  /** By a link from the operator. Nobody is signed in by it. */
  resetPassword(input: {
    readonly token: string;
    readonly password: string;
  }): Promise<Result<void, ResetFault>>;
  /** Goes on with a session that is still open where the browser remembers nobody; null without one. */
  resume(): Promise<Account | null>;
  countUnsafe(): Promise<Unsafe>;
  /** Deletes everything of the account on this device, in every tab; works without a network. */
  signOut(): Promise<void>;
  /** Empty where the server shows no demo. */
  demoAccounts(): Promise<readonly DemoAccount[]>;
}

export type AccountFault =
  | 'offline'
  | 'foreign'
  | 'sign-in'
  | 'wrong-password'
  | 'weak-password'
  | 'too-many-attempts'
  | 'server-fault';

export type Answer<T = void> = Promise<Result<T, AccountFault>>;

/** One's own account, as its owner may change it. All of it asks the server; nothing is queued. */
export interface OwnAccount {
  /** Lists where the account is signed in, the session heard of last first. */
  sessions(): Answer<readonly SessionFacts[]>;
  /** One that is over already is no fault. */
  endSession(id: string): Answer;
  /** All but the one of this browser. */
  endOtherSessions(): Answer;
  /** Every device hears of it by the change log, this one too. */
  rename(name: string): Answer;
  changePassword(change: { readonly current: string; readonly next: string }): Answer;
  /** Deletes it on the server and on this device for good; afterwards the page begins anew. */
  remove(password: string): Answer;
}
