/**
 * A notification as it travels and lies on the device. Its facts (names, titles, excerpts) are fixed
 * when it is made: later renames do not rewrite history. What changes afterwards is not here: read
 * and dismissed live in the marks, the fate of an invite in the invite.
 */
import type { Stage } from '#shared/tracks/entities.ts';

interface NotificationBase {
  readonly id: string;
  /** Dense per user from 1, given in the transaction that stored it; never used twice. */
  readonly ordinal: number;
  readonly createdAt: number;
  /** Who did it; never the one who is told. */
  readonly actor: { readonly id: string; readonly name: string } | null;
  readonly track: { readonly id: string; readonly title: string } | null;
}

export interface DueDate {
  readonly on: string;
  readonly time: string | null;
  readonly timeZone: string;
}

/** What each kind carries beside who and where. */
export interface NotificationData {
  'invite.received': { readonly inviteId: string };
  'invite.accepted': { readonly inviteId: string };
  'invite.declined': { readonly inviteId: string };
  'comment.added': { readonly commentId: string; readonly excerpt: string };
  'comment.mentioned': { readonly commentId: string; readonly excerpt: string };
  'stage.changed': { readonly from: Stage; readonly to: Stage };
  'due.changed': { readonly from: DueDate | null; readonly to: DueDate | null };
}

export type NotificationKind = keyof NotificationData;

export type NotificationRecord = {
  readonly [Kind in NotificationKind]: NotificationBase & {
    readonly kind: Kind;
    readonly data: NotificationData[Kind];
  };
}[NotificationKind];
