/**
 * This file holds the bodies of the HTTP interface, both ways: schemas for what the server reads,
 * types for what it answers. A test holds the hash of them, so the wire never changes by accident.
 */
import * as v from 'valibot';
import { isUuid } from '#shared/base/ids.ts';
import type { Preferences } from '#shared/workspace/preferences.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import type { RefusalCode } from '#shared/workspace/refusals.ts';
import { commandsPerRequest, nameCharacters } from '#shared/workspace/limits.ts';
import { oneLine } from '#shared/workspace/commands.ts';
import type {
  Comment,
  Device,
  Invite,
  Member,
  Reminder,
  Ticket,
  Track,
} from '#shared/workspace/entities.ts';

const uuid = v.pipe(v.string(), v.check(isUuid, 'must be a UUID in lower case'));
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

export interface CommandOutcome {
  readonly id: string;
  readonly status: 'done' | 'refused';
  readonly code?: RefusalCode | undefined;
  readonly detail?: string | undefined;
  /** The track as it is, with `version-mismatch`. */
  readonly current?: unknown;
  /** Where the sender's change log stood when this was decided, with `seq`. */
  readonly epoch: string;
  readonly seq: number;
}

export interface CommandAnswer {
  readonly outcomes: readonly CommandOutcome[];
}

/** Says what the server knows of the person's own account; without facts they are a producer. */
export interface AccountFacts {
  readonly id: string;
  readonly name: string;
  readonly role: 'producer' | 'support';
}

/** Entities are what a row of the change log can be about. */
export interface Entities {
  readonly track: Track;
  readonly member: Member;
  readonly invite: Invite;
  readonly comment: Comment;
  readonly notification: NotificationRecord;
  readonly reminder: Reminder;
  readonly ticket: Ticket;
  readonly account: AccountFacts;
  readonly device: Device;
  readonly preferences: Preferences;
}
export type EntityKind = keyof Entities;

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
export interface Removal {
  readonly seq: number;
  readonly op: 'gone';
  readonly kind: EntityKind;
  readonly id: string;
}

export type Change = Upsert | Removal;

export interface ChangesAnswer {
  readonly epoch: string;
  readonly after: number;
  /** The last seq in this page, or `head` when none is left. */
  readonly to: number;
  readonly head: number;
  /** The highest ordinal given so far; lower ones without a row are dead. */
  readonly ordinalHead: number;
  readonly changes: readonly Change[];
  readonly more: boolean;
  /** The server's clock, for the offset of this device. */
  readonly serverTime: number;
  /** The newest notifications, with `after=0` only; the log brings them again. */
  readonly newest?: readonly NotificationRecord[] | undefined;
}

/** Somewhere this account is signed in. What opens the session never travels. */
export interface SessionFacts {
  readonly id: string;
  /** The browser in words: "Firefox on Linux". */
  readonly name: string;
  readonly form: Device['form'];
  readonly signedInAt: number;
  /** When it was last heard of, within minutes; null where it is connected right now. */
  readonly seenAt: number | null;
  /** The one that asks. */
  readonly isThis: boolean;
}

export interface SessionsAnswer {
  /** The sessions, the one heard of last first. */
  readonly sessions: readonly SessionFacts[];
}

/** One session, or all but the one that asks. */
export const endSessionsSchema = v.union([
  v.strictObject({ id: v.pipe(v.string(), v.maxLength(64)) }),
  v.strictObject({ others: v.literal(true) }),
]);

/** It stands beside what somebody did, in one line. */
export const renameSchema = v.strictObject({ name: oneLine(nameCharacters) });

export const deleteAccountSchema = v.strictObject({
  password: v.pipe(v.string(), v.maxLength(1_000)),
});

export interface HealthAnswer {
  readonly status: 'ok' | 'starting' | 'stopping';
  readonly version: string;
  readonly protocol: number;
  readonly storage: 'sqlite' | 'postgres';
  readonly uptimeSeconds: number;
}

export interface DemoAnswer {
  readonly accounts: readonly {
    readonly name: string;
    readonly email: string;
    readonly password: string;
    readonly role: 'producer' | 'support';
  }[];
}
