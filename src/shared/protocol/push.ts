/**
 * This file says what a device tells the server to get pushes, and what one carries. It is shaped
 * as Declarative Web Push (https://w3c.github.io/push-api/#declarative-push-message), so that a
 * browser which knows it shows the notification even where the worker fails; `feed` is for the
 * worker.
 */
import * as v from 'valibot';
import { count, facts, instant, list, text, uuid } from '#shared/base/schemas.ts';
import type { PushAction } from '#shared/notifications/kinds.ts';
import { timeZone } from '#shared/workspace/commands.ts';
import { pushEndpointCharacters } from '#shared/workspace/limits.ts';
import { upsertOf } from '#shared/protocol/messages.ts';
import { notificationSchema } from '#shared/notifications/record.ts';

const base64url = (characters: number) =>
  v.pipe(v.string(), v.regex(new RegExp(`^[\\w-]{${characters}}=*$`, 'u'), 'must be base64url'));
/** What a browser writes of an address is visible ASCII. */
const endpoint = v.pipe(
  v.string(),
  v.maxLength(pushEndpointCharacters),
  v.regex(/^[!-~]+$/u, 'must be an address'),
);

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
  timeZone: v.fallback(v.optional(timeZone), undefined),
});
/** Parsed. */
export type Subscribing = Readonly<v.InferOutput<typeof subscribeSchema>>;
export const unsubscribeSchema = v.object({ endpoint });
export const pushTestSchema = v.object({ device: uuid });

export const pushKeySchema = facts({
  /** `applicationServerKey`: a point on P-256 in base64url. */
  publicKey: text,
});
export type PushKeyAnswer = v.InferOutput<typeof pushKeySchema>;

export const pushTestedSchema = facts({ result: v.literal('sent') });

const actions = ['accept', 'done', 'snooze', 'read'] as const satisfies readonly PushAction[];

export const pushPayloadSchema = facts({
  web_push: v.literal(8030),
  /** The worker may show something else. */
  mutable: v.literal(true),
  /** Number of unread rows. */
  app_badge: text,
  notification: facts({
    title: text,
    body: text,
    lang: text,
    dir: v.literal('auto'),
    /** The row's id: a row that changes replaces what is shown of it. */
    tag: text,
    navigate: text,
    timestamp: instant,
    silent: v.literal(false),
    /** Once more, where older WebKit looks for it. */
    app_badge: text,
    actions: list(facts({ action: v.picklist(actions), title: text, navigate: text })),
  }),
  feed: facts({
    /** The account it is for; a browser may have changed hands since. */
    account: text,
    epoch: text,
    unread: count,
    /** The row itself, where it fits and may be shown. */
    change: v.exactOptional(upsertOf('notification', notificationSchema)),
  }),
});
export type PushPayload = v.InferOutput<typeof pushPayloadSchema>;
