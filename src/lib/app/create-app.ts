/**
 * The composition root of the app: built once per page; nothing else wires adapters. A page belongs to
 * one account for its whole life: where the browser changes hands, in this tab or another, the session
 * is ended first and the page begins anew.
 */
import { createAccount } from '#lib/platform/account.ts';
import { keepInstallEvent } from '#lib/platform/install-event.ts';
import { onHint, onKept } from '#lib/platform/page.ts';
import { accountKey } from '#lib/platform/remembered.ts';
import { keepJoinLink, takeJoinLink } from '#lib/platform/join-link.ts';
import { createTheme } from '#lib/platform/theme.ts';
import { createTicks } from '#lib/platform/ticks.ts';
import { createUpdates } from '#lib/platform/updates.ts';
import { actsDatabaseName } from '#lib/storage/acts-database.ts';
import { feedDatabaseName } from '#lib/storage/feed-database.ts';
import { callOff } from '#lib/storage/open-transactions.ts';
import { uploadsDatabaseName } from '#lib/storage/uploads-kept.ts';
import type { App } from './app.ts';
import { createSession, type OwnedSession } from './create-session.ts';

export function createApp(): App {
  const updates = createUpdates({
    report: reportError,
    whenDraftsKept: async () => owned?.whenDraftsKept(),
  });
  keepInstallEvent();
  const ticks = createTicks();
  let owned: OwnedSession | null = null;
  const endSession = async () => {
    const ending = owned;
    owned = null;
    await ending?.session.dispose();
  };

  const account = createAccount({
    storage: localStorage,
    countUnsafe: async () => (owned ? owned.countUnsafe() : { changes: 0, texts: 0, files: 0 }),
    endSession,
    async onSignedIn({ userId }) {
      // They had to sign in again: what waited goes on, in whichever tab leads.
      if (owned?.session.account.userId === userId) owned.hint();
      else await endSession();
    },
    databasesOf: (userId) => [
      feedDatabaseName(userId),
      actsDatabaseName(userId),
      uploadsDatabaseName(userId),
    ],
    report: reportError,
  });
  const mine = account.current();
  if (mine) {
    owned = createSession({
      account: mine,
      clock: { now: () => Date.now() },
      random: () => Math.random(),
      report: reportError,
      onOffset: (offsetMs) => ticks.correct(offsetMs),
      onReloadNeeded: () => updates.reloadNeeded(),
    });
  }

  // Another tab signed in or out: nothing of the one who was here may stay.
  window.addEventListener('storage', ({ key }) => {
    const isAccount = key === accountKey || key === null;
    if (!isAccount || account.current()?.userId === mine?.userId) return;
    endSession()
      .finally(() => location.assign('/'))
      .catch(reportError);
  });
  onKept(callOff);
  const finishLeaving = () => void account.finishLeaving();
  finishLeaving();
  onHint(finishLeaving);
  return {
    account,
    updates,
    ticks,
    theme: createTheme(),
    keepJoinLink,
    takeJoinLink,
    session: () => owned?.session ?? null,
  };
}

export { whatIsMissing } from '#lib/platform/what-is-missing.ts';
