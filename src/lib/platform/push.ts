/**
 * PushPort on the browser: permission, subscription, and the wish that is kept for the worker too. The
 * permission is the browser's and may change at any time, so the state is read anew whenever the person
 * comes back.
 */
import { createValue, type Observable } from '#shared/base/observable.ts';
import type { PushFault, PushPort, PushState } from '#lib/ports/device.ts';
import { readMeta, type ActsDatabase } from '#lib/storage/acts-database.ts';
import { keepWish, readOwner } from '#lib/storage/owner-store.ts';
import { createApi } from '#lib/sync/api.ts';
import { minute, type Clock } from '#shared/base/time.ts';
import { dropSubscription } from './leave-browser.ts';
import { onHint } from './page.ts';
import { alone, assertSubscription, faultOf, isUnknown, patienceMs } from './push-subscription.ts';
import { within } from '#shared/base/within.ts';

export interface PushDependencies {
  readonly userId: string;
  readonly acts: ActsDatabase;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
}

/** A person reads the question first. Some browsers never say that it was closed without an answer. */
const answerMs = minute;

/** All but the offer. */
export interface OwnedPush extends Omit<PushPort, 'isOffered' | 'declineOffer'> {
  /** What browser or server may have lost since the last start. */
  assert(): Promise<void>;
}

export function createPush(dependencies: PushDependencies): OwnedPush {
  const { userId, acts, clock, report } = dependencies;
  const api = createApi({ userId });
  const device = async () => (await readMeta(acts)).device;
  /** The browser holds most of the state: it is read anew with each of our changes. */
  const changes = createValue(0);
  const changed = () => changes.set(changes.get() + 1);

  const subscribe = async (): Promise<PushFault | null> => {
    // On a first visit the worker is still being installed; without one browsers give no address.
    const registration = await within(patienceMs, navigator.serviceWorker.ready);
    if (!registration) return 'no-push-service';
    const { pushManager: push } = registration;
    return await assertSubscription({ push, api, device: await device(), now: clock.now() });
  };

  const state: Observable<PushState> = {
    subscribe(next) {
      const read = () => void readState(userId).then(next).catch(report);
      const stops = [onHint(read), changes.subscribe(read)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };

  const turnOn = async () => {
    const permission = await Notification.requestPermission();
    const fault = faultOfPermission(permission) ?? (await subscribe());
    if (fault === null) await keepWish(userId, true);
    changed();
    return { fault };
  };

  return {
    state: () => state,
    async turnOn() {
      // A later answer counts all the same.
      const answer = await within(answerMs, turnOn());
      return answer ? answer.fault : 'not-answered';
    },
    async turnOff() {
      await keepWish(userId, false);
      await alone(() => dropSubscription(userId));
      changed();
    },
    async sendTest() {
      const answer = await api.testPush(await device());
      if (answer.ok) return null;
      if (!isUnknown(answer.error)) return faultOf(answer.error);
      const fault = await subscribe();
      changed();
      if (fault !== null) return fault;
      const again = await api.testPush(await device());
      return again.ok ? null : faultOf(again.error);
    },
    async assert() {
      if (!canPush() || Notification.permission !== 'granted' || !(await isWanted(userId))) return;
      await subscribe();
      changed();
    },
  };
}

const faultOfPermission = (permission: NotificationPermission): PushFault | null =>
  permission === 'granted' ? null : permission === 'denied' ? 'denied' : 'not-answered';

async function readState(userId: string): Promise<PushState> {
  if (!canPush()) return needsInstall() ? 'needs-install' : 'unsupported';
  const { permission } = Notification;
  if (permission !== 'granted') return permission;
  const registration = await navigator.serviceWorker.getRegistration();
  const subscription = await registration?.pushManager.getSubscription();
  return subscription && (await isWanted(userId)) ? 'on' : 'off';
}

async function isWanted(userId: string): Promise<boolean> {
  const owner = await readOwner();
  return owner?.userId === userId && owner.wantsPush;
}

const canPush = (): boolean =>
  'Notification' in window && 'PushManager' in window && 'serviceWorker' in navigator;

/** Safari on phones and tablets, alone in having this, offers pushes to the home screen's apps only. */
const needsInstall = (): boolean => 'standalone' in navigator && navigator.standalone === false;
