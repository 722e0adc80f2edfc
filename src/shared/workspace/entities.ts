/**
 * What a workspace is made of, as it travels in the change log and lies on the device. All instants
 * are integer milliseconds since 1970. Names of people are copied in at the time of writing. Schemas
 * and types only: who needs a list of words or a function must not carry the schemas along.
 */

import * as v from 'valibot';
import { count, facts, instant, list, text } from '#shared/base/schemas.ts';
import { categories, inviteStates, repeats, roles, stages, ticketStatuses } from './vocabulary.ts';

export const trackSchema = facts({
  id: text,
  title: text,
  stage: v.picklist(stages),
  /** The day it is due, `YYYY-MM-DD`, in `dueTimeZone`; it ends at midnight there. */
  dueOn: v.nullable(text),
  /** `HH:MM`, where the day alone is not meant. */
  dueTime: v.nullable(text),
  dueTimeZone: v.nullable(text),
  /** The instant at which it is overdue, as the server knows the zone; missing where nobody has said yet. */
  dueEndsAt: v.exactOptional(v.nullable(instant)),
  notes: text,
  ownerId: text,
  createdAt: instant,
  updatedAt: instant,
  /** Rises by one with each change of the track itself; commands may name the one they saw. */
  version: count,
});
export type Track = v.InferOutput<typeof trackSchema>;

/** A calendar day in a zone, with or without a time. */
export const dueDateSchema = facts({
  on: text,
  time: v.nullable(text),
  timeZone: text,
});
export type DueDate = v.InferOutput<typeof dueDateSchema>;

export const memberSchema = facts({
  /** See memberId. */
  id: text,
  trackId: text,
  userId: text,
  name: text,
  role: v.picklist(roles),
  joinedAt: instant,
});
export type Member = v.InferOutput<typeof memberSchema>;

export const inviteSchema = facts({
  id: text,
  trackId: text,
  /** As it was when the invite was sent: the invited may not read the track yet. */
  trackTitle: text,
  inviterId: text,
  inviterName: text,
  /** Lower case; empty for an invite by link. */
  email: text,
  /** Of the link's secret, see invite-link.ts; null for an invite by address. */
  linkHash: v.nullable(text),
  /** Known once an account with this address exists, and told to that account alone. */
  inviteeId: v.nullable(text),
  state: v.picklist(inviteStates),
  createdAt: instant,
  expiresAt: instant,
  answeredAt: v.nullable(instant),
  /** Who was removed from the track while this link waited: to them it is revoked. Missing where nobody was. */
  barred: v.exactOptional(list(text)),
});
export type Invite = v.InferOutput<typeof inviteSchema>;

/**
 * What the bytes of a version say of it, where it is a sound or a project. `format` is a container or a
 * program by its name in `shared/audio/sound.ts`. A field is null where it is not known.
 */
export const soundSchema = facts({
  format: text,
  seconds: v.nullable(v.pipe(v.number(), v.minValue(0))),
  /** In Hz. */
  sampleRate: v.nullable(v.number()),
  bitsPerSample: v.nullable(count),
  channels: v.nullable(count),
  /** `cut`: it ends before the sound in it does. `broken`: players may play noise, or nothing. */
  fault: v.nullable(v.picklist(['cut', 'broken', 'empty'])),
  /** Why an engine is not given it to play, see `shared/audio/playability.ts`; missing where that was not read. */
  obstacles: v.exactOptional(
    facts({
      chromium: v.exactOptional(text),
      firefox: v.exactOptional(text),
      webkit: v.exactOptional(text),
    }),
  ),
});
export type Sound = v.InferOutput<typeof soundSchema>;

export const versionSchema = facts({
  id: text,
  /** 1, 2, 3 … in the order in which the server held them whole; a number is never given twice. */
  number: count,
  /** Bytes. */
  size: count,
  /** Of its bytes, in hex. */
  sha256: text,
  addedById: text,
  addedByName: text,
  addedAt: instant,
  /** What changed, and what to listen for; empty where nothing was said. */
  note: text,
  /** Its bytes are gone; what was said about it stays. Null while they are there. */
  removedAt: v.nullable(instant),
  /** Missing where it is neither a sound nor a project that anybody here knows. */
  sound: v.exactOptional(soundSchema),
});
export type Version = v.InferOutput<typeof versionSchema>;

/** A file of a track travels whole, with all its versions, oldest first. */
export const fileSchema = facts({
  id: text,
  trackId: text,
  name: text,
  createdAt: instant,
  versions: list(versionSchema),
  /** It is shown no more, but what was said about it stays. Null while it is there. */
  removedAt: v.nullable(instant),
});
export type File = v.InferOutput<typeof fileSchema>;

