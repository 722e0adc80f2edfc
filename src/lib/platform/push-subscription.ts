/**
 * Where pushes for this browser go, told to the server. Browsers drop subscriptions without a word and
 * servers lose them, so it is asserted again at each start, and by the worker when the browser says
 * that it changed. Runs in page and worker alike.
 */
import type { PushFault } from '#lib/ports/push.ts';
import type { Api, ApiFault } from '#lib/sync/api.ts';
import { day, second } from '#shared/base/time.ts';
import { within } from './within.ts';

export interface SubscriptionDependencies {
  readonly push: PushManager;
  readonly api: Pick<Api, 'pushKey' | 'subscribe'>;
  /** Of this browser profile, for this account. */
  readonly device: string;
  readonly now: number;
}

/** Without its push service a browser may never answer. */
const patienceMs = 20 * second;
/** One that ends sooner is replaced while the app is open and can do it. */
const freshMs = 7 * day;

/** @returns null once the server knows where to push to */
export async function assertSubscription({
  push,
  api,
  device,
  now,
}: SubscriptionDependencies): Promise<PushFault | null> {
  const key = await api.pushKey();
  if (!key.ok) return faultOf(key.error);
  const held = await push.getSubscription();
  const isGood = held !== null && isFor(held, key.value) && isFresh(held, now);
  if (held && !isGood) await held.unsubscribe();
  const subscription = isGood ? held : await subscribe(push, key.value);
  if (!subscription) return 'no-push-service';
  const told = await api.subscribe(device, subscription.toJSON());
  return told.ok ? null : faultOf(told.error);
}

export const faultOf = ({ kind }: ApiFault): PushFault =>
  kind === 'unreachable' ? 'offline' : 'server-fault';

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
