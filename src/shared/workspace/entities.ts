/**
 * What a workspace is made of, as it travels in the change log and lies on the device. All instants
 * are integer milliseconds since 1970. Names of people are copied in at the time of writing.
 */

export const stages = [
  'idea',
  'writing',
  'recording',
  'editing',
  'mixing',
  'mastering',
  'released',
] as const;
export type Stage = (typeof stages)[number];

export interface Track {
  readonly id: string;
  readonly title: string;
  readonly stage: Stage;
  /** The day it is due, `YYYY-MM-DD`, in `dueTimeZone`; it ends at midnight there. */
  readonly dueOn: string | null;
  /** `HH:MM`, where the day alone is not meant. */
  readonly dueTime: string | null;
  readonly dueTimeZone: string | null;
  readonly notes: string;
  readonly ownerId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Rises by one with each change of the track itself; commands may name the one they saw. */
  readonly version: number;
}

/** A calendar day in a zone, with or without a time. */
export interface DueDate {
  readonly on: string;
  readonly time: string | null;
  readonly timeZone: string;
}

/** The due date of a track, if it has one. */
export const dueOf = ({ dueOn, dueTime, dueTimeZone }: Track): DueDate | null =>
  dueOn === null ? null : { on: dueOn, time: dueTime, timeZone: dueTimeZone ?? 'UTC' };

export type Role = 'owner' | 'collaborator';

export interface Member {
  /** See memberId. */
  readonly id: string;
  readonly trackId: string;
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly joinedAt: number;
}

/** `already-member`: the invited came in another way; `track-deleted`: there is nothing to join. */
export type InviteState =
  'pending' | 'accepted' | 'declined' | 'revoked' | 'already-member' | 'track-deleted';

export interface Invite {
  readonly id: string;
  readonly trackId: string;
  /** As it was when the invite was sent: the invited may not read the track yet. */
  readonly trackTitle: string;
  readonly inviterId: string;
  readonly inviterName: string;
  /** Lower case; empty for an invite by link. */
  readonly email: string;
  /** Of the link's secret, see invite-link.ts; null for an invite by address. */
  readonly linkHash: string | null;
  /** Known once an account with this address exists. */
  readonly inviteeId: string | null;
  readonly state: InviteState;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly answeredAt: number | null;
}

export interface Comment {
  readonly id: string;
  readonly trackId: string;
  readonly authorId: string;
  readonly authorName: string;
  readonly text: string;
  /** Everybody it has ever named: each is told once, however often it is edited. */
  readonly mentions: readonly string[];
  readonly createdAt: number;
  readonly editedAt: number | null;
}

export const memberId = (trackId: string, userId: string): string => `${trackId}:${userId}`;

export const repeats = ['daily', 'weekdays', 'weekly', 'monthly'] as const;
export type Repeat = (typeof repeats)[number];

export interface Reminder {
  readonly id: string;
  readonly ownerId: string;
  /** May be empty where it is about something. */
  readonly text: string;
  /** When it is due next; null where it will not be any more. */
  readonly at: number | null;
  /** It was due then and waits for "Done" or a later time; null where it does not. */
  readonly dueAt: number | null;
  /** When it was first set for: repeating counts from there. */
  readonly firstAt: number;
  readonly repeat: Repeat | null;
  /** Where its clock hangs. */
  readonly timeZone: string;
  readonly trackId: string | null;
  /** As it was when the reminder was set. */
  readonly trackTitle: string | null;
  readonly commentId: string | null;
  readonly notificationId: string | null;
  readonly endedAs: 'done' | 'cancelled' | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const ticketStatuses = ['open', 'answered', 'resolved', 'not-needed'] as const;
export type TicketStatus = (typeof ticketStatuses)[number];

export interface TicketMessage {
  readonly authorId: string;
  readonly authorName: string;
  readonly isSupport: boolean;
  readonly text: string;
  readonly at: number;
}

export interface Ticket {
  readonly id: string;
  readonly authorId: string;
  readonly authorName: string;
  readonly subject: string;
  readonly status: TicketStatus;
  /** Oldest first. */
  readonly messages: readonly TicketMessage[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One browser profile or installed app of a person, as the server has met it. */
export interface Device {
  readonly id: string;
  /** What the browser calls itself: "Firefox on Linux". */
  readonly name: string;
  readonly form: 'phone' | 'tablet' | 'computer';
  readonly firstSeenAt: number;
  /** Within some minutes. */
  readonly lastSeenAt: number;
  /** When it last sent a command, within a minute; null where it never has. */
  readonly lastActAt: number | null;
}

/** Widgets of the track page; each is a link target, `/track/<id>#<widget>`. */
export type Widget = 'stage' | 'deadline' | 'collaborators' | 'comments' | 'reminders';
