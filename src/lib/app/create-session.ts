/**
 * One account on this device, wired: databases, readers, acts, outbox, status. What the first screen
 * does not need (acting, Yjs, the socket) is loaded when it has been painted.
 */
import type { Dexie } from 'dexie';
import { createDeviceNotices } from '#lib/platform/device-notices.ts';
import { createPresence } from '#lib/platform/presence.ts';
import { createActsDisk } from '#lib/storage/acts-disk.ts';
import { createDraftKeeper } from '#lib/storage/draft-keeper.ts';
import { createFeedActs } from '#lib/storage/feed-acts.ts';
import { createWorkspaceReader } from '#lib/storage/workspace-reader.ts';
import { countUnsent } from '#lib/storage/uploads-kept.ts';
import { createWrite } from '#lib/storage/write.ts';
import { createCommandSender } from '#lib/storage/command-sender.ts';
import { afterFirstPaint, isVisible, onHint } from '#lib/platform/page.ts';
import { rememberName } from '#lib/platform/remembered.ts';
import type { Account, Unsafe } from '#lib/ports/account.ts';
import { lazy, observeLater, whenLoaded } from '#shared/base/lazy.ts';
import type { Unsubscribe } from '#shared/base/observable.ts';
import { openActsDatabase } from '#lib/storage/acts-database.ts';
import { openFeedDatabase, readPosition } from '#lib/storage/feed-database.ts';
import { createFeedReader, type ReaderDependencies } from '#lib/storage/feed-reader.ts';
import type { HistoryReaderDependencies } from '#lib/storage/history-reader.ts';
import { closeForGood, reopening } from '#lib/storage/reopen.ts';
import { live } from '#lib/storage/live-query.ts';
import type { Leadership } from '#lib/sync/leader-election.ts';
import { countUnsafe, createStatus } from '#lib/sync/status.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/time.ts';
import { routes } from '#shared/protocol/routes.ts';
import type { FeedSession } from './app.ts';
import { keptLater } from './kept-later.ts';
import { playerLater } from './player-later.ts';
import { createUploadsLater } from './uploads-later.ts';

export interface SessionDependencies {
  readonly account: Account;
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: (error: unknown) => void;
  /** How far the server's clock is ahead of this one. */
  readonly onOffset: (offsetMs: number) => void;
  /** The server speaks a newer protocol, or another tab a newer database, than this page. */
  readonly onReloadNeeded: () => void;
}

export interface OwnedSession {
  readonly session: FeedSession;
  /** What would be lost with this device's databases. */
  readonly countUnsafe: () => Promise<Unsafe>;
  /** Resolves when what is typed and kept is on disk. */
  readonly whenDraftsKept: () => Promise<void>;
  /** The way to the server may be open again. */
  readonly hint: () => void;
}

/** What is read on no first screen. */
function readersLater(
  reader: Parameters<typeof readersLoaded>[0],
): Pick<FeedSession, 'devices' | 'history' | 'lookups' | 'outbox' | 'personal' | 'preferences'> {
  const readers = lazy(() => readersLoaded(reader));
  const { report } = reader;
  return {
    devices: {
      devices: () => observeLater(async () => (await readers()).devices.devices(), report),
      truthOf: async (ordinal) => (await readers()).devices.truthOf(ordinal),
    },
    history: { acts: () => observeLater(async () => (await readers()).history.acts(), report) },
    lookups: {
      awaiting: (now) => observeLater(async () => (await readers()).lookups.awaiting(now), report),
      ofTrack: (id) => observeLater(async () => (await readers()).lookups.ofTrack(id), report),
      ofTicket: (id) => observeLater(async () => (await readers()).lookups.ofTicket(id), report),
      ofReminders: () => observeLater(async () => (await readers()).lookups.ofReminders(), report),
    },
    outbox: { unsent: () => observeLater(async () => (await readers()).outbox.unsent(), report) },
    personal: {
      reminders: () => observeLater(async () => (await readers()).personal.reminders(), report),
      tickets: () => observeLater(async () => (await readers()).personal.tickets(), report),
    },
    preferences: {
      preferences: () =>
        observeLater(async () => (await readers()).preferences.preferences(), report),
    },
  };
}

async function readersLoaded(reader: HistoryReaderDependencies & ReaderDependencies) {
  const { createReaders } = await import('./readers.ts');
  return createReaders(reader);
}

