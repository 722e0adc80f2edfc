/**
 * What the server said, on this device: one database per account. Every row keeps the seq and epoch it
 * came with, so that late or repeated pages do no harm. Nothing here is ever edited optimistically.
 * Versions only add.
 */
import { Dexie, type EntityTable, type Table } from 'dexie';
import type { RunSet } from '#shared/marks/run-set.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import type { AccountFacts } from '#shared/protocol/messages.ts';
import type {
  Comment,
  Device,
  File,
  Invite,
  Member,
  Reminder,
  Ticket,
  Track,
  Preferences,
} from '#shared/workspace/entities.ts';
import { calledOffWhenLeft } from './open-transactions.ts';

/** A row with where it stood in the change log. */
export interface Stored<T> {
  readonly id: string;
  readonly seq: number;
  readonly epoch: string;
  readonly body: T;
}

export interface StoredNotification extends Stored<NotificationRecord> {
  readonly ordinal: number;
  /** Where it was before it asked for attention again, latest first; a few are enough. */
  readonly was?: readonly number[];
  /** When it came to this device, by the server's clock, where that is known to tell of being offline. */
  readonly receivedAt?: number;
}

export interface StoredOfTrack<T> extends Stored<T> {
  readonly trackId: string;
}

/** Where this device stands in the change log; changes in the same transaction as the rows. */
export interface Position {
  readonly name: 'position';
  /** Null before the first answer. */
  readonly epoch: string | null;
  readonly cursor: number;
  /** Up to here, every ordinal is held or dead. */
  readonly complete: number;
  readonly live: RunSet;
  /** Rows of an older epoch are still held, until the head of this one is reached. */
  readonly sweeping: boolean;
}

export const feedDatabaseName = (userId: string): string => `feed-${userId}`;

/** Open it with `openFeedDatabase`; the tables are added by Dexie. */
export class FeedDatabase extends Dexie {
  declare readonly notifications: EntityTable<StoredNotification, 'ordinal'>;
  declare readonly tracks: EntityTable<Stored<Track>, 'id'>;
  declare readonly members: EntityTable<StoredOfTrack<Member>, 'id'>;
  declare readonly invites: EntityTable<StoredOfTrack<Invite>, 'id'>;
  declare readonly comments: EntityTable<StoredOfTrack<Comment>, 'id'>;
  declare readonly files: EntityTable<StoredOfTrack<File>, 'id'>;
  declare readonly reminders: EntityTable<Stored<Reminder>, 'id'>;
  declare readonly tickets: EntityTable<Stored<Ticket>, 'id'>;
  declare readonly account: EntityTable<Stored<AccountFacts>, 'id'>;
  declare readonly devices: EntityTable<Stored<Device>, 'id'>;
  declare readonly preferences: EntityTable<Stored<Preferences>, 'id'>;
  declare readonly meta: EntityTable<Position, 'name'>;
}

export function openFeedDatabase(userId: string): FeedDatabase {
  const db = calledOffWhenLeft(new FeedDatabase(feedDatabaseName(userId)));
  db.version(1).stores({
    notifications: 'ordinal, id',
    tracks: 'id',
    members: 'id, trackId',
    invites: 'id, trackId',
    comments: 'id, trackId',
    meta: 'name',
  });
  // Rows are found by what they are about: by their track, and by what awaits an answer.
  const subjects = ['kind', 'track.id', 'data.inviteId', 'data.reminderId', 'data.ticketId'];
  db.version(2).stores({
    notifications: ['ordinal', 'id', ...subjects.map((path) => `body.${path}`)].join(),
    reminders: 'id',
    tickets: 'id',
    account: 'id',
    devices: 'id',
  });
  db.version(3)
    .stores({ preferences: 'id' })
    .upgrade((tx) => readAgain(tx.table<Position>('meta')));
  db.version(4)
    .stores({ files: 'id, trackId' })
    .upgrade((tx) => readAgain(tx.table<Position>('meta')));
  return db;
}

/** What an app passed over, not knowing it, comes again: all of the log, onto the rows that are held. */
const readAgain = (meta: Table<Position>) => meta.toCollection().modify({ cursor: 0 });

/** Of a device that has heard nothing yet. */
export const startPosition: Position = {
  name: 'position',
  epoch: null,
  cursor: 0,
  complete: 0,
  live: [],
  sweeping: false,
};

export const readPosition = async (db: FeedDatabase): Promise<Position> =>
  (await db.meta.get('position')) ?? startPosition;

export const byId = <T>(rows: readonly Stored<T>[]): ReadonlyMap<string, T> =>
  new Map(rows.map(({ id, body }) => [id, body]));
