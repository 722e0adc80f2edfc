/** One's own account, as its owner may change it. All of it asks the server; nothing is queued. */
import type { Result } from '#shared/base/result.ts';
import type { SessionFacts } from '#shared/protocol/messages.ts';

export type AccountFault =
  'offline' | 'sign-in' | 'wrong-password' | 'weak-password' | 'too-many-attempts' | 'server-fault';

export type Answer<T = void> = Promise<Result<T, AccountFault>>;

export interface OwnAccount {
  /** Where it is signed in, last heard of first. */
  sessions(): Answer<readonly SessionFacts[]>;
  /** One that is over already is no fault. */
  endSession(id: string): Answer;
  /** All but the one of this browser. */
  endOtherSessions(): Answer;
  /** Every device hears of it by the change log, this one too. */
  rename(name: string): Answer;
  changePassword(change: { readonly current: string; readonly next: string }): Answer;
  /** On the server for good, and on this device; afterwards the page begins anew. */
  remove(password: string): Answer;
}
