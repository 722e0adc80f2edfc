/** The composition root of the app: built once per page; nothing else wires adapters. */
import { createUpdates } from '#lib/platform/updates.ts';
import type { App } from './app.ts';
import { createAccount } from './account.ts';
import { createSession, type OwnedSession } from './create-session.ts';

/** A fault nobody handled; the browser's console is the one place a static app can tell. */
const report = (error: unknown) => console.error(error);

export function createApp(): App {
  const updates = createUpdates({ report });
  let owned: OwnedSession | null = null;
  const account = createAccount({
    countWaiting: async () => (owned ? owned.countWaiting() : 0),
    endSession: async () => {
      await owned?.session.dispose();
    },
  });
  const mine = account.current();
  if (mine) {
    owned = createSession({
      account: mine,
      clock: { now: () => Date.now() },
      random: () => Math.random(),
      report,
      onReloadNeeded: () => updates.check(),
    });
  }
  return { account, updates, session: () => owned?.session ?? null };
}
