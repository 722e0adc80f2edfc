/**
 * Who this browser belongs to, remembered outside the databases: so the app opens without a network
 * and knows which databases are whose.
 */
import type { Account } from '#lib/ports/account.ts';
import { textOf } from '#shared/base/fields.ts';

export const accountKey = 'account';
/** What befell the databases, and what is known of them should they be gone. */
export const noticesKey = 'notices';
export const memoryKey = 'kept';
/** Holds the id of an account whose sign-out is not finished. */
export const leavingKey = 'leaving';

export function readAccount(storage: Storage): Account | null {
  try {
    return accountIn(JSON.parse(storage.getItem(accountKey) ?? 'null'));
  } catch {
    return null;
  }
}

/** They go by another name now; who is not here any more is nobody's business. */
export function rememberName(storage: Storage, userId: string, name: string): void {
  const mine = readAccount(storage);
  if (mine?.userId !== userId || mine.name === name) return;
  storage.setItem(accountKey, JSON.stringify({ ...mine, name }));
}

/** From what better-auth answers and what is remembered here: both name the id differently. */
export function accountIn(user: unknown): Account | null {
  const userId = textOf(user, 'userId') || textOf(user, 'id');
  if (userId === '') return null;
  return { userId, name: textOf(user, 'name'), email: textOf(user, 'email') };
}
