/**
 * The port between decisions and the database: what the workspace service reads and writes. One
 * transaction at a time owns the writer; one that throws leaves nothing behind. Everything is asked
 * for in words of the workspace, so that a second engine can stand behind it.
 */
import type { Priority, Role } from '#shared/workspace/vocabulary.ts';
import type { NotificationKind, NotificationRecord, Person } from '#shared/notifications/record.ts';
import type { CommandOutcome, Entities, EntityKind } from '#shared/protocol/messages.ts';
import type { Marks } from '#shared/marks/marks.ts';
import type {
  Blocked,
  Comment,
  Device,
  File,
  Invite,
  Reminder,
  Ticket,
  Track,
} from '#shared/workspace/entities.ts';
import type { Scope } from '#shared/workspace/command-kinds.ts';
import type { Workspace } from '#shared/workspace/slice.ts';
import type { PushReading, PushTransaction } from './push-store.ts';

/** Where a person's numbering stands: the last seq and the last ordinal given. */
export interface UserHead {
  readonly epoch: string;
  readonly seq: number;
  readonly ordinal: number;
}

/**
 * What a row of the log is about. `track-gone` has a kind of its own, as it must outlive the rows that
 * come when the same person gains the track again: a device that missed both needs it in between.
 */
export type LogKind = EntityKind | 'track-gone';

/** A row of the change log about to be written; its seq comes from the head. */
export interface LogEntry {
  readonly kind: LogKind;
  readonly id: string;
  readonly op: 'upsert' | 'gone';
  /** The track whose loss takes the row along; null for what stays. */
  readonly trackId: string | null;
}

export interface LogRow extends LogEntry {
  readonly seq: number;
}

export interface StoredOutcome {
  /** Of name and arguments: the same id with another body is another command. */
  readonly bodyHash: string;
  readonly outcome: CommandOutcome;
}

/** The number that a device gave to one of its commands. */
export interface Numbered {
  readonly device: string;
  readonly n: number;
}

/** What of one person's words there is. */
export interface Written {
  /** Days since 1970, of what was written last. */
  readonly day: number;
  readonly dayBytes: number;
  /** At most: what there was when it was counted, and what was written since. */
  readonly bytes: number;
  readonly countedAt: number;
}

/** How far the commands of one device have come; 0 for a new one. */
export interface Numbering {
  readonly last: number;
  /** The highest number whose outcome was dropped. */
  readonly forgotten: number;
}

/** Entities by id, for each kind. */
export type Bodies = {
  readonly [Kind in EntityKind]: ReadonlyMap<string, Entities[Kind]>;
};

/** Something is due at a time: fired by deleting it in the transaction that does what it is for. */
export interface Timer {
  /** `deadline:<track>`, `reminder:<reminder>` and so on: see timer-changes.ts. */
  readonly key: string;
  readonly dueAt: number;
  /** How often in a row it failed. */
  readonly attempts: number;
  /** How far a long job has come; empty for the others. */
  readonly position: string;
}

export interface Announcement {
  readonly id: string;
  readonly author: Person;
  readonly title: string;
  readonly text: string;
  readonly priority: Priority;
  /** Null is everybody. */
  readonly recipients: readonly string[] | null;
  readonly createdAt: number;
}

/** Which earlier row of a person is meant: the newest of these kinds, of this track or subject. */
export interface EarlierRow {
  readonly kinds: readonly NotificationKind[];
  readonly by: 'track' | 'subject';
  readonly id: string;
  /** Of what this person did, where only that is meant. */
  readonly actorId?: string;
}

/** A comment without its words. */
export type CommentHead = Pick<Comment, 'id' | 'authorId' | 'authorName' | 'createdAt'>;

export interface Told {
  readonly userId: string;
  readonly notificationId: string;
}

