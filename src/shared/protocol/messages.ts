/**
 * This file holds the bodies of the HTTP interface, both ways, as schemas; the types follow from
 * them. A test holds their digest, so the wire never changes by accident.
 */
import * as v from 'valibot';
import { count, facts, instant, list, text, uuid } from '#shared/base/schemas.ts';
import { notificationSchema } from '#shared/notifications/record.ts';
import { problemCodes, refusalCodes } from '#shared/workspace/refusals.ts';
import {
  changesPerPage,
  commandsPerRequest,
  nameCharacters,
  passwordCharacters,
} from '#shared/workspace/limits.ts';
import { oneLine } from '#shared/workspace/commands.ts';
import {
  commentSchema,
  deviceSchema,
  fileSchema,
  inviteSchema,
  memberSchema,
  reminderSchema,
  ticketSchema,
  trackSchema,
  preferencesSchema,
} from '#shared/workspace/entities.ts';

const counter = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** One command on the wire: `name` and `args` are judged one by one, so a bad one fails alone. */
export const sentCommandSchema = v.object({
  id: uuid,
  /** This browser profile, for this account. */
  device: uuid,
  /** Strictly increasing per user and device; gaps are fine. */
  n: counter,
  name: v.pipe(v.string(), v.maxLength(64)),
  args: v.unknown(),
  /** The version of the track the person saw. */
  ifVersion: v.optional(counter),
  /** The device's clock: shown, never used for order. */
  at: v.pipe(v.number(), v.safeInteger()),
});
export type SentCommand = Readonly<v.InferOutput<typeof sentCommandSchema>>;

export const commandRequestSchema = v.object({
  commands: v.pipe(v.array(sentCommandSchema), v.minLength(1), v.maxLength(commandsPerRequest)),
});

export const commandOutcomeSchema = facts({
  id: text,
  status: v.picklist(['done', 'refused']),
  code: v.optional(v.picklist(refusalCodes)),
  detail: v.optional(text),
  /** The track as it is, with `version-mismatch`. */
  current: v.optional(v.unknown()),
  /** The highest number this device has used, with `too-old`. */
  last: v.optional(count),
  /** Where the sender's change log stood when this was decided, with `seq`. */
  epoch: text,
  seq: count,
});
export type CommandOutcome = v.InferOutput<typeof commandOutcomeSchema>;

export const commandAnswerSchema = facts({ outcomes: list(commandOutcomeSchema) });
export type CommandAnswer = v.InferOutput<typeof commandAnswerSchema>;

const accountRoles = ['producer', 'support'] as const;
/** Says what the server knows of the person's own account; without facts they are a producer. */
export const accountSchema = facts({ id: text, name: text, role: v.picklist(accountRoles) });
export type AccountFacts = v.InferOutput<typeof accountSchema>;

/* @__NO_SIDE_EFFECTS__ */
export const upsertOf = <const Kind extends string, const Body extends v.GenericSchema>(
  kind: Kind,
  body: Body,
) => facts({ seq: count, op: v.literal('upsert'), kind: v.literal(kind), id: text, body });

/** Entities are what a row of the change log can be about. */
export const upsertSchema = v.variant('kind', [
  upsertOf('track', trackSchema),
  upsertOf('member', memberSchema),
  upsertOf('invite', inviteSchema),
  upsertOf('comment', commentSchema),
  upsertOf('notification', notificationSchema),
  upsertOf('reminder', reminderSchema),
  upsertOf('ticket', ticketSchema),
  upsertOf('account', accountSchema),
  upsertOf('device', deviceSchema),
  upsertOf('preferences', preferencesSchema),
  upsertOf('file', fileSchema),
]);
export type EntityKind = v.InferOutput<typeof upsertSchema>['kind'];
export type Entities = {
  readonly [Kind in EntityKind]: Extract<
    v.InferOutput<typeof upsertSchema>,
    { readonly kind: Kind }
  >['body'];
};
export type UpsertOf<Kind extends EntityKind> = {
  readonly [Each in Kind]: {
    readonly seq: number;
    readonly op: 'upsert';
    readonly kind: Each;
    readonly id: string;
    readonly body: Entities[Each];
  };
}[Kind];
export type Upsert = UpsertOf<EntityKind>;

/** Gone or no longer allowed. A track takes its members, comments and foreign invites with it. */
const removalSchema = facts({
  seq: count,
  op: v.literal('gone'),
  kind: v.picklist(upsertSchema.options.map((option) => option.entries.kind.literal)),
  id: text,
});

export const changeSchema = v.variant('op', [upsertSchema, removalSchema]);
export type Change = v.InferOutput<typeof changeSchema>;

