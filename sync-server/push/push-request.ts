/**
 * A pusher sends one push to one push service: encrypted for the device (RFC 8291), signed (RFC
 * 8292), with a time-out, and says what the service answered (RFC 8030 §5, §8.4). It follows no
 * redirect: who may be asked is decided by address.
 */
import { hour } from '#shared/base/time.ts';
import { waitAsked } from '#shared/base/wait-asked.ts';
import { pushLifetimeMs } from '#shared/workspace/limits.ts';
import { BoundedMap } from '../limits/bounded-map.ts';
import { signaturesMost } from '../limits/figures.ts';
import webpush from 'web-push';
import type { PushSubscription } from '../storage/push-store.ts';
import type { PushKeys } from './keys.ts';

export type Delivery =
  | { readonly kind: 'sent' }
  /** Nothing will ever arrive there. */
  | { readonly kind: 'gone'; readonly status: number }
  | { readonly kind: 'too-large' }
  /** @param afterMs as the service asked, up to the life of a push; null where it said nothing */
  | { readonly kind: 'later'; readonly afterMs: number | null }
  | { readonly kind: 'refused'; readonly status: number };

export interface PushHeaders {
  readonly ttlSeconds: number;
  readonly urgency: 'low' | 'normal' | 'high';
  /** A service keeps only the last of pushes with the same topic. */
  readonly topic: string;
}

export type Pusher = (
  subscription: PushSubscription,
  payload: string,
  headers: PushHeaders,
) => Promise<Delivery>;

export interface PusherDependencies {
  readonly keys: PushKeys;
  readonly subject: string;
  readonly timeoutMs: number;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

/** A signature is for a service, not for a push; they are valid for twelve hours. */
const signedForMs = hour;

export function createPusher({ keys, subject, timeoutMs, signal }: PusherDependencies): Pusher {
  const signatures = new BoundedMap<string, { readonly header: string; readonly until: number }>(
    signaturesMost,
  );

  const signatureFor = (audience: string): string => {
    const kept = signatures.get(audience);
    if (kept && kept.until > Date.now()) return kept.header;
    const { publicKey, privateKey } = keys;
    const made = webpush.getVapidHeaders(audience, subject, publicKey, privateKey, 'aes128gcm');
    signatures.set(audience, { header: made.Authorization, until: Date.now() + signedForMs });
    return made.Authorization;
  };

  return async (subscription, payload, { ttlSeconds, urgency, topic }) => {
    const { endpoint, p256dh, auth } = subscription;
    const { headers, body } = webpush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      payload,
      { TTL: ttlSeconds, urgency, topic },
    );
    const request = new Headers(
      Object.entries(headers).map(([name, value]) => [name, String(value)]),
    );
    request.delete('content-length');
    request.set('authorization', signatureFor(new URL(endpoint).origin));
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: request,
        body: new Uint8Array(body),
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      await response.body?.cancel();
      return deliveryOf(response.status, response.headers.get('retry-after'), Date.now());
    } catch {
      // No answer, for whatever reason: it may have arrived or not.
      return { kind: 'later', afterMs: null };
    }
  };
}

/** 401 and 403: the subscription was made with another key. */
const goneStatuses: ReadonlySet<number> = new Set([401, 403, 404, 410]);

function deliveryOf(status: number, retryAfter: string | null, now: number): Delivery {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (goneStatuses.has(status)) return { kind: 'gone', status };
  if (status === 413) return { kind: 'too-large' };
  if (status === 408 || status === 429 || status >= 500) {
    return { kind: 'later', afterMs: waitAsked(retryAfter, { now, mostMs: pushLifetimeMs }) };
  }
  return { kind: 'refused', status };
}
