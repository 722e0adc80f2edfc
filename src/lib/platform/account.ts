/** AccountPort: answers who is here at once, and loads what it takes to change that when it is asked to. */
import type { AccountPort } from '#lib/ports/account.ts';
import { lazy } from '#shared/base/lazy.ts';
import type { AccountDependencies } from './account-actions.ts';
import { leavingKey, readAccount } from './remembered.ts';

export interface OwnedAccount extends AccountPort {
  /** What is left of a sign-out, if anything. */
  finishLeaving(): Promise<void>;
}

export function createAccount(dependencies: AccountDependencies): OwnedAccount {
  const { storage } = dependencies;
  const load = lazy(async () => {
    const { createAccountActions } = await import('./account-actions.ts');
    return createAccountActions(dependencies);
  });
  return {
    current: () => readAccount(storage),
    countUnsafe: dependencies.countUnsafe,
    signUp: async (input) => (await load()).signUp(input),
    signIn: async (input) => (await load()).signIn(input),
    resetPassword: async (input) => (await load()).resetPassword(input),
    resume: async () => (await load()).resume(),
    signOut: async () => (await load()).signOut(),
    demoAccounts: async () => (await load()).demoAccounts(),
    async finishLeaving() {
      if (storage.getItem(leavingKey) !== null) await (await load()).finishLeaving();
    },
  };
}
