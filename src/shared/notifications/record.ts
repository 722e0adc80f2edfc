/**
 * A record is a notification as it travels and lies on the device. Its facts (names, titles,
 * excerpts) are fixed when it is made: later renames do not rewrite history. What changes later is
 * elsewhere: read and dismissed in the marks, the fate of an invite in the invite.
 */
import type { DueDate, Stage } from '#shared/workspace/entities.ts';
import type { DeadlineStep, Priority } from '#shared/workspace/vocabulary.ts';

interface NotificationBase {
  readonly id: string;
  /** Dense per person from 1, given in the transaction that stored it; never used twice. */
  readonly ordinal: number;
  readonly createdAt: number;
  /** Who did it; never the person the record is for. */
  readonly actor: Person | null;
  readonly track: { readonly id: string; readonly title: string } | null;
}

export interface Person {
  readonly id: string;
  readonly name: string;
}

interface DeadlineFacts {
  readonly due: DueDate;
  /** When this step was reached; where the row is younger, it was told late. */
  readonly at: number;
  /** When the due date passes, or passed. */
  readonly endsAt: number;
}

/** The data is what each kind carries beside who and where. */
export interface NotificationData {
  'invite.received': { readonly inviteId: string };
  'invite.accepted': { readonly inviteId: string };
  'invite.declined': { readonly inviteId: string };
  'member.left': { readonly userId: string };
  'member.removed': { readonly userId: string };
  'comment.added': {
    /** The newest comment of the row. */
    readonly commentId: string;
    readonly excerpt: string;
    /** How many comments the row stands for; missing where it is one. */
    readonly count?: number;
    /** Who wrote them, latest first, each once; missing where it is one comment. */
    readonly people?: readonly Person[];
  };
  'comment.mentioned': { readonly commentId: string; readonly excerpt: string };
  'deadline.near': DeadlineFacts & { readonly step: Exclude<DeadlineStep, 'overdue'> };
  'deadline.passed': DeadlineFacts;
  'stage.changed': { readonly from: Stage; readonly to: Stage };
  'due.changed': { readonly from: DueDate | null; readonly to: DueDate | null };
  'reminder.due': {
    readonly reminderId: string;
    readonly text: string;
    /** When it was to be due; where the row is younger, it was told late. */
    readonly dueAt: number;
    readonly commentId: string | null;
    readonly notificationId: string | null;
  };
  'announcement.published': {
    readonly announcementId: string;
    readonly title: string;
    readonly text: string;
    readonly priority: Priority;
  };
  'account.signed-in': { readonly device: string };
  'ticket.answered': {
    readonly ticketId: string;
    readonly subject: string;
    readonly excerpt: string;
  };
}

export type NotificationKind = keyof NotificationData;

export type NotificationRecord = {
  readonly [Kind in NotificationKind]: NotificationBase & {
    readonly kind: Kind;
    readonly data: NotificationData[Kind];
  };
}[NotificationKind];
