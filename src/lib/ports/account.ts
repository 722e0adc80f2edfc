/** Signing up, in and out. What is remembered here lets the app open without a network. */
import type { Result } from '#shared/base/result.ts';

export interface Account {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

export type SignInFault =
  | 'wrong-credentials'
  | 'email-taken'
  | 'invalid-email'
  | 'weak-password'
  | 'too-many-attempts'
  | 'offline'
  | 'server-fault';

export interface DemoAccount {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly role: 'producer' | 'support';
}

/** What a sign-out would lose. */
export interface Unsafe {
  /** Acts and commands. */
  readonly changes: number;
  /** Typed, and not sent. */
  readonly texts: number;
}

/** A page belongs to one account for its whole life: after each change of hands it begins anew. */
export interface AccountPort {
  /** Who this browser belongs to now, from this device alone. */
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
  countUnsafe(): Promise<Unsafe>;
  /** Deletes everything of the account on this device, in every tab; works without a network. */
  signOut(): Promise<void>;
  /** Empty where the server shows no demo. */
  demoAccounts(): Promise<readonly DemoAccount[]>;
}
