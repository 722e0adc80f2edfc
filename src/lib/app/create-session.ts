/** One account on this device, wired: databases, readers, acts, outbox, status, leadership. */
import { createCommandSender } from '#lib/commands/command-sender.ts';
import { createFeedActs } from '#lib/commands/feed-acts.ts';
import type { Account } from '#lib/ports/account.ts';
import { openActsDatabase } from '#lib/storage/acts-database.ts';
import { openFeedDatabase } from '#lib/storage/feed-database.ts';
import { createFeedReader } from '#lib/storage/feed-reader.ts';
import { createWorkspaceReader } from '#lib/storage/workspace-reader.ts';
import { createLeadership, type Leadership } from '#lib/sync/leadership.ts';
import { countWaiting, createStatus } from '#lib/sync/status.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/time.ts';
import type { FeedSession } from './app.ts';

export interface SessionDependencies {
  readonly account: Account;
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: (error: unknown) => void;
  /** The server speaks a newer protocol than this page. */
  readonly onReloadNeeded: () => void;
}

/** A page that has painted nothing by now is hidden. */
const paintMs = 1_000;

export interface OwnedSession {
  readonly session: FeedSession;
  readonly countWaiting: () => Promise<number>;
}

export function createSession(dependencies: SessionDependencies): OwnedSession {
  const { account, clock, random, report, onReloadNeeded } = dependencies;
  const { userId } = account;
  const feed = openFeedDatabase(userId);
  const acts = openActsDatabase(userId, uuid7(clock.now()));
  const { status, onBeat } = createStatus({ feed, acts, report });
  let leadership: Leadership | undefined;
  let isDisposed = false;

  const reader = { feed, acts, account, report };
  const session: FeedSession = {
    account,
    feed: createFeedReader(reader),
    acts: createFeedActs({ feed, acts, clock }),
    workspace: createWorkspaceReader(reader),
    commands: createCommandSender(acts, clock),
    status: { status: () => status },
    async dispose() {
      isDisposed = true;
      await leadership?.dispose();
      feed.close();
      acts.close();
    },
  };

  // Another tab deletes or upgrades the database: let go of it, so that it can.
  for (const db of [feed, acts]) db.on('versionchange', () => void session.dispose());

  const startLeading = () => {
    if (isDisposed || leadership) return;
    leadership = createLeadership({
      userId,
      report,
      onBeat,
      async begin(beat) {
        const { lead } = await import('#lib/sync/lead.ts');
        return lead({ userId, feed, acts, clock, random, report, onBeat: beat, onReloadNeeded });
      },
    });
  };
  // Yjs and the socket are loaded after the first screen is painted; a hidden page paints nothing.
  requestAnimationFrame(() => setTimeout(startLeading, 0));
  setTimeout(startLeading, paintMs);

  return { session, countWaiting: () => countWaiting(feed, acts) };
}