export interface WorkspaceReading extends PushReading {
  /** People without a head yet are absent. */
  heads(userIds: readonly string[]): Promise<ReadonlyMap<string, UserHead>>;
  /** Rows with a seq above `after`, ascending. */
  readLog(userId: string, after: number, limit: number): Promise<readonly LogRow[]>;
  /** How many they are. */
  countLog(userId: string, after: number): Promise<number>;
  /** What this person may see now of the entities these rows are about, by kind and id. */
  bodiesFor(userId: string, rows: readonly LogEntry[]): Promise<Bodies>;
  /** Newest first. */
  newestNotifications(userId: string, limit: number): Promise<readonly NotificationRecord[]>;

  /**
   * The track in scope with its members and invites, and what has the given ids, of whatever track or
   * person: so that a taken id is seen. A comment comes with what began its thread and the two oldest
   * answers to that, which say whether it is settled. A deleted track is there, without members.
   */
  loadSlice(
    scope: Scope | null,
    ids: {
      readonly inviteId?: string;
      readonly commentId?: string;
      /** A comment of the track that is answered. */
      readonly replyTo?: string;
      readonly fileId?: string;
      readonly reminderId?: string;
      /** What a reminder is put off to: taken where there is one. */
      readonly laterId?: string;
      readonly ticketId?: string;
      /** Whose preferences. */
      readonly preferencesOf?: string;
    },
  ): Promise<Workspace>;
  /** A deleted comment is in no slice, but its id stays taken. */
  isCommentDeleted(id: string): Promise<boolean>;
  /** Oldest first. */
  commentIds(trackId: string): Promise<readonly string[]>;
  /** Those that are there. */
  fileIds(trackId: string): Promise<readonly string[]>;
  /** Of all versions of a track that are there. */
  fileBytes(trackId: string): Promise<number>;
  /** Each with all its versions; those that nobody knows are missing. */
  files(ids: readonly string[]): Promise<readonly File[]>;
  /** The file that has this version, where this person may see both. */
  fileOfVersion(userId: string, versionId: string): Promise<File | null>;
  isVersionKnown(versionId: string): Promise<boolean>;
  /** Hashes of versions that are there, in order, from the one after `after` on, each once. */
  hashesReferred(after: string, limit: number): Promise<readonly string[]>;
  /** Files with a version of this person that still says their name. */
  filesNaming(userId: string, limit: number): Promise<readonly File[]>;
  countComments(trackId: string): Promise<number>;
  countTracks(userId: string): Promise<number>;
  /** Those of one person to an address that wait for an answer. */
  countPendingInvites(email: string, inviterId: string, now: number): Promise<number>;
  /** Invites of a person since an instant that nobody accepted: to whomever, or as far as is said here. */
  countInvitesSince(
    inviterId: string,
    since: number,
    to: { readonly email?: string; readonly trackId?: string },
  ): Promise<number>;
  /**
   * Invites to an address that wait for an answer and for an account, oldest first, but for those by
   * whom that account has blocked.
   */
  waitingInvites(email: string, now: number): Promise<readonly Invite[]>;
  userIdByEmail(email: string): Promise<string | null>;
  /** Those that are not ended. */
  countReminders(userId: string): Promise<number>;
  /** Those that wait for somebody. */
  countOpenTickets(userId: string): Promise<number>;
  /** All there are, oldest first. */
  ticketIds(): Promise<readonly string[]>;
  deviceSeen(userId: string, device: string): Promise<Device | null>;
  announcement(id: string): Promise<Announcement | null>;
  supportIds(): Promise<readonly string[]>;
  /** In the order of ids, from the one after `after` on. */
  userIdsAfter(after: string, limit: number): Promise<readonly string[]>;

  /** When the next timer is due, or was; null where there is none. */
  nextTimerAt(): Promise<number | null>;
  /** Longest due first. */
  dueTimers(now: number, limit: number): Promise<readonly Timer[]>;

  timer(key: string): Promise<Timer | null>;
  /** Those with a due date, in the order of ids, from the one after `after` on. */
  datedTracks(after: string, limit: number): Promise<readonly Track[]>;
  /** Those that will ring again and again, in the order of ids, from the one after `after` on. */
  repeatingReminders(after: string, limit: number): Promise<readonly Reminder[]>;

