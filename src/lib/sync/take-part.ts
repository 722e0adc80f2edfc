/**
 * This tab's part in keeping the device in step with the server: it stands in line for the lead and
 * leads when its turn comes. The one door to everything the first screen does not need.
 */
import type { Dexie } from 'dexie';
import { createLoop } from '#shared/base/loop.ts';
import type { Unsubscribe } from '#shared/base/observable.ts';
import { live } from '#lib/storage/live-query.ts';
import { readUnread } from '#lib/storage/read-unread.ts';
import { openAgain } from '#lib/storage/reopen.ts';
import { keepWhileLeading, type KeepingHere } from './keep-while-leading.ts';
import { lead, type LeadDependencies } from './leader.ts';
import {
  createLeadership,
  type Led,
  type Leadership,
  type LeadershipDependencies,
} from './leader-election.ts';

export type TakePartDependencies = LeadDependencies &
  Omit<LeadershipDependencies, 'begin'> & {
    /** Brings what the system shows of the app in agreement with the list. */
    readonly showSigns: () => Promise<void>;
    /** Of sounds. */
    readonly keeping: KeepingHere;
  };

/** @returns null where a newer version of the app has made the databases what they are */
export async function takePart(dependencies: TakePartDependencies): Promise<Leadership | null> {
  const { userId, feed, acts, keeping, report, onReloadNeeded } = dependencies;
  await Promise.all([feed, acts].map((db) => db.open().catch(() => openAgain(db))));
  if ([feed, acts].some(isOfNewerApp)) {
    onReloadNeeded();
    return null;
  }
  return createLeadership({
    ...dependencies,
    async begin(onBeat) {
      const led = await leadOn({ ...dependencies, onBeat });
      const stopSigns = followUnread(dependencies);
      const stopKeeping = keepWhileLeading(userId, keeping, report);
      return {
        hint() {
          led.hint();
          keeping.hint();
        },
        async dispose() {
          stopSigns();
          stopKeeping();
          await led.dispose();
        },
      };
    },
  });
}

/** What the system shows of the app is as this device's list is. */
function followUnread({ feed, acts, report, showSigns }: TakePartDependencies): Unsubscribe {
  return live(() => readUnread(feed, acts), report).subscribe(() => void showSigns().catch(report));
}

/** Dexie opens them all the same; it counts in tenths. */
const isOfNewerApp = (db: Dexie): boolean => db.backendDB().version > Math.round(db.verno * 10);

/**
 * Leads, and begins anew whenever the browser has closed a database under the running app: what was
 * known of it in memory may be about one that is gone.
 */
async function leadOn(dependencies: LeadDependencies): Promise<Led> {
  const { feed, acts, report } = dependencies;
  let current = await lead(dependencies);
  let isOver = false;
  let isStale = false;
  const beginningAnew = createLoop({
    async work() {
      // Both are closed one after the other, and begun anew together.
      if (!isStale) return 'done';
      await current.dispose();
      for (const db of [feed, acts]) await openAgain(db);
      isStale = false;
      if (!isOver) current = await lead(dependencies);
      return 'done';
    },
    report,
  });
  const onClose = () => {
    isStale = true;
    beginningAnew.poke();
  };
  for (const db of [feed, acts]) db.on('close', onClose);
  return {
    hint: () => current.hint(),
    async dispose() {
      isOver = true;
      for (const db of [feed, acts]) db.on('close').unsubscribe(onClose);
      await beginningAnew.dispose();
      await current.dispose();
    },
  };
}