const whole = v.pipe(v.string(), v.regex(/^\d{1,16}$/), v.transform(Number), v.safeInteger());
/** The parameters of a question for changes. */
export const changesQuestionSchema = v.object({
  /** The last seq this device has applied; 0 for a new one. */
  after: v.optional(whole, '0'),
  /** Rows at most. */
  limit: v.optional(whole, String(changesPerPage)),
  /** Bytes at most, as far as one row allows; left out, as many as a page has at all. */
  bytes: v.optional(whole),
  /** Seconds to wait for news where there is none yet. */
  wait: v.optional(whole, '0'),
  /** The epoch of `after`, where it is known. */
  epoch: v.optional(v.pipe(v.string(), v.maxLength(64))),
  /** Which device asks, so that its owner can see when. */
  device: v.optional(uuid),
});

export const changesAnswerSchema = facts({
  epoch: text,
  after: count,
  /** The last seq in this page, or `head` when none is left. */
  to: count,
  head: count,
  /** The highest ordinal given so far; lower ones without a row are dead. */
  ordinalHead: count,
  changes: list(changeSchema),
  more: v.boolean(),
  /** Rows behind this page, where there are `more`. */
  left: v.exactOptional(count),
  /** The server's clock, for the offset of this device. */
  serverTime: instant,
  /** The newest notifications, with `after=0` only; the log brings them again. */
  newest: v.optional(list(notificationSchema)),
});
export type ChangesAnswer = v.InferOutput<typeof changesAnswerSchema>;

/** Somewhere this account is signed in. What opens the session never travels. */
export const sessionSchema = facts({
  id: text,
  /** The browser in words: "Firefox on Linux". */
  name: text,
  form: deviceSchema.entries.form,
  signedInAt: instant,
  /** When it was last heard of, within minutes; null where it is connected right now. */
  seenAt: v.nullable(instant),
  /** The one that asks. */
  isThis: v.boolean(),
});
export type SessionFacts = v.InferOutput<typeof sessionSchema>;

/** The sessions are in order, the one heard of last first. */
export const sessionsAnswerSchema = facts({ sessions: list(sessionSchema) });
export type SessionsAnswer = v.InferOutput<typeof sessionsAnswerSchema>;

/** One session, or all but the one that asks. */
export const endSessionsSchema = v.union([
  v.strictObject({ id: v.pipe(v.string(), v.maxLength(64)) }),
  v.strictObject({ others: v.literal(true) }),
]);

/** It stands beside what somebody did, in one line. */
export const renameSchema = v.strictObject({ name: oneLine(nameCharacters) });

export const endedAnswerSchema = facts({ ended: count });
export type EndedAnswer = v.InferOutput<typeof endedAnswerSchema>;

export const nameAnswerSchema = facts({ name: text });
export type NameAnswer = v.InferOutput<typeof nameAnswerSchema>;

export const deleteAccountSchema = v.strictObject({
  password: v.pipe(v.string(), v.maxLength(1_000)),
});

export const resetPasswordSchema = v.strictObject({
  /** What stands behind the # of the operator's link. */
  token: v.pipe(v.string(), v.maxLength(100)),
  password: v.pipe(
    v.string(),
    v.minLength(passwordCharacters.least),
    v.maxLength(passwordCharacters.most),
  ),
});

export const healthAnswerSchema = facts({
  status: v.picklist(['ok', 'starting', 'stopping', 'failing']),
  /** What keeps the database from being used, and stands in the log in words. */
  fault: v.optional(
    v.picklist(['held', 'full', 'read-only', 'damaged', 'failing', 'replaced', 'unreachable']),
  ),
  version: text,
  protocol: count,
  storage: v.picklist(['sqlite', 'postgres']),
  uptimeSeconds: count,
});
export type HealthAnswer = v.InferOutput<typeof healthAnswerSchema>;

export const demoAnswerSchema = facts({
  accounts: list(
    facts({ name: text, email: text, password: text, role: v.picklist(accountRoles) }),
  ),
});
export type DemoAnswer = v.InferOutput<typeof demoAnswerSchema>;

/** Every HTTP error of ours is a problem document (RFC 9457). */
export const problemSchema = facts({
  type: text,
  title: text,
  status: count,
  code: v.picklist(problemCodes),
  detail: v.optional(text),
  /** With `conflict` on commands: the highest number this device has used. */
  last: v.optional(count),
  /** With `conflict` on commands: those that have never run, and never will under their numbers. */
  ids: v.optional(list(text)),
});
export type Problem = v.InferOutput<typeof problemSchema>;