/** A point or a range in the sound of one version, in integer milliseconds from its beginning. */
export const momentSchema = facts({
  fileId: text,
  versionId: text,
  from: count,
  /** Null for a point; never before `from`. */
  to: v.nullable(count),
  /** What the file was called, and which version that was: said also when both are gone. */
  name: text,
  number: count,
});
export type SoundMoment = v.InferOutput<typeof momentSchema>;

const resolutionSchema = facts({ byId: text, byName: text, at: instant });

export const commentSchema = facts({
  id: text,
  trackId: text,
  authorId: text,
  authorName: text,
  text,
  /** Everybody it has ever named: each is told once, however often it is edited. */
  mentions: list(text),
  createdAt: instant,
  editedAt: v.nullable(instant),
  /** Missing where it is about the track as a whole. A reply has that of what it answers. */
  moment: v.exactOptional(momentSchema),
  /** The first comment of its thread, there or not; missing where it begins one. */
  replyTo: v.exactOptional(text),
  /** Missing while it is open. */
  resolved: v.exactOptional(resolutionSchema),
});
export type Comment = v.InferOutput<typeof commentSchema>;

export const reminderSchema = facts({
  id: text,
  ownerId: text,
  /** May be empty where it is about something. */
  text,
  /** When it is due next; null where it will not be any more. */
  at: v.nullable(instant),
  /** It was due then and waits for "Done" or a later time; null where it does not. */
  dueAt: v.nullable(instant),
  /** When it was first set for: repeating counts from there. */
  firstAt: instant,
  repeat: v.nullable(v.picklist(repeats)),
  /** Where its clock hangs. */
  timeZone: text,
  trackId: v.nullable(text),
  /** As it was when the reminder was set. */
  trackTitle: v.nullable(text),
  commentId: v.nullable(text),
  notificationId: v.nullable(text),
  endedAs: v.nullable(v.picklist(['done', 'cancelled'])),
  createdAt: instant,
  updatedAt: instant,
});
export type Reminder = v.InferOutput<typeof reminderSchema>;

export const ticketMessageSchema = facts({
  authorId: text,
  authorName: text,
  isSupport: v.boolean(),
  text,
  at: instant,
});
export type TicketMessage = v.InferOutput<typeof ticketMessageSchema>;

export const ticketSchema = facts({
  id: text,
  authorId: text,
  authorName: text,
  subject: text,
  status: v.picklist(ticketStatuses),
  /** Oldest first. */
  messages: list(ticketMessageSchema),
  createdAt: instant,
  updatedAt: instant,
});
export type Ticket = v.InferOutput<typeof ticketSchema>;

/** One browser profile or installed app of a person, as the server has met it. */
export const deviceSchema = facts({
  id: text,
  /** What the browser calls itself: "Firefox on Linux". */
  name: text,
  form: v.picklist(['phone', 'tablet', 'computer']),
  firstSeenAt: instant,
  /** Within some minutes. */
  lastSeenAt: instant,
  /** When it last sent a command, within a minute; null where it never has. */
  lastActAt: v.nullable(instant),
});
export type Device = v.InferOutput<typeof deviceSchema>;

/** Widgets of the track page; each is a link target, `/track/<id>#<widget>`. */
export type Widget = 'stage' | 'deadline' | 'collaborators' | 'comments' | 'files' | 'reminders';

/** Each day from one time to another, over midnight where `to` comes first; the same twice is always. */
export const quietHoursSchema = facts({
  /** `HH:MM` */
  from: text,
  to: text,
  /** Where that clock hangs. */
  timeZone: text,
});
export type QuietHours = v.InferOutput<typeof quietHoursSchema>;

export const pushPreferencesSchema = facts({
  /** What may interrupt. */
  categories: facts(v.entriesFromList(categories, v.boolean())),
  quietHours: v.nullable(quietHoursSchema),
  /** A push says that there is something, not what. */
  hidePreviews: v.boolean(),
});
export type PushPreferences = v.InferOutput<typeof pushPreferencesSchema>;

const blockedSchema = facts({
  /** The blocked person's. */
  id: text,
  /** As they were called when they were blocked. */
  name: text,
  at: instant,
});
export type Blocked = v.InferOutput<typeof blockedSchema>;

export const preferencesSchema = facts({
  /** The person's. */
  id: text,
  push: pushPreferencesSchema,
  /** Whose doing they are told nothing of, in the order of blocking; missing where that is nobody. */
  blocked: v.exactOptional(list(blockedSchema)),
});
export type Preferences = v.InferOutput<typeof preferencesSchema>;
