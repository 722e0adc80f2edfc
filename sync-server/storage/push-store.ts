/**
 * The port between pushes and the database, as a part of the workspace's transactions: a push is queued
 * by the very transaction that tells a person something, so none is lost and none is about nothing.
 */
import type { RunSet } from '#shared/marks/run-set.ts';

/** Where pushes for one device go. */
export interface PushSubscription {
  readonly id: string;
  readonly userId: string;
  readonly device: string;
  /** It ends with this session. */
  readonly sessionId: string;
  /** Whoever knows it may push: never logged. */
  readonly endpoint: string;
  /** Base64url, as the browser gave them. */
  readonly p256dh: string;
  readonly auth: string;
  /** Where the device is, as it last said; null where it did not. */
  readonly timeZone: string | null;
  /** When the device last said so. */
  readonly assertedAt: number;
}

/** One row of somebody's feed on its way to one device. A row that changes takes its earlier job's place. */
export interface PushJob {
  readonly subscriptionId: string;
  readonly notificationId: string;
  /** Of the row as it was told. */
  readonly ordinal: number;
  readonly queuedAt: number;
  readonly dueAt: number;
  /** How often it was tried. */
  readonly attempts: number;
  /** It waits, or has waited, for the end of quiet hours. */
  readonly isHeld: boolean;
  /** The push service found it too large. */
  readonly isSmall: boolean;
}

export type PushAddress =
  | { readonly id: string }
  | { readonly sessionId: string }
  | { readonly userId: string; readonly endpoint: string };

export interface PushReading {
  pushSubscription(id: string): Promise<PushSubscription | null>;
  pushSubscriptionOf(userId: string, device: string): Promise<PushSubscription | null>;
  /** Whether a subscription of theirs is this endpoint. */
  isPushedTo(userId: string, endpoint: string): Promise<boolean>;
  /** Ids of subscriptions with a job due, longest due first. */
  duePushes(now: number, limit: number): Promise<readonly string[]>;
  /** When the next job after `now` is due; null where there is none. */
  nextPushAt(now: number): Promise<number | null>;
  /** Jobs of one subscription that are due, oldest row first. */
  pushJobs(subscriptionId: string, now: number, limit: number): Promise<readonly PushJob[]>;
  /** Where a notification stands in its person's change log; 0 where it does not. */
  notificationSeq(userId: string, notificationId: string): Promise<number>;
  /** How many rows of a person have an ordinal in these runs. */
  countNotifications(userId: string, ordinals: RunSet): Promise<number>;
}

export interface PushTransaction extends PushReading {
  /**
   * One for each device and each endpoint: what the device had before is replaced, and who else had the
   * endpoint has it no longer. Keeps the id, and with it what is queued, where the device had one.
   */
  savePushSubscription(subscription: PushSubscription): Promise<void>;
  /** With their jobs. */
  dropPushSubscriptions(address: PushAddress): Promise<void>;
  /** Drops those asserted longest ago beyond the `kept` newest. */
  prunePushSubscriptions(userId: string, kept: number): Promise<void>;
  /** A job for each device of the person. */
  queuePush(
    userId: string,
    row: { readonly notificationId: string; readonly ordinal: number },
    at: number,
  ): Promise<void>;
  /** Does nothing where the row has changed since: that is another job. */
  savePushJob(job: PushJob): Promise<void>;
  dropPushJob(job: PushJob): Promise<void>;
  /** What waits for the end of a person's quiet hours is looked at anew. */
  wakeHeldPushes(userId: string, at: number): Promise<void>;
  /** No job of this subscription is due before then, also none that is queued or woken meanwhile. */
  postponePushes(subscriptionId: string, until: number): Promise<void>;
}
