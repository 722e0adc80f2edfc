/**
 * A record is a notification as it travels and lies on the device. Its facts (names, titles,
 * excerpts) are fixed when it is made: later renames do not rewrite history. What changes later is
 * elsewhere: read and dismissed in the marks, the fate of an invite in the invite.
 */
import * as v from 'valibot';
import { count, facts, instant, list, text } from '#shared/base/schemas.ts';
import { dueDateSchema, momentSchema } from '#shared/workspace/entities.ts';
import { priorities, stages } from '#shared/workspace/vocabulary.ts';

const personSchema = facts({ id: text, name: text });
export type Person = v.InferOutput<typeof personSchema>;

const notification = {
  id: text,
  /** Dense per person from 1, given in the transaction that stored it; never used twice. */
  ordinal: count,
  createdAt: instant,
  /** Who did it; never the person the record is for. */
  actor: v.nullable(personSchema),
  track: v.nullable(facts({ id: text, title: text })),
};

const deadline = {
  due: dueDateSchema,
  /** When this step was reached; where the row is younger, it was told late. */
  at: instant,
  /** When the due date passes, or passed. */
  endsAt: instant,
};

/** The data is what each kind carries beside who and where. */
/* @__NO_SIDE_EFFECTS__ */
const kind = <const Kind extends string, const Data extends v.ObjectEntries>(
  name: Kind,
  data: Data,
) => facts({ ...notification, kind: v.literal(name), data: facts(data) });

const stage = v.picklist(stages);
/** What that comment is about; missing where that is the track as a whole. */
const moment = v.exactOptional(momentSchema);

export const notificationSchema = v.variant('kind', [
  kind('invite.received', { inviteId: text }),
  kind('invite.accepted', { inviteId: text }),
  kind('invite.declined', { inviteId: text }),
  /** Told to the owner where somebody else had invited them. */
  kind('member.joined', { userId: text, inviter: personSchema }),
  kind('member.left', { userId: text }),
  kind('member.removed', { userId: text }),
  kind('comment.added', {
    /** The newest comment of the row. */
    commentId: text,
    excerpt: text,
    moment,
    /** How many comments the row stands for; missing where it is one. */
    count: v.exactOptional(count),
    /** Who wrote them, latest first, each once; missing where it is one comment. */
    people: v.exactOptional(list(personSchema)),
  }),
  kind('comment.mentioned', { commentId: text, excerpt: text, moment }),
  kind('deadline.near', {
    ...deadline,
    step: v.picklist(['week', 'three-days', 'day', 'hours']),
  }),
  kind('deadline.passed', deadline),
  kind('stage.changed', { from: stage, to: stage }),
  kind('file.shared', {
    /** The newest file of the row, and its newest version. */
    fileId: text,
    name: text,
    number: count,
    note: text,
    /** From when on it counts. */
    since: instant,
    /** How many files the row stands for; missing where it is one. */
    count: v.exactOptional(count),
  }),
  kind('track.deleted', {}),
  kind('due.changed', { from: v.nullable(dueDateSchema), to: v.nullable(dueDateSchema) }),
  kind('reminder.due', {
    reminderId: text,
    text,
    /** When it was to be due; where the row is younger, it was told late. */
    dueAt: instant,
    commentId: v.nullable(text),
    notificationId: v.nullable(text),
  }),
  kind('announcement.published', {
    announcementId: text,
    title: text,
    text,
    priority: v.picklist(priorities),
  }),
  kind('account.signed-in', { device: text }),
  kind('ticket.answered', { ticketId: text, subject: text, excerpt: text }),
]);

export type NotificationRecord = v.InferOutput<typeof notificationSchema>;
export type NotificationKind = NotificationRecord['kind'];
export type NotificationData = {
  readonly [Kind in NotificationKind]: Extract<NotificationRecord, { readonly kind: Kind }>['data'];
};
