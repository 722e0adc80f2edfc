/**
 * One account on this device, wired: databases, readers, acts, outbox, status. What the first screen
 * does not need (acting, Yjs, the socket) is loaded when it has been painted.
 */
import { createCommandSender } from '#lib/storage/command-sender.ts';
import { createLazyFeedActs } from '#lib/storage/lazy-feed-acts.ts';
import { afterFirstPaint, isVisible, onHint } from '#lib/platform/page.ts';
import { rememberName } from '#lib/platform/remembered.ts';
import type { Account, Unsafe } from '#lib/ports/account.ts';
import type { DraftKeeper } from '#lib/ports/session.ts';
import type { DeviceNotice } from '#lib/ports/device.ts';
import type { Unsubscribe } from '#shared/base/observable.ts';
import { openActsDatabase } from '#lib/storage/acts-database.ts';
import { openFeedDatabase } from '#lib/storage/feed-database.ts';
import { createFeedReader } from '#lib/storage/feed-reader.ts';
import { createKeep } from '#lib/storage/keep.ts';
import { loadOverlay } from '#lib/storage/lazy-overlay.ts';
import { closeForGood } from '#lib/storage/reopen.ts';
import { createLazyWorkspaceReader } from '#lib/storage/lazy-workspace-reader.ts';
import { live } from '#lib/storage/live.ts';
import type { Leadership } from '#lib/sync/leadership.ts';
import { countUnsafe, createStatus } from '#lib/sync/status.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { lazy } from '#shared/base/lazy.ts';
import type { Clock } from '#shared/base/time.ts';
import { routes } from '#shared/protocol/routes.ts';
import type { FeedSession } from './app.ts';

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
  readonly settle: () => Promise<void>;
  /** The way to the server may be open again. */
  readonly hint: () => void;
}

export function createSession(dependencies: SessionDependencies): OwnedSession {
  const { account, clock, random, report, onReloadNeeded } = dependencies;
  const { userId } = account;
  const feed = openFeedDatabase(userId);
  const acts = openActsDatabase(userId, () => uuid7(clock.now()));
  const notices = lazy(async () => {
    const { createDeviceNotices } = await import('#lib/platform/device-notices.ts');
    return createDeviceNotices(localStorage);
  });
  const tell = (notice: DeviceNotice) => void notices().then((told) => told.tell(notice), report);
  const { status, onBeat } = createStatus({ feed, acts, report });
  const keep = createKeep({ feed, acts, tell });
  const lazyActs = createLazyFeedActs({ feed, acts, clock, keep, report });
  const sender = createCommandSender(acts, clock);
  const drafts = lazy(async () => {
    const { createDraftKeeper } = await import('#lib/storage/draft-keeper.ts');
    return (draftKeeper = createDraftKeeper({ acts, report }));
  });
  let draftKeeper: DraftKeeper | undefined;
  const settle = async () => draftKeeper?.settled();
  let leadership: Leadership | null | undefined;
  let ending: Promise<void> | undefined;
  const isEnding = () => ending !== undefined;

  const takePart = async () => {
    const [{ takePart }, { createDeviceMemory }, { showSignsOfPage }] = await Promise.all([
      import('#lib/sync/take-part.ts'),
      import('#lib/platform/device-memory.ts'),
      import('#lib/platform/signs.ts'),
    ]);
    if (isEnding()) return;
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
      tell,
      report,
    });
    if (isEnding()) await leadership?.dispose();
  };
  const presence = lazy(async () => {
    const { createPresence } = await import('#lib/platform/presence.ts');
    return createPresence({ userId, feed, acts, clock, report });
  });
  const named = () =>
    live(async () => (await feed.account.get(userId))?.body.name ?? account.name, report);
  const offset = () => live(async () => (await acts.meta.get('device'))?.offset ?? 0, report);
  let watched: readonly Unsubscribe[] = [];
  const cancelStart = afterFirstPaint(() => {
    watched = [
      named().subscribe((name) => rememberName(localStorage, userId, name)),
      offset().subscribe(dependencies.onOffset),
    ];
    Promise.all([takePart(), lazyActs.load(), loadOverlay(), presence()]).catch(report);
  });

  const end = async () => {
    cancelStart();
    for (const unsubscribe of watched) unsubscribe();
    await Promise.all([leadership?.dispose(), settle()]);
    closeForGood(feed);
    closeForGood(acts);
  };
  const reader = { feed, acts, account, report };
  const session: FeedSession = {
    account,
    named,
    feed: createFeedReader(reader),
    acts: lazyActs.acts,
    workspace: createLazyWorkspaceReader(reader),
    commands: { ...sender, send: (...command) => keep(() => sender.send(...command)) },
    status: { status: () => status },
    drafts,
    outbox: async () => {
      const { createOutboxReader } = await import('#lib/sync/outbox-reader.ts');
      return createOutboxReader(reader);
    },
    devices: async () => {
      const { createDevicesReader } = await import('#lib/sync/devices-reader.ts');
      return createDevicesReader(reader);
    },
    notices,
    history: async () => {
      const { createHistoryReader } = await import('#lib/storage/history-reader.ts');
      return createHistoryReader({ ...reader, clock });
    },
    presence,
    lookups: async () => {
      const { createFeedLookups } = await import('#lib/storage/feed-lookups.ts');
      return createFeedLookups(reader);
    },
    personal: async () => {
      const { createPersonalReader } = await import('#lib/storage/personal-reader.ts');
      return createPersonalReader(reader);
    },
    preferences: async () => {
      const { createPreferencesReader } = await import('#lib/storage/preferences-reader.ts');
      return createPreferencesReader(reader);
    },
    dispose: () => (ending ??= end()),
  };

  // Another tab deletes the databases or opens newer ones: let go of both, so that it can.
  for (const db of [feed, acts]) {
    db.on('blocked', () => {
      notices().then((told) => told.tellUntil({ kind: 'blocked' }, db.open()), report);
    });
    db.on('versionchange', ({ newVersion }) => {
      if (newVersion !== null) onReloadNeeded();
      session.dispose().catch(report);
    });
  }

  return {
    session,
    countUnsafe: () => countUnsafe(feed, acts),
    settle,
    hint: () => leadership?.hint(),
  };
}
