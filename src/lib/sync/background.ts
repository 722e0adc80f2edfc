/**
 * Keeping in step when no tab is open: the service worker does once, over HTTP, what a leading tab does
 * all the time, with the same code. It says first and hears then, so that what it hears holds what came
 * of it. Where a tab leads, that tab does it all.
 */
import {
  actsDatabaseName,
  openActsDatabase,
  type ActsDatabase,
} from '#lib/storage/acts-database.ts';
import {
  feedDatabaseName,
  openFeedDatabase,
  readPosition,
  type FeedDatabase,
} from '#lib/storage/feed-database.ts';
import { createMarksDisk } from '#lib/storage/marks-disk.ts';
import { createOutboxStore } from '#lib/storage/outbox-store.ts';
import { closeForGood } from '#lib/storage/reopen.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { second } from '#shared/base/time.ts';
import { createApi } from './api.ts';
import { leaderLock } from './leader-election.ts';
import { exchangeMarks } from './marks-exchange.ts';
import { createMeter } from './pace.ts';
import { pull } from './pull.ts';
import { send } from './send.ts';

/** A tab that is being closed lets go of the lead in less. */
const closingMs = 3 * second;
/** Browsers end a worker that takes much longer. */
const workMs = 20 * second;
const tagBefore = 'outbox-';

/** Not in TypeScript's library: https://wicg.github.io/background-sync/spec/ */
interface WithSync {
  readonly sync: { register(tag: string): Promise<void> };
}

const hasSync = (registration: object): registration is WithSync => 'sync' in registration;

/** An extra where browsers have it (Chromium): whatever comes of it, the next tab that leads sends. */
export async function askForBackgroundSync(
  registration: ServiceWorkerRegistration | undefined,
  userId: string,
): Promise<void> {
  if (!registration || !hasSync(registration)) return;
  // Refused where the person forbids it.
  await registration.sync.register(`${tagBefore}${userId}`).catch(() => undefined);
}

/** @returns whose device a sync event is about; null where it is about something else */
export const userOfSync = (tag: string): string | null =>
  tag.startsWith(tagBefore) ? tag.slice(tagBefore.length) : null;

export interface Databases {
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
}

/** @returns null, and nothing done, where this account has no databases here: opening makes them */
export async function withDatabases<T>(
  userId: string,
  work: (databases: Databases) => Promise<T>,
): Promise<T | null> {
  const names = (await indexedDB.databases()).map(({ name }) => name);
  const isHere = [feedDatabaseName(userId), actsDatabaseName(userId)].every((name) =>
    names.includes(name),
  );
  if (!isHere) return null;
  const feed = openFeedDatabase(userId);
  const acts = openActsDatabase(userId, () => uuid7(Date.now()));
  for (const db of [feed, acts]) {
    // A sign-out deletes it: what goes on here must not make it again.
    db.on('versionchange', () => {
      closeForGood(db);
      return false;
    });
  }
  try {
    return await work({ feed, acts });
  } finally {
    feed.close();
    acts.close();
  }
}

export interface BackgroundDependencies extends Databases {
  readonly userId: string;
  /** Whether it may wait a moment for a tab that is being closed. */
  readonly isPatient: boolean;
  readonly report: (error: unknown) => void;
}

/** @returns whether something of this device still waits, and no tab is there that sends it */
export async function keepInStep(dependencies: BackgroundDependencies): Promise<boolean> {
  const { userId, isPatient } = dependencies;
  const end = new AbortController();
  const signal = AbortSignal.any([end.signal, AbortSignal.timeout(workMs)]);
  const options = isPatient ? { signal: AbortSignal.timeout(closingMs) } : { ifAvailable: true };
  try {
    return await navigator.locks.request(
      leaderLock(userId),
      options,
      async (lock) => lock !== null && (await exchangeAll(dependencies, signal)),
    );
  } catch (error) {
    // A tab leads, or has just taken the lead by force.
    if (error instanceof DOMException) return false;
    throw error;
  } finally {
    end.abort();
  }
}

async function exchangeAll(
  { userId, feed, acts, report }: BackgroundDependencies,
  signal: AbortSignal,
): Promise<boolean> {
  const api = createApi({ userId, signal });
  const outbox = createOutboxStore(acts);
  const [up, down] = [createMeter(), createMeter()];
  const nothing = () => undefined;
  const sent = await send({ api, outbox, up, onFault: nothing, onOutcomes: nothing });
  const epoch = async () => (await readPosition(feed)).epoch;
  const fault = await exchangeMarks({
    api,
    up,
    disk: createMarksDisk(acts, report),
    epoch,
    report,
  });
  await pull({
    api,
    feed,
    acts,
    outbox,
    down,
    userId,
    clock: { now: () => Date.now() },
    onFault: nothing,
    onPosition: nothing,
    onHead: nothing,
    onOffset: nothing,
    waitSeconds: 0,
  });
  return typeof sent === 'object' || fault !== null;
}
