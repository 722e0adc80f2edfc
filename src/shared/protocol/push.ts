/**
 * This file says what a device tells the server to get pushes, and what one carries. It is shaped
 * as Declarative Web Push (https://w3c.github.io/push-api/#declarative-push-message), so that a
 * browser which knows it shows the notification even where the worker fails; `feed` is for the
 * worker.
 */
import * as v from 'valibot';
import { isUuid } from '#shared/base/ids.ts';
import type { PushAction } from '#shared/notifications/kinds.ts';
import { pushEndpointCharacters, timeZoneCharacters } from '#shared/workspace/limits.ts';
import type { Upsert } from '#shared/protocol/messages.ts';
import { isTimeZone } from '#shared/workspace/due.ts';

const uuid = v.pipe(v.string(), v.check(isUuid, 'must be a UUID in lower case'));
const base64url = (characters: number) =>
  v.pipe(v.string(), v.regex(new RegExp(`^[\\w-]{${characters}}=*$`, 'u'), 'must be base64url'));
const endpoint = v.pipe(v.string(), v.maxLength(pushEndpointCharacters));

/** A subscription is as `PushSubscription.toJSON` writes it. */
const subscription = v.object({
  endpoint,
  /** Ms since 1970. */
  expirationTime: v.optional(v.nullable(v.number())),
  keys: v.object({
    /** A point on P-256, 65 bytes. */
    p256dh: base64url(87),
    /** 16 bytes. */
    auth: base64url(22),
  }),
});

export const subscribeSchema = v.object({
  device: uuid,
  subscription,
  /** True where the browser had it before: it is taken only if it has not ended since. */
  isRepeated: v.optional(v.boolean(), false),
  /** The zone the device is in. One that this server does not know is as none. */
  timeZone: v.fallback(
    v.optional(v.pipe(v.string(), v.maxLength(timeZoneCharacters), v.check(isTimeZone))),
    undefined,
  ),
});
/** Parsed. */
export type Subscribing = Readonly<v.InferOutput<typeof subscribeSchema>>;
export const unsubscribeSchema = v.object({ endpoint });
export const pushTestSchema = v.object({ device: uuid });

export interface PushKeyAnswer {
  /** `applicationServerKey`: a point on P-256 in base64url. */
  readonly publicKey: string;
}

export interface PushPayload {
  readonly web_push: 8030;
  /** The worker may show something else. */
  readonly mutable: true;
  /** Number of unread rows. */
  readonly app_badge: string;
  readonly notification: {
    readonly title: string;
    readonly body: string;
    readonly lang: string;
    readonly dir: 'auto';
    /** The row's id: a row that changes replaces what is shown of it. */
    readonly tag: string;
    readonly navigate: string;
    readonly timestamp: number;
    readonly silent: false;
    /** Once more, where older WebKit looks for it. */
    readonly app_badge: string;
    readonly actions: readonly {
      readonly action: PushAction;
      readonly title: string;
      readonly navigate: string;
    }[];
  };
  readonly feed: {
    /** The account it is for; a browser may have changed hands since. */
    readonly account: string;
    readonly epoch: string;
    readonly unread: number;
    /** The row itself, where it fits and may be shown. */
    readonly change?: Extract<Upsert, { readonly kind: 'notification' }>;
  };
}