export function createSession(dependencies: SessionDependencies): OwnedSession {
  const { account, clock, random, report, onReloadNeeded } = dependencies;
  const { userId } = account;
  const feed = openFeedDatabase(userId);
  const acts = openActsDatabase(userId, () => uuid7(clock.now()));
  const notices = createDeviceNotices(localStorage);
  const { tell } = notices;
  const { status, onBeat } = createStatus({ feed, acts, report });
  const write = createWrite({ feed, acts, tell, dropSound: () => kept.giveWay() });
  const reader = { feed, acts, account, clock, write, report };
  const drafts = createDraftKeeper(reader);
  let leadership: Leadership | null | undefined;
  let ending: Promise<void> | undefined;
  const isEnding = () => ending !== undefined;

  const workspace = createWorkspaceReader(reader);
  const parts = { ...reader, workspace, userId, random, tell };
  const uploads = createUploadsLater(parts);
  const kept = keptLater(parts);

  /** Without these nothing is ever sent. */
  const loadSyncing = () =>
    Promise.all([
      import('#lib/sync/take-part.ts'),
      import('#lib/platform/device-memory.ts'),
      import('#lib/platform/badge-and-notifications.ts'),
    ]);
  const beginSyncing = async ([{ takePart }, { createDeviceMemory }, { showSignsOfPage }]: Awaited<
    ReturnType<typeof loadSyncing>
  >) => {
    leadership = await takePart({
      userId,
      feed,
      acts,
      fetch: (...request) => fetch(...request),
      socketUrl: new URL(routes.sync, location.origin.replace(/^http/, 'ws')).href,
      clock,
      random,
      onBeat,
      isVisible,
      onHint,
      onReloadNeeded,
      memory: createDeviceMemory(localStorage, userId),
      showSigns: () => showSignsOfPage({ userId, feed, acts }),
      keeping: kept,
      dropSound: kept.giveWay,
      tell,
      report,
    });
    if (isEnding()) await leadership?.dispose();
  };
  const presence = createPresence({ userId, feed, acts, clock, report });
  const named = () =>
    live(async () => (await feed.account.get(userId))?.body.name ?? account.name, report);
  const offset = () => live(async () => (await acts.meta.get('device'))?.offset ?? 0, report);
  let watched: readonly Unsubscribe[] = [];
  const cancelStart = afterFirstPaint(() => {
    watched = [
      named().subscribe((name) => rememberName(localStorage, userId, name)),
      offset().subscribe(dependencies.onOffset),
      whenLoaded(loadSyncing, (parts) => void beginSyncing(parts).catch(report), report),
      presence.begin(),
      uploads.begin(),
    ];
  });

  const end = async () => {
    cancelStart();
    for (const unsubscribe of watched) unsubscribe();
    session.player.close();
    await Promise.all([
      leadership?.dispose(),
      kept.dispose(),
      drafts.whenKept(),
      uploads.dispose(),
    ]);
    closeForGood(feed);
    closeForGood(acts);
  };
  const session: FeedSession = {
    account,
    named,
    feed: createFeedReader(reader),
    acts: createFeedActs({
      disk: createActsDisk(reader),
      received: () => reopening(feed, () => readPosition(feed)),
      clock,
    }),
    workspace,
    commands: createCommandSender(reader),
    status: { status: () => status },
    drafts,
    uploads,
    player: playerLater(parts),
    kept,
    notices,
    presence,
    ...readersLater(reader),
    dispose: () => (ending ??= end()),
  };

  letGo([feed, acts], {
    onBlocked: (opening) => notices.tellUntil({ kind: 'blocked' }, opening),
    onReloadNeeded,
    end: () => session.dispose(),
    report,
  });

  return {
    session,
    countUnsafe: async () => ({
      ...(await countUnsafe(feed, acts)),
      files: countUnsent(localStorage, userId),
    }),
    whenDraftsKept: () => drafts.whenKept(),
    hint: () => leadership?.hint(),
  };
}

/** Another tab deletes the databases or opens newer ones: they are let go of, so that it can. */
function letGo(
  databases: readonly Dexie[],
  on: {
    readonly onBlocked: (opening: PromiseLike<unknown>) => Promise<void>;
    readonly onReloadNeeded: () => void;
    readonly end: () => Promise<void>;
    readonly report: (error: unknown) => void;
  },
): void {
  for (const db of databases) {
    db.on('blocked', () => {
      on.onBlocked(db.open()).catch(on.report);
    });
    db.on('versionchange', ({ newVersion }) => {
      if (newVersion !== null) on.onReloadNeeded();
      on.end().catch(on.report);
    });
  }
}