  /** Everybody's rows of these kinds about a track. */
  notificationsOfTrack(
    trackId: string,
    kinds: readonly NotificationKind[],
  ): Promise<readonly Told[]>;
  earlierRow(userId: string, row: EarlierRow): Promise<NotificationRecord | null>;
  /** One person's rows of these kinds about a track. */
  rowsOfTrack(
    userId: string,
    trackId: string,
    kinds: readonly NotificationKind[],
  ): Promise<readonly NotificationRecord[]>;
  /** Everybody's rows about this invite, comment, reminder or ticket. */
  rowsAbout(
    subjectId: string,
  ): Promise<readonly { readonly userId: string; readonly record: NotificationRecord }[]>;
  /** Comments of a track that say something, oldest first. */
  commentHeads(trackId: string): Promise<readonly CommentHead[]>;
  /** As far as the person's devices have said. */
  marksOf(userId: string): Promise<Marks>;

  /** Null where there is no such account. */
  nameOf(userId: string): Promise<string | null>;
  /** In the order of tracks, from the one after `after` on. */
  membershipsOf(
    userId: string,
    after: string,
    limit: number,
  ): Promise<readonly { readonly trackId: string; readonly role: Role }[]>;
  /** Invites that wait for the answer of this account. */
  pendingInvitesOf(userId: string, now: number, limit: number): Promise<readonly string[]>;
  /** Those by one person among them. */
  pendingInvitesBy(inviterId: string, userId: string, now: number): Promise<readonly string[]>;
  /** Whom this person has blocked, in the order of blocking. */
  blockedBy(userId: string): Promise<readonly Blocked[]>;
  /** Who of these has blocked this person. */
  blockersOf(userId: string, among: readonly string[]): Promise<ReadonlySet<string>>;
  /** Invites by and to this account that still say its name or address, or wait; of one track after the other. */
  invitesNaming(userId: string, limit: number): Promise<readonly Invite[]>;
  /** Those that still say something, of one track after the other. */
  commentsBy(userId: string, limit: number): Promise<readonly Comment[]>;
  /** Those that still say the name of this account as of who settled them, of one track after the other. */
  commentsResolvedBy(userId: string, limit: number): Promise<readonly Comment[]>;

  numbering(userId: string, device: string): Promise<Numbering>;
  /** How many devices of this person have a numbering. */
  countNumbered(userId: string): Promise<number>;
  outcome(userId: string, id: string): Promise<StoredOutcome | null>;
  /** Zeros where nothing is known of it. */
  written(userId: string): Promise<Written>;
  /** Counts what there is: comments, tracks, tickets and reminders with their texts, in bytes. */
  countWritten(userId: string, bytesPerRow: number): Promise<number>;
}

export interface WorkspaceTransaction extends WorkspaceReading, PushTransaction {
  /** Makes the head of a new person; does nothing where there is one. */
  createHead(userId: string, epoch: string): Promise<void>;
  /** Starts a new epoch; the next ordinal is above `ordinal`, and above any given before. */
  renewHead(userId: string, epoch: string, ordinal: number): Promise<void>;
  /**
   * Takes numbers, making the head where there is none. Its row is held until the commit, so that the
   * order of taking is the order of commits. @returns the head after taking
   */
  advanceHead(userId: string, seqs: number, ordinals: number, epoch: string): Promise<UserHead>;
  /** Replaces what the log said before of the same entity. */
  writeLog(userId: string, firstSeq: number, entries: readonly LogEntry[]): Promise<void>;
  /** Drops the rows that losing the track takes along. */
  dropLog(userId: string, trackId: string): Promise<void>;

  /** Writes what differs. With a track goes everything of it but its invites; its id stays taken. */
  saveSlice(before: Workspace, after: Workspace, at: number): Promise<void>;
  /** @param userId null takes it away from the account, as if there were none */
  attachInvite(inviteId: string, userId: string | null): Promise<void>;

