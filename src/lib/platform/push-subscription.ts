/**
 * Where pushes for this browser go, told to the server. Browsers drop subscriptions without a word,
 * push services forget them and servers lose them, so it is asserted again at each start, and by the
 * worker when the browser says that it changed. Runs in page and worker alike.
 */
import type { PushFault } from '#lib/ports/device.ts';
import { pushServiceCode, type Api, type ApiFault } from '#lib/sync/api.ts';
import { deviceZone } from './device-zone.ts';
import { day, second } from '#shared/base/time.ts';
import { within } from '#shared/base/within.ts';

export interface SubscriptionDependencies {
  readonly push: PushManager;
  readonly api: Pick<Api, 'pushKey' | 'subscribe'>;
  /** Of this browser profile, for this account. */
  readonly device: string;
  readonly now: number;
}

/** Without its push service a browser may never answer. */
export const patienceMs = 20 * second;
/** One that ends sooner is replaced while the app is open and can do it. */
const freshMs = 7 * day;

/** One at a time, in all tabs: what one has just made another must not end, nor make after it was ended. */
export const alone = <T>(work: () => Promise<T>): Promise<T> =>
  navigator.locks.request('subscription', work);

/** @returns null once the server knows where to push to */
export const assertSubscription = (
  dependencies: SubscriptionDependencies,
): Promise<PushFault | null> => alone(() => assertAlone(dependencies));

async function assertAlone(dependencies: SubscriptionDependencies): Promise<PushFault | null> {
  const { push, api, now } = dependencies;
  const key = await api.pushKey();
  if (!key.ok) return faultOf(key.error);
  const held = await push.getSubscription();
  if (held && isFor(held, key.value) && isFresh(held, now)) {
    const told = await tell(dependencies, held, true);
    if (told.ok) return null;
    // The push service told the server that nothing arrives there, and did not tell the browser.
    if (!isUnknown(told.error)) return faultOf(told.error);
  }
  if (held) await within(patienceMs, held.unsubscribe());
  const made = await subscribe(push, key.value);
  if (!made) return 'no-push-service';
  const told = await tell(dependencies, made, false);
  return told.ok ? null : faultOf(told.error);
}

const tell = (
  { api, device }: SubscriptionDependencies,
  subscription: PushSubscription,
  isRepeated: boolean,
) => {
  const { timeZone } = deviceZone();
  return api.subscribe({ device, subscription: subscription.toJSON(), isRepeated, timeZone });
};

/** The server does not push here: it never did, or does not any more. */
export const isUnknown = (fault: ApiFault): boolean =>
  fault.kind === 'rejected' && fault.code === 'not-found';

export function faultOf(fault: ApiFault): PushFault {
  if (fault.kind === 'rejected' && fault.code === pushServiceCode) return 'push-service';
  return fault.kind === 'unreachable' || fault.kind === 'foreign' ? 'offline' : 'server-fault';
}

async function subscribe(push: PushManager, key: string): Promise<PushSubscription | null> {
  const options = { userVisibleOnly: true, applicationServerKey: bytesOf(key) };
  return await within(patienceMs, push.subscribe(options)).catch(() => null);
}

const isFresh = ({ expirationTime }: PushSubscription, now: number): boolean =>
  expirationTime === null || expirationTime > now + freshMs;

function isFor({ options }: PushSubscription, key: string): boolean {
  const expected = bytesOf(key);
  const held = new Uint8Array(options.applicationServerKey ?? []);
  return held.length === expected.length && held.every((byte, at) => byte === expected[at]);
}

/** From base64url. */
const bytesOf = (key: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
    char.charCodeAt(0),
  );
