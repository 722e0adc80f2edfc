/**
 * This is a device for tests in a browser: fresh databases of an account nobody else has, a clock
 * that stands until it is moved, bodies to fill a change log with, and waiting that watches instead
 * of sleeping.
 */
import type { Account } from '#lib/ports/account.ts';
import { memberId } from '#shared/workspace/slice.ts';
import type { DeviceNotice } from '#lib/ports/device.ts';
import type { Observable } from '#shared/base/observable.ts';
import { openActsDatabase, type ActsDatabase } from '#lib/storage/acts-database.ts';
import {
  openFeedDatabase,
  readPosition,
  type FeedDatabase,
  type Position,
} from '#lib/storage/feed-database.ts';
import { createActsDisk, type ActsDisk } from '#lib/storage/acts-disk.ts';
import { createMarksDisk, type MarksDisk } from '#lib/storage/marks-disk.ts';
import { createWrite, type Write } from '#lib/storage/write.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import type { Change, ChangesAnswer } from '#shared/protocol/messages.ts';
import type { Comment, Invite, Member } from '#shared/workspace/entities.ts';
import type { Track } from '#shared/workspace/entities.ts';

/** 2026-11-24 10:00 UTC */
const start = Date.UTC(2026, 10, 24, 10);

export interface TestDevice {
  readonly account: Account;
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly disk: MarksDisk & ActsDisk;
  readonly write: Write;
  /** What was told of this device, in that order. */
  readonly told: readonly DeviceNotice[];
  readonly tell: (notice: DeviceNotice) => void;
  readonly received: () => Promise<Position>;
  readonly clock: { now(): number; pass(ms: number): void };
  /** The faults that were reported while the test ran. */
  readonly faults: unknown[];
  readonly report: (error: unknown) => void;
  dispose(): Promise<void>;
}

export async function openTestDevice(userId = uuid7(Date.now())): Promise<TestDevice> {
  const feed = openFeedDatabase(userId);
  const acts = openActsDatabase(userId, () => uuid7(start));
  await Promise.all([feed.open(), acts.open()]);
  let time = start;
  const faults: unknown[] = [];
  const report = (error: unknown) => void faults.push(error);
  const told: DeviceNotice[] = [];
  const tell = (notice: DeviceNotice) => void told.push(notice);
  const write = createWrite({ feed, acts, tell });
  return {
    account: { userId, name: 'Ana Reyes', email: 'ana@studio.example' },
    feed,
    acts,
    disk: { ...createMarksDisk(acts, report), ...createActsDisk({ acts, write }) },
    write,
    told,
    tell,
    received: () => readPosition(feed),
    clock: {
      now: () => time,
      pass(ms) {
        time += ms;
      },
    },
    faults,
    report,
    async dispose() {
      for (const db of [feed, acts]) {
        db.close();
        await deleteDatabase(db.name);
      }
    },
  };
}

/** Deletes as Dexie does it, without a word where a transaction has yet to end. */
const deleteDatabase = (name: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(new Error(`${name} was not deleted`));
  });

/** Resolves with the first value that fits; rejects with the last one seen when none comes. */
export function firstOf<T>(
  observable: Observable<T>,
  fits: (value: T) => boolean = () => true,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let last: T | undefined;
    const timer = setTimeout(() => {
      unsubscribe();
      reject(new Error(`Last seen: ${JSON.stringify(last)}`));
    }, 60_000);
    const unsubscribe = observable.subscribe((value) => {
      last = value;
      if (!fits(value)) return;
      clearTimeout(timer);
      queueMicrotask(() => unsubscribe());
      resolve(value);
    });
  });
}

export const notificationOf = (
  ordinal: number,
  record: Partial<Pick<NotificationRecord, 'id' | 'track'>> = {},
): NotificationRecord => ({
  id: record.id ?? `n${ordinal}`,
  ordinal,
  kind: 'stage.changed',
  createdAt: start,
  actor: { id: 'ben', name: 'Ben Okafor' },
  track: record.track ?? null,
  data: { from: 'idea', to: 'mixing' },
});

export const inviteNotificationOf = (ordinal: number, invite: Invite): NotificationRecord => ({
  id: `n${ordinal}`,
  ordinal,
  kind: 'invite.received',
  createdAt: start,
  actor: { id: invite.inviterId, name: invite.inviterName },
  track: { id: invite.trackId, title: invite.trackTitle },
  data: { inviteId: invite.id },
});

export const trackOf = (id: string, track: Partial<Track> = {}): Track => ({
  id,
  title: `Track ${id}`,
  stage: 'idea',
  dueOn: null,
  dueTime: null,
  dueTimeZone: null,
  notes: '',
  ownerId: 'ben',
  createdAt: start,
  updatedAt: start,
  version: 1,
  ...track,
});

export const memberOf = (trackId: string, userId: string, name = userId): Member => ({
  id: memberId(trackId, userId),
  trackId,
  userId,
  name,
  role: 'collaborator',
  joinedAt: start,
});

export const inviteOf = (id: string, trackId: string, invite: Partial<Invite> = {}): Invite => ({
  id,
  trackId,
  trackTitle: `Track ${trackId}`,
  inviterId: 'ben',
  inviterName: 'Ben Okafor',
  email: 'ana@studio.example',
  linkHash: null,
  inviteeId: null,
  state: 'pending',
  createdAt: start,
  expiresAt: start + 14 * 24 * 60 * 60 * 1_000,
  answeredAt: null,
  ...invite,
});

export const commentOf = (id: string, trackId: string, text = 'Louder'): Comment => ({
  id,
  trackId,
  authorId: 'ben',
  authorName: 'Ben Okafor',
  text,
  mentions: [],
  createdAt: start,
  editedAt: null,
});

/** A page that reaches the head, unless it says otherwise. */
export const pageOf = (
  changes: readonly Change[],
  page: Partial<ChangesAnswer> = {},
): ChangesAnswer => {
  const to = page.to ?? changes.at(-1)?.seq ?? page.after ?? 0;
  const ordinals = changes.flatMap((change) =>
    change.op === 'upsert' && change.kind === 'notification' ? [change.body.ordinal] : [],
  );
  return {
    epoch: 'e1',
    after: 0,
    to,
    head: to,
    ordinalHead: Math.max(0, ...ordinals),
    changes,
    more: false,
    serverTime: start,
    ...page,
  };
};