  /** New ones, or in place of those with the same ids. */
  putNotifications(userId: string, records: readonly NotificationRecord[]): Promise<void>;
  dropNotifications(ids: readonly string[]): Promise<void>;
  /** Takes the excerpts out of these rows. */
  blankExcerpts(ids: readonly string[]): Promise<void>;
  /** Takes the words of one person out of the feeds of others, some rows at a time. @returns these */
  blankExcerptsBy(actorId: string, limit: number): Promise<readonly Told[]>;
  /** Takes the excerpts of one comment out of everybody's feed. @returns the rows changed */
  blankExcerptsOfComment(commentId: string): Promise<readonly Told[]>;

  saveDevice(userId: string, device: Device): Promise<void>;
  /** Drops what the log says of devices that are gone, but of the `kept` that went last. */
  pruneGoneDevices(userId: string, kept: number): Promise<void>;
  /** Drops those silent for longest beyond the `kept` newest, a few at a time. @returns their ids */
  pruneDevices(userId: string, kept: number): Promise<readonly string[]>;
  setTimer(timer: Timer): Promise<void>;
  dropTimer(key: string): Promise<void>;
  /** @returns false where the account is one of the staff already */
  addSupport(userId: string, at: number): Promise<boolean>;
  /** @returns false where the account is not one of the staff */
  removeSupport(userId: string): Promise<boolean>;
  saveAnnouncement(announcement: Announcement): Promise<void>;
  /** Drops ended reminders beyond the `kept` newest, a few at a time. @returns their ids */
  pruneReminders(userId: string, kept: number): Promise<readonly string[]>;

  renameUser(userId: string, name: string): Promise<void>;
  /**
   * The account and everything that lets somebody in. Invites to its address are its own from then on, and
   * what it announced has no name. @returns the sessions it had
   */
  removeUser(userId: string): Promise<readonly string[]>;
  /**
   * Takes the name of an account out of notifications, of the next so many after an id. @returns the last
   * of these; null where there are no more
   */
  unnameTold(
    userId: string,
    after: string,
    limit: number,
  ): Promise<{ readonly told: readonly Told[]; readonly last: string | null }>;
  /** An account is gone from every row; its bytes go with the next scrubbing (scrub.ts). */
  noteErased(at: number): Promise<void>;
  /** The same for what it said in the tickets of others. */
  unnameAnswers(
    userId: string,
    after: string,
    limit: number,
  ): Promise<{ readonly tickets: readonly Ticket[]; readonly last: string | null }>;
  /** Some of what is a person's own. @returns the ids of what went */
  dropReminders(userId: string, limit: number): Promise<readonly string[]>;
  dropTickets(userId: string, limit: number): Promise<readonly string[]>;
  /** Takes somebody off the lists of those who have blocked them, of some. @returns these */
  unblockEverywhere(userId: string, limit: number): Promise<readonly string[]>;
  /**
   * Counts that a person is told of what somebody, or a track, has done; what was counted longer ago than
   * `windowMs` is forgotten. @returns how often that was in the window, with this time
   */
  countTelling(userId: string, askerId: string, at: number, windowMs: number): Promise<number>;
  /** Some of all that nobody else sees, the numbering last. @returns whether nothing is left */
  dropOwnRows(userId: string, limit: number): Promise<boolean>;

  setLastNumber(userId: string, device: string, n: number): Promise<void>;
  /** @param numbered under which number it was decided */
  storeOutcome(
    userId: string,
    stored: StoredOutcome,
    numbered: Numbered,
    at: number,
  ): Promise<void>;
  /** Drops at most `limit` outcomes stored before an instant, the oldest first; their numbers are forgotten. */
  pruneOutcomes(before: number, limit: number): Promise<void>;
  /** The same of one person, where there are more than so many. */
  pruneOutcomesOf(userId: string, kept: number, limit: number): Promise<void>;
  saveWritten(userId: string, written: Written): Promise<void>;
}

/** Each is one turn of whoever asks for it; nobody is the program itself, which has turns as a person has. */
export interface WorkspaceStore {
  write<T>(work: (tx: WorkspaceTransaction) => Promise<T>, whose?: string): Promise<T>;
  /** One snapshot for everything read in it. */
  read<T>(work: (tx: WorkspaceReading) => Promise<T>, whose?: string): Promise<T>;
}
