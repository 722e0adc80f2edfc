/**
 * The composition root of the app: built once per page; nothing else wires adapters. A page belongs to
 * one account from its first session on; where the browser changes hands, in this tab or another, the
 * session is ended first and the page begins anew.
 */
import { accountKey, createAccount } from '#lib/platform/account.ts';
import { onHint } from '#lib/platform/page.ts';
import { createUpdates } from '#lib/platform/updates.ts';
import type { Account } from '#lib/ports/account.ts';
import { actsDatabaseName } from '#lib/storage/acts-database.ts';
import { feedDatabaseName } from '#lib/storage/feed-database.ts';
import type { App } from './app.ts';
import { createSession, type OwnedSession } from './create-session.ts';

export function createApp(): App {
  const updates = createUpdates({ report: reportError });
  let owned: OwnedSession | null = null;

  const begin = (mine: Account) => {
    owned = createSession({
      account: mine,
      clock: { now: () => Date.now() },
      random: () => Math.random(),
      report: reportError,
      onReloadNeeded: () => updates.reloadNeeded(),
    });
  };
  const endSession = async () => {
    const ending = owned;
    owned = null;
    await ending?.session.dispose();
  };
  const beginAnew = () => endSession().finally(() => location.assign('/'));

  const account = createAccount({
    storage: localStorage,
    fetch: (...request) => fetch(...request),
    countWaiting: async () => (owned ? owned.countWaiting() : 0),
    endSession,
    async onSignedIn(signedIn) {
      const userId = owned?.session.account.userId;
      if (userId === undefined) begin(signedIn);
      // They had to sign in again: what waited goes on.
      else if (userId === signedIn.userId) owned?.hint();
      else await beginAnew();
      if ('storage' in navigator) void navigator.storage.persist();
    },
    databasesOf: (userId) => [feedDatabaseName(userId), actsDatabaseName(userId)],
    report: reportError,
  });

  // Another tab signed in or out: nothing of the one who was here may stay.
  window.addEventListener('storage', ({ key }) => {
    const isAccount = key === accountKey || key === null;
    if (!isAccount || account.current()?.userId === owned?.session.account.userId) return;
    beginAnew().catch(reportError);
  });
  const finishLeaving = () => void account.finishLeaving();
  finishLeaving();
  onHint(finishLeaving);

  const mine = account.current();
  if (mine) begin(mine);
  return { account, updates, session: () => owned?.session ?? null };
}
